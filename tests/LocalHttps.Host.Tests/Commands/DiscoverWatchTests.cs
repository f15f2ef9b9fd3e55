using System.Text.Json;
using LocalHttps.Host.Commands;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Support;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Commands;

/// <summary>What <c>discover --watch</c> says before the network has answered, and what it says once.</summary>
[TestClass]
public sealed class DiscoverWatchTests : IDisposable
{
    private readonly CommandRun run = new();
    private FakeDevices network = new();

    public DiscoverWatchTests() => run.Services = run.Services with { OpenDevices = (_, _) => network };

    public void Dispose() => run.Dispose();

    [TestMethod]
    public async Task Discover_WatchBeforeTheNetworkHasAnswered_DoesNotSayThatATrustedDeviceIsAway()
    {
        network = new FakeDevices { NeverSettles = true };
        var here = Trusted("here.example.com");
        network.Changes.AddRange([new(DeviceChange.Added, Away(here)), new(DeviceChange.Added, Away(Trusted("away.example.com"))), new(DeviceChange.Updated, here)]);
        Assert.AreEqual(ExitCodes.Ok, await run.Run("discover", "--watch", "--json"));
        var told = run.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).Select(line =>
            $"{line.GetProperty("change").GetString()} {line.GetProperty("device").GetProperty("cname").GetString()} {line.GetProperty("device").GetProperty("verdict").GetProperty("state").GetString()}");
        CollectionAssert.AreEqual(new[] { "added here.example.com verified", "added away.example.com stale" }, told.ToArray());
    }

    [TestMethod]
    public async Task Discover_WatchOnceTheNetworkHasAnswered_SaysThatATrustedDeviceIsAway()
    {
        network = new FakeDevices { WatchIsEndless = true };
        network.Changes.Add(new(DeviceChange.Added, Away(Trusted("away.example.com"))));
        using var interrupt = new CancellationTokenSource();
        var running = run.Run(interrupt.Token, "discover", "--watch", "--json");
        Assert.Contains("not-announced", run.Output);
        await interrupt.CancelAsync();
        Assert.AreEqual(ExitCodes.Ok, await running);
    }

    [TestMethod]
    public async Task Discover_WatchOfDevicesOnOneAddedRoot_NamesItOnce()
    {
        foreach (var name in new[] { "a.example.com", "b.example.com" })
        {
            var device = FakeDevices.Device(name, name, "unconfirmed", FakeDevices.Finding(FindingCodes.NotConfirmed));
            network.Changes.Add(new(DeviceChange.Added, device with { Verdict = device.Verdict with { Notes = [FakeDevices.Finding(FindingCodes.LabRoot, ("root", "Lab"))] } }));
        }
        Assert.AreEqual(ExitCodes.Ok, await run.Run("discover", "--watch"));
        Assert.HasCount(2, run.Output.Split("added by hand"));
        Assert.Contains("\nSome certificates stand on a root that was added by hand, not on the system's: Lab.\n", run.Output);
    }

    private static DeviceView Trusted(string cname) => FakeDevices.Device(cname, cname, "verified") with { Trusted = TrustEntries.Named(cname).ToView() };

    private static DeviceView Away(DeviceView device) => device with
    {
        LastSeen = null,
        Verdict = device.Verdict with { State = "stale", Reasons = [FakeDevices.Finding(FindingCodes.NotAnnounced)] },
    };
}
