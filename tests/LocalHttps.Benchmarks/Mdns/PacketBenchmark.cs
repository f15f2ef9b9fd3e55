using LocalHttps.Lab;

namespace LocalHttps.Benchmarks;

/// <summary>How many packets a browser sends while it browses, counted on the bridge. Both browse at the same time, each on a network of its own.</summary>
internal static class PacketBenchmark
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>A few devices and many.</summary>
    public static async Task<IReadOnlyList<Comparison>> RunAsync(LabNetwork lab, TimeSpan length)
    {
        var pairs = new List<(int Count, Task<double> Ours, Task<double> Avahi)>();
        foreach (var count in (int[])[5, 500])
        {
            var ours = await BenchLink.CreateAsync(lab, ipv6: true);
            var avahi = await BenchLink.CreateAsync(lab, ipv6: true);
            pairs.Add((count, CountAsync(BrowserOf.Ours, ours, count, length), CountAsync(BrowserOf.Avahi, avahi, count, length)));
        }
        var comparisons = new List<Comparison>();
        foreach (var (count, ours, avahi) in pairs)
        {
            comparisons.Add(new Comparison(
                new Measurement($"packets sent in {length.TotalSeconds:0} s of browsing {count} devices", "packets", [await ours]),
                new Measurement("Avahi (avahi-browse --resolve)", "packets", [await avahi]),
                "fewer than the peer", (our, peer) => our.Median < peer!.Median));
        }
        return comparisons;
    }

    private static async Task<double> CountAsync(BrowserOf kind, BenchLink link, int count, TimeSpan length)
    {
        using var devices = Announcer.Devices(link, count, "Device");
        var hardware = (await Command.MustAsync("ip", "netns", "exec", link.Browser.Name, "cat", "/sys/class/net/eth0/address")).Trim();
        await using var capture = LabChild.Start(
            Path.Combine(MdnsBenchmark.Folder, $"{link.Bridge}.log"), ["tshark", "-l", "-n", "-i", link.Bridge, "-f", $"udp port 5353 and ether src {hardware}", "-T", "fields", "-e", "dns.qry.name"]);
        await capture.WaitForLineAsync(line => line.StartsWith("Capturing on", StringComparison.Ordinal), Limit, "tshark");
        await using (await BrowsingPeer.StartAsync(kind, link, count, "none"))
        {
            await Task.Delay(length, TimeProvider.System);
        }
        await capture.TerminateAsync();
        return capture.Lines.Count(line => !line.StartsWith("Capturing on", StringComparison.Ordinal) && !line.EndsWith("captured", StringComparison.Ordinal));
    }
}
