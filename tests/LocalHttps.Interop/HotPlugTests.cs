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
    private const int DescriptorsOfOthers = 5;
    private const long BytesOfOthers = 512 * 1024;
    // The promise: joined, asked and found within 5 s.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

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
        var before = Held.Now();
        for (var round = 0; round < rounds; round++)
        {
            await StepAsync("plugged in", network.PlugInAsync, change => IsAt(change, network.DeviceAddress));
            await StepAsync("renumbered", network.RenumberAsync, change => IsAt(change, network.DeviceAddress) && change.Instance.Addresses.Count(IsV4) == 1);
            // Avahi takes back what it said and says it anew, at its own pace.
            await Task.Delay(Settling, TimeProvider.System);
            await Poll.UntilAsync(() => Task.FromResult(browser.Instances.Any(instance => instance.Addresses.Any(at => at.Address.ToString() == network.DeviceAddress))), "settled", Limit);
            await StepAsync("down", () => network.SwitchAsync(on: false), IsLost);
            await StepAsync("up", () => network.SwitchAsync(on: true), change => IsAt(change, network.DeviceAddress));
            await StepAsync("pulled out", network.PullOutAsync, IsLost);
            Assert.IsEmpty(browser.Instances);
            Assert.IsEmpty(browser.Interfaces);
            if (round < WarmUp)
            {
                before = Held.Now();
            }
        }
        var after = Held.Now();
        context.WriteLine($"{rounds} rounds; at the latest after {string.Join(", ", times.Select(pair => $"{pair.Key} {pair.Value.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s"))}; {before}, then {after}.");
        Assert.IsNull(browser.LastFault);
        Assert.IsLessThanOrEqualTo(before.Descriptors + DescriptorsOfOthers, after.Descriptors);
        Assert.IsLessThanOrEqualTo(before.Sockets, after.Sockets);
        Assert.IsLessThanOrEqualTo(before.Bytes + BytesOfOthers, after.Bytes);

        async Task StepAsync(string what, Func<Task> act, Func<ServiceEvent, bool> fits)
        {
            await act();
            var start = Stopwatch.GetTimestamp();
            try
            {
                await watch.UntilAsync(fits, Limit);
            }
            catch (AssertFailedException problem)
            {
                var networks = string.Join(", ", browser.Interfaces.Select(at => $"{at.Name} {string.Join(' ', at.Addresses.Select(own => own.Address))}"));
                var here = string.Join(", ", browser.Instances.Select(instance => $"{instance.Name} {string.Join(' ', instance.Addresses.Select(at => at.Address))}"));
                throw new AssertFailedException($"{what}: on [{networks}], knows [{here}], {browser.Statistics}, fault {browser.LastFault}. {problem.Message}", problem);
            }
            var took = Stopwatch.GetElapsedTime(start);
            times[what] = times.TryGetValue(what, out var longest) && longest > took ? longest : took;
        }
    }

    private static bool IsAt(ServiceEvent change, string address) => change is ServiceAdded or ServiceUpdated && change.Instance.Addresses.Any(at => at.Address.ToString() == address);

    private static bool IsV4(DiscoveredAddress at) => at.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;

    private static bool IsLost(ServiceEvent change) => change is ServiceRemoved { Reason: RemovalReason.InterfaceLost };

    /// <summary>What this process holds once nothing waits to be collected: the commands that move the interface leave their pipes to the collector.</summary>
    private sealed record Held(int Descriptors, int Sockets, long Bytes)
    {
        public static Held Now()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var bytes = GC.GetTotalMemory(forceFullCollection: true);
            var open = Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget).ToList();
            return new Held(open.Count, open.Count(target => target?.StartsWith("socket:", StringComparison.Ordinal) == true), bytes);
        }
    }
}
