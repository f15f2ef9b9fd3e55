using System.Globalization;

namespace LocalHttps.Benchmarks;

/// <summary>The values of one thing that was measured again and again.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Unit">The unit of the values.</param>
/// <param name="Values">One value a run.</param>
internal sealed record Measurement(string What, string Unit, IReadOnlyList<double> Values)
{
    /// <summary>The value in the middle.</summary>
    public double Median => Quantile(0.5);

    /// <summary>Nine of ten runs were at most this.</summary>
    public double Tenth => Quantile(0.9);

    /// <summary>The value below which this share of the runs lies, by the nearest rank.</summary>
    public double Quantile(double share)
    {
        var sorted = Values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>A value for people.</summary>
    public static string Show(double value) => !double.IsFinite(value) ? "never" : value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}

/// <summary>A measurement, what it is measured against in the same run, and the goal.</summary>
/// <param name="Ours">This project's.</param>
/// <param name="Peer">The peer's; null where there is none.</param>
/// <param name="Goal">The goal in words; empty for none.</param>
/// <param name="IsMet">Whether the medians meet it; null without a goal.</param>
internal sealed record Comparison(Measurement Ours, Measurement? Peer, string Goal, Func<Measurement, Measurement?, bool>? IsMet)
{
    /// <summary>How many times the peer's median ours is; null without a peer.</summary>
    public double? Ratio => Peer is null ? null : Ours.Median / Peer.Median;

    /// <summary>Whether the goal is met.</summary>
    public bool? Met => IsMet?.Invoke(Ours, Peer);
}

/// <summary>What a benchmark found.</summary>
/// <param name="Comparisons">The rows of the table.</param>
/// <param name="Remarks">What is to be said in words below it.</param>
internal sealed record Figures(IReadOnlyList<Comparison> Comparisons, IReadOnlyList<string> Remarks);
