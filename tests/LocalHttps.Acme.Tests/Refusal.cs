namespace LocalHttps.Acme.Tests;

/// <summary>What a refusal must be.</summary>
internal static class Refusal
{
    /// <summary>Sees that <paramref name="act"/> is refused with the problem type <paramref name="type"/>, and returns the problem.</summary>
    public static Problem Of(string type, Action act)
    {
        var problem = Assert.ThrowsExactly<AcmeException>(act).Problem;
        Assert.AreEqual(Problems.Prefix + type, problem.Type, problem.Detail);
        return problem;
    }

    /// <inheritdoc cref="Of(string, Action)"/>
    public static Problem Of(string type, Func<object?> act) => Of(type, () => { _ = act(); });
}
