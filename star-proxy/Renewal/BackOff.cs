using System.Security.Cryptography;

namespace LocalHttps.Star.Renewal;

/// <summary>How long to wait after a try in vain.</summary>
internal static class BackOff
{
    /// <summary>The longest wait: long enough for any CA's patience, short enough to use every hour a certificate has left.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    // What a CA asks for beyond this is a fault of its own.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    /// <summary>Doubles from a hundredth of a percent up to a tenth of the lifetime, at least a second, with jitter so that a returning CA is not met by all at once.</summary>
    /// <param name="attempts">The tries in vain, this one included; from 1.</param>
    /// <param name="lifetime">Of the certificates of the order.</param>
    /// <param name="asked">What the CA asked for; never come back earlier.</param>
    public static TimeSpan After(int attempts, TimeSpan lifetime, TimeSpan? asked)
    {
        var cap = Math.Clamp(lifetime.TotalSeconds / 10, 1, Longest.TotalSeconds);
        var first = Math.Clamp(lifetime.TotalSeconds / 10_000, 1, cap);
        var wait = Math.Min(cap, first * Math.Pow(2, Math.Min(attempts - 1, 30)));
        var jitter = 0.5 + (RandomNumberGenerator.GetInt32(1_000) / 2_000.0);
        var own = TimeSpan.FromSeconds(wait * jitter);
        return asked is { } least && least > own ? (least < LongestAsked ? least : LongestAsked) : own;
    }
}
