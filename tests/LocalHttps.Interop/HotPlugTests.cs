using System.Diagnostics;
using System.Globalization;
using LocalHttps.Lab;
using LocalHttps.Mdns;

namespace LocalHttps.Interop;

/// <summary>An interface comes, gets other addresses, goes down and up and away, over and over. What is open in this process is counted, so nothing runs beside it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class HotPlugTests(TestContext context)
{
    private const string Name = "Stays";
    private const int ShortForm = 3;
    private const int LongForm = 100;
    private const int WarmUp = 2;
    private const int DescriptorsOfOthers = 2;
    private const long BytesOfOthers = 512 * 1024;
    // The promise: joined, asked and found within 5 s.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    [TestMethod]
    [TestCategory("hot-plug")]
    public async Task Interface_ComesChangesAndGoes_DeviceIsFoundAndMarkedGone()
    {
        var rounds = Environment.GetEnvironmentVariable("LOCALHTTPS_SOAK") is null ? ShortForm : LongForm;
        await using var network = await PluggableNetwork.CreateAsync("plug", 10);
        await using var device = new AvahiDaemon(network.Device, Path.Combine(InteropLab.Logs, network.Device.Name));
        await device.StartAsync(new DeviceSpec(network.Device.Name) { Services = [new AnnouncedService(Name, 443, null, [])] });
        await using var browser = PluggableNetwork.Browse(network);
        await using var watch = new Watch(browser, Name);
        var times = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var (descriptors, bytes) = (0, 0L);
        for (var round = 0; round < rounds; round++)
        {
            await StepAsync("plugged in", network.PlugInAsync, change => IsAt(change, network.DeviceAddress));
            await StepAsync("renumbered", network.RenumberAsync, change => IsAt(change, network.DeviceAddress) && change.Instance.Addresses.Count(IsV4) == 1);
            await StepAsync("down", () => network.SwitchAsync(on: false), IsLost);
            await StepAsync("up", () => network.SwitchAsync(on: true), change => IsAt(change, network.DeviceAddress));
            await StepAsync("pulled out", network.PullOutAsync, IsLost);
            Assert.IsEmpty(browser.Instances);
            Assert.IsEmpty(browser.Interfaces);
            if (round < WarmUp)
            {
                (descriptors, bytes) = (Descriptors(), GC.GetTotalMemory(forceFullCollection: true));
            }
        }
        Assert.IsNull(browser.LastFault);
        Assert.IsLessThanOrEqualTo(descriptors + DescriptorsOfOthers, Descriptors());
        Assert.IsLessThanOrEqualTo(bytes + BytesOfOthers, GC.GetTotalMemory(forceFullCollection: true));
        context.WriteLine($"{rounds} rounds; at the latest after {string.Join(", ", times.Select(pair => $"{pair.Key} {pair.Value.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s"))}; "
            + $"{descriptors} → {Descriptors()} descriptors, {bytes / 1024} → {GC.GetTotalMemory(forceFullCollection: true) / 1024} KiB.");

        async Task StepAsync(string what, Func<Task> act, Func<ServiceEvent, bool> fits)
        {
            await act();
            var start = Stopwatch.GetTimestamp();
            await watch.UntilAsync(fits, Limit);
            var took = Stopwatch.GetElapsedTime(start);
            times[what] = times.TryGetValue(what, out var longest) && longest > took ? longest : took;
        }
    }

    private static bool IsAt(ServiceEvent change, string address) => change is ServiceAdded or ServiceUpdated && change.Instance.Addresses.Any(at => at.Address.ToString() == address);

    private static bool IsV4(DiscoveredAddress at) => at.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;

    private static bool IsLost(ServiceEvent change) => change is ServiceRemoved { Reason: RemovalReason.InterfaceLost };

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;
}
