using LocalHttps.EndToEnd;
using LocalHttps.Lab;

namespace LocalHttps.Benchmarks;

/// <summary>Everything that is measured of the mDNS engine.</summary>
internal static class MdnsBenchmark
{
    private const int DecodeRounds = 60;
    private const int FloodRuns = 2;
    private const int CurveRuns = 3;

    /// <summary>The parts; the last takes over ten minutes and runs only when it is named.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["decode", "resolve", "curve", "flood", "packets", "packets-long"];

    /// <summary>Logs and configuration.</summary>
    public static string Folder => Path.Combine(Places.Repository, "artifacts", "bench-mdns");

    /// <summary>Runs parts.</summary>
    public static async Task<Figures> RunAsync(IReadOnlyList<string> parts, int runs)
    {
        var comparisons = new List<Comparison>();
        var remarks = new List<string>();
        await using var lab = await LabNetwork.CreateAsync(Folder);
        var link = await BenchLink.CreateAsync(lab, ipv6: false);
        foreach (var part in parts)
        {
            switch (part)
            {
                case "decode":
                    comparisons.AddRange(DecodeBenchmark.Run(DecodeRounds));
                    break;
                case "resolve":
                    comparisons.AddRange(await ResolveBenchmark.RunAsync(link, runs));
                    remarks.Add(ResolveBenchmark.Remark);
                    break;
                case "curve":
                    var (curve, bend) = await ResolveBenchmark.CurveAsync(link, Math.Min(runs, CurveRuns));
                    comparisons.AddRange(curve);
                    remarks.Add(bend);
                    break;
                case "flood":
                    comparisons.AddRange(await FloodBenchmark.RunAsync(link, Math.Min(runs, FloodRuns)));
                    break;
                default:
                    comparisons.AddRange(await PacketBenchmark.RunAsync(lab, part == "packets" ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(10)));
                    break;
            }
        }
        return new Figures(comparisons, remarks);
    }
}
