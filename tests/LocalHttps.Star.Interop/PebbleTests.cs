using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using LocalHttps.Lab;

namespace LocalHttps.Star.Interop;

/// <summary>A series made out of a plain ACME CA that rejects good nonces and sleeps at random.</summary>
[TestClass]
public sealed class PebbleTests
{
    private const string Zone = "home.test";

    // Pebble sleeps up to 15 seconds at a challenge: what is left of the life after an outage of half of it must be more.
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(70);
    private static readonly TimeSpan Renewal = Life / 2;

    private static bool IsLong => Environment.GetEnvironmentVariable("LOCALHTTPS_SOAK") is not null;

    [TestMethod]
    [TestCategory("star-renewals")]
    public async Task Series_OverPebble_HasNoGapAndOutlivesItsOutage()
    {
        var renewals = IsLong ? 20 : 2;
        var folder = StarLab.NewFolder("pebble");
        await using var scene = await StartAsync(folder);
        var (star, pebble, rootFile) = (scene.Star, scene.Pebble, scene.RootFile);
        var (cname, binding, _) = await star.AddDeviceAsync("IoTD-1000A");
        using var device = new Ndc(star.Directory, () => Ndc.Connect(rootFile), cname, binding);
        using var http = Ndc.Connect(rootFile);

        var order = await device.EnrolAsync(Life, TimeSpan.FromDays(1));
        await using var watch = new SeriesWatch(http, order.Value.StarCertificate!, mayBeAway: false);
        await SeenAsync(watch, renewals + 1, Renewal * (renewals + 3));
        watch.Check();

        // Its certificates live twice as long as the time between two: killed right after one, away past the next one's time, and back before the end.
        var before = watch.Seen.Count;
        await pebble.KillAsync();
        await Task.Delay(Renewal + TimeSpan.FromSeconds(1), TimeProvider.System);
        await Poll.UntilAsync(() => Task.FromResult(star.Lines.Any(line => line.Contains("failed, try", StringComparison.Ordinal))), "the log says what happened", Renewal);
        await pebble.StartAgainAsync();
        await SeenAsync(watch, before + 1, Life);
        await SeenAsync(watch, before + 2, Renewal * 3);

        watch.Check();
        var told = string.Join('\n', star.Lines);
        Assert.Contains("Renew for order", told);
        Assert.Contains("in vain; it lives until", told);
        Assert.Contains("does not know the account any more", told);
        // None was made that nobody was given.
        await Poll.UntilAsync(async () => await pebble.CountIssuedAsync() == watch.Seen.Count, "as many served as issued", TimeSpan.FromSeconds(5), async () => $"{await pebble.CountIssuedAsync()} issued, {watch.Seen.Count} served");
        Console.WriteLine($"{watch.Seen.Count - 1} renewals:\n{string.Join('\n', watch.Seen)}\nPebble's outage in the log:\n{string.Join('\n', star.Lines.Where(line => line.Contains("Renew", StringComparison.Ordinal) || line.Contains("in vain", StringComparison.Ordinal)))}");
    }

    private static Task SeenAsync(SeriesWatch watch, int count, TimeSpan limit) => Poll.UntilAsync(
        () => Task.FromResult(watch.Seen.Count >= count), $"{count} certificates", limit, () => Task.FromResult(string.Join(" | ", watch.Seen)));

    private static async Task<PebbleScene> StartAsync(string folder)
    {
        var dns = $"{StarLab.Loopback.NextAddress()}:53";
        var host = $"{StarLab.NewId("proxy")}.{Zone}";
        var pebble = await PebbleServer.StartAsync(StarLab.Loopback, Path.Combine(folder, "pebble"), $"{StarLab.NewId("pebble")}.test", IPEndPoint.Parse(dns), Life);
        var rootFile = ServerCertificate(folder, host);
        var star = StarLab.NewStar(folder, host, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["zone"] = Zone,
            ["dns"] = dns,
            ["upstream"] = "acme",
            ["upstream-directory"] = pebble.Directory.AbsoluteUri,
            ["upstream-root"] = pebble.RootFile,
            ["tls-cert"] = Path.Combine(folder, "tls.pem"),
            ["tls-key"] = Path.Combine(folder, "tls.key"),
            ["min-lifetime"] = string.Create(CultureInfo.InvariantCulture, $"{Life.TotalSeconds}s"),
            ["limit-address"] = "0",
        });
        await star.StartAsync();
        return new(star, pebble, rootFile);
    }

    /// <summary>A certificate of its own for a proxy that has no embedded CA.</summary>
    /// <returns>Its root.</returns>
    internal static string ServerCertificate(string folder, string host)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authority = new LabAuthority("Proxy", now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Path.Combine(folder, "tls.pem"), authority.IssuePem(key, host, now.AddDays(-1), now.AddDays(30)) + "\n" + authority.IntermediatePem);
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        var root = Path.Combine(folder, "root.pem");
        File.WriteAllText(root, authority.RootPem);
        return root;
    }

    private sealed record PebbleScene(StarProcess Star, PebbleServer Pebble, string RootFile) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Star.DisposeAsync();
            await Pebble.DisposeAsync();
        }
    }
}
