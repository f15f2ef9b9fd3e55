using LocalHttps.Host.Discovery;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Discovery;

/// <summary>A guest who announces much under a trusted device's names keeps it neither from being found nor turns it red.</summary>
[TestClass]
public sealed class TrustedDeviceFloodTests
{
    private const string Lamp = DirectoryStage.Lamp;
    private const string Real = "192.168.1.230";

    [TestMethod]
    [DataRow(8)]
    [DataRow(15)]
    [DataRow(40)]
    public async Task Addresses_OfAGuestBeforeTheDevices_VerifiedAndNeverRed(int guests)
    {
        await using var stage = Stage(guests);
        stage.Source.Announce("Lamp", Lamp, [.. Guests(guests), Real]);
        var view = await UntilVerifiedAsync(stage);
        Assert.AreEqual(Real, view.Verdict.Address);
        Assert.AreEqual(FindingCodes.OtherEndpointFailed, view.Verdict.Notes[0].Code);
    }

    [TestMethod]
    public async Task Announced_TrustedDeviceAmongStrangers_OnlyItIsProtected()
    {
        await using var stage = Stage(0);
        stage.Source.Announce("Stranger", "stranger.example.org", "192.168.1.77");
        stage.Source.Announce("Lamp", Lamp, Real);
        await UntilVerifiedAsync(stage);
        Assert.AreEqual("Lamp._https._tcp.local", stage.Source.Protected.Single().ToString());
    }

    [TestMethod]
    public async Task Addresses_AddedToAProvedDevice_StaysGreen()
    {
        await using var stage = Stage(60);
        stage.Source.Announce("Lamp", Lamp, Real);
        await UntilVerifiedAsync(stage);
        stage.Source.Announce("Lamp", Lamp, [.. Guests(60), Real]);
        for (var i = 0; i < 4; i++)
        {
            stage.Time.Advance(TimeSpan.FromSeconds(20));
            Assert.AreEqual(VerdictState.Verified, (await stage.Directory.VerifyAsync(Lamp, default)).Verdict.State);
            Assert.AreEqual("verified", stage.Directory.Snapshot().Single().Verdict.State);
        }
    }

    [TestMethod]
    public async Task Addresses_HeardAfterAGuestsOnly_AreNotRedBeforeTheyAreTried()
    {
        await using var stage = Stage(1);
        stage.Source.Announce("Lamp", Lamp, [.. Guests(1)]);
        await stage.UntilStateAsync("mismatch");
        stage.Source.Announce("Lamp", Lamp, [.. Guests(1), Real]);
        await stage.UntilAsync(change => change.Device.Verdict.Reasons[0].Code == FindingCodes.NotCheckedYet);
        await UntilVerifiedAsync(stage);
    }

    [TestMethod]
    [DataRow(17)]
    [DataRow(50)]
    public async Task Instances_OfAGuestHeardFirst_VerifiedAndNeverRed(int guests)
    {
        await using var stage = Stage(1);
        AnnounceGuests(stage, guests);
        stage.Time.Advance(TimeSpan.FromMilliseconds(1));
        stage.Source.Announce("Lamp", Lamp, Real);
        Assert.AreEqual(Real, (await UntilVerifiedAsync(stage)).Verdict.Address);
        stage.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.AreEqual(VerdictState.Verified, (await stage.Directory.VerifyAsync(Lamp, default)).Verdict.State);
    }

    [TestMethod]
    [DataRow("Lamp")]
    [DataRow("Lamp (2)")]
    public async Task Instances_OfAGuestWhileTheDeviceWasAway_TheDeviceComesBackAheadOfThem(string name)
    {
        await using var stage = Stage(1);
        stage.Source.Announce("Lamp", Lamp, Real);
        await UntilVerifiedAsync(stage);
        stage.Source.Goodbye("Lamp");
        AnnounceGuests(stage, 60);
        stage.Time.Advance(TimeSpan.FromSeconds(2));
        await stage.Directory.SettledAsync(default);
        stage.Source.Announce(name, Lamp, [.. Guests(30), Real]);
        await stage.Directory.SettledAsync(default);
        var fresh = await stage.Directory.VerifyAsync(Lamp, default);
        Assert.AreEqual(VerdictState.Verified, fresh.Verdict.State);
        Assert.AreEqual(Real, fresh.View.Verdict.Address);
    }

    [TestMethod]
    public async Task Instances_OfAGuestBeforeTheDeviceEverProvedItsKey_OneRequestFindsIt()
    {
        await using var stage = Stage(1);
        AnnounceGuests(stage, 50);
        stage.Time.Advance(TimeSpan.FromMilliseconds(1));
        stage.Source.Announce("Lamp", Lamp, Real);
        await stage.Directory.SettledAsync(default);
        Assert.AreEqual(Real, (await stage.Directory.VerifyAsync(Lamp, default)).View.Verdict.Address);
        Assert.AreEqual("verified", stage.Directory.Snapshot().Single().Verdict.State);
    }

    [TestMethod]
    public async Task Instances_MoreThanAreLookedAt_AFreshCheckIsNotRed()
    {
        await using var stage = Stage(1);
        AnnounceGuests(stage, 17);
        await stage.Directory.SettledAsync(default);
        var fresh = await stage.Directory.VerifyAsync(Lamp, default);
        Assert.AreEqual(VerdictState.Stale, fresh.Verdict.State);
        Assert.AreEqual(FindingCodes.NotCheckedYet, fresh.Verdict.Reasons[0].Code);
    }

    [TestMethod]
    public async Task Instances_AsManyAsAreLookedAtAndNoneIsTheDevice_TurnsRed()
    {
        await using var stage = Stage(1);
        AnnounceGuests(stage, DeviceTable.MaximumEndpoints);
        await stage.UntilStateAsync("mismatch");
    }

    private static DirectoryStage Stage(int guests)
    {
        var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry());
        stage.Probe.Serve(Real, stage.Probe.Certificate(Lamp));
        foreach (var guest in Guests(guests))
        {
            stage.Probe.Serve(guest, stage.Probe.Certificate("evil.example.org", "ee"));
        }
        return stage;
    }

    // Sorted before the device's own, as text too.
    private static IEnumerable<string> Guests(int count) => Enumerable.Range(100, count).Select(i => $"192.168.1.{i}");

    private static void AnnounceGuests(DirectoryStage stage, int count)
    {
        foreach (var i in Enumerable.Range(0, count))
        {
            stage.Source.Announce($"Guest {i}", Lamp, [.. Guests(1)]);
        }
    }

    /// <summary>Lets the clock run until the device is green; fails if it turns red on the way.</summary>
    private static async Task<DeviceView> UntilVerifiedAsync(DirectoryStage stage)
    {
        using var done = new CancellationTokenSource();
        var clock = RunClockAsync(stage, done.Token);
        var view = await stage.UntilAsync(change =>
        {
            Assert.IsFalse(change.Device.Verdict.State is "mismatch" or "untrusted" or "expired", $"It turned {change.Device.Verdict.State}.");
            return change.Device.Verdict.State == "verified";
        });
        await done.CancelAsync();
        await clock;
        return view;
    }

    private static async Task RunClockAsync(DirectoryStage stage, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            stage.Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop));
        }
    }
}
