namespace LocalHttps.Identity;

/// <summary>The adjustable numbers of the verdict rules.</summary>
public sealed record VerdictPolicy
{
    /// <summary>Version of the rules, carried by every verdict.</summary>
    public const int Version = 1;

    /// <summary>A span over this is never green: what public CAs may issue at most.</summary>
    public static readonly TimeSpan LongestAcceptable = TimeSpan.FromDays(200);

    /// <summary>A verdict is stale after this at the latest.</summary>
    public static readonly TimeSpan LongestFresh = TimeSpan.FromMinutes(5);

    /// <summary>Validity spans up to this are short-term.</summary>
    public TimeSpan ShortTermCap { get; init; } = TimeSpan.FromHours(168);
}
