namespace LocalHttps.Identity;

/// <summary>One rule's outcome: the state it asks for and why.</summary>
internal readonly record struct Grade(VerdictState State, Finding Finding)
{
    /// <summary>The order when several hold: mismatch &gt; revoked &gt; untrusted &gt; expired &gt; caution &gt; unconfirmed &gt; verified.</summary>
    public int Weight => WeightOf(State);

    /// <summary>The weight of a state; every state the order does not know weighs most, so that it cannot be overlooked.</summary>
    public static int WeightOf(VerdictState state) => state switch
    {
        VerdictState.Verified => 1,
        VerdictState.Unconfirmed => 2,
        VerdictState.Caution => 3,
        VerdictState.Expired => 4,
        VerdictState.Untrusted => 5,
        VerdictState.Revoked => 6,
        _ => 7,
    };

    public static Grade Mismatch(Finding finding) => new(VerdictState.Mismatch, finding);

    public static Grade Untrusted(Finding finding) => new(VerdictState.Untrusted, finding);

    public static Grade Expired(Finding finding) => new(VerdictState.Expired, finding);

    public static Grade Caution(Finding finding) => new(VerdictState.Caution, finding);
}
