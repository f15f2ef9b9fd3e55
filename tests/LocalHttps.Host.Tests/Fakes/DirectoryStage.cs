using System.Net;
using LocalHttps.Host.Configuration;
using LocalHttps.Host.Discovery;
using LocalHttps.Host.Protocol;
using LocalHttps.Identity;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Host.Tests.Fakes;

/// <summary>A directory over a network, devices, a trust store and a clock that a test directs.</summary>
internal sealed class DirectoryStage : IAsyncDisposable
{
    public const string Lamp = "13ab-lamp.example.org";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource watching = new();
    private IAsyncEnumerator<DeviceChangeEvent>? changes;
    private Task<bool>? next;

    public DirectoryStage()
    {
        Source = new FakeSource(Time);
        Probe = new FakeProbe(Time);
        Directory = new DeviceDirectory(new DirectoryParts(
            new HostSettings(), Source, Trust, Probe, () => OwnAddresses, Time, new Random(1), Log.Add));
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public FakeSource Source { get; }

    public FakeProbe Probe { get; }

    /// <summary>This machine's addresses; null where they cannot be told.</summary>
    public IReadOnlyCollection<IPAddress>? OwnAddresses { get; set; } = [.. FakeSource.Ethernet.Addresses.Select(at => at.Address)];

    public FakeTrustStore Trust { get; } = new();

    public List<string> Log { get; } = [];

    public DeviceDirectory Directory { get; }

    public static TrustEntry Entry(string cname = Lamp, string spki = "aa", string name = "My lamp", TrustMethod method = TrustMethod.Confirmed) => new()
    {
        Cname = cname,
        Name = name,
        SpkiSha256 = spki.PadRight(64, '0'),
        Method = method,
        Since = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Accepted = [],
    };

    /// <summary>The next change that fits, in real time; the ones before it are dropped.</summary>
    public async Task<DeviceView> UntilAsync(Func<DeviceChangeEvent, bool> fits)
    {
        changes ??= Directory.WatchAsync(watching.Token).GetAsyncEnumerator(watching.Token);
        var seen = new List<string>();
        while (true)
        {
            next ??= changes.MoveNextAsync().AsTask();
            try
            {
                Assert.IsTrue(await next.WaitAsync(Patience), "The watch ended.");
            }
            catch (TimeoutException)
            {
                Assert.Fail($"It never came. Seen: {string.Join("; ", seen)}. Log: {string.Join("; ", Log)}");
            }
            next = null;
            seen.Add($"{changes.Current.Change} {changes.Current.Device.Key} {changes.Current.Device.Verdict.State} {changes.Current.Device.Checking}");
            if (fits(changes.Current))
            {
                return changes.Current.Device;
            }
        }
    }

    public Task<DeviceView> UntilStateAsync(string state) => UntilAsync(change => change.Device.Verdict.State == state && !change.Device.Checking);

    /// <summary>Turns the clock and waits for the state. Where the directory began to wait only after the clock was turned, it is turned once more.</summary>
    public async Task<DeviceView> AdvanceUntilStateAsync(TimeSpan time, string state)
    {
        var view = UntilStateAsync(state);
        do
        {
            Time.Advance(time);
        }
        while (await Task.WhenAny(view, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System)) != view);
        return await view;
    }

    /// <summary>Whether a device comes into a state within a moment of real time.</summary>
    public async Task<bool> ShowsAsync(string key, string state)
    {
        for (var look = 0; look < 20; look++)
        {
            if (Directory.Snapshot().Any(view => view.Key == key && view.Verdict.State == state))
            {
                return true;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
        return false;
    }

    /// <summary>Whether a change comes within a moment of real time.</summary>
    public async Task<bool> IsQuietAsync()
    {
        next ??= changes!.MoveNextAsync().AsTask();
        return await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System)) != next;
    }

    public async ValueTask DisposeAsync()
    {
        await watching.CancelAsync();
        await Directory.DisposeAsync();
        watching.Dispose();
    }
}
