using System.Net;
using LocalHttps.Host.Discovery;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Host.Trust;
using LocalHttps.Identity;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Tests.Discovery;

[TestClass]
public sealed class DeviceDirectoryTests
{
    private const string Lamp = DirectoryStage.Lamp;

    [TestMethod]
    public async Task Watch_GoodDeviceNobodyConfirmed_IsAddedThenUnconfirmed()
    {
        await using var stage = new DirectoryStage();
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        var added = await stage.UntilAsync(change => change.Change == DeviceChange.Added);
        Assert.AreEqual(Lamp, added.Key);
        // A reader that is slow to start gets both changes as one.
        var view = added.Verdict.State == "unconfirmed" && !added.Checking ? added : await stage.UntilStateAsync("unconfirmed");
        Assert.AreEqual("Lamp", view.DeviceName);
        Assert.AreEqual($"https://{Lamp}/", view.Url);
        Assert.AreEqual("192.168.1.63", view.Verdict.Address);
        CollectionAssert.AreEqual(new[] { "eth0" }, view.Interfaces.ToArray());
    }

    [TestMethod]
    public async Task Watch_ConfirmedDevice_IsVerifiedUnderThePersonsName()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry());
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", 8443, Lamp, "192.168.1.63");
        var view = await stage.UntilStateAsync("verified");
        Assert.AreEqual("My lamp", view.DeviceName);
        Assert.AreEqual("Lamp", view.AdvertisedName);
        Assert.AreEqual($"https://{Lamp}:8443/", view.Url);
    }

    [TestMethod]
    public async Task Watch_TrustedDeviceNotAnnounced_IsListedAsStale()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry());
        var view = await stage.UntilAsync(change => change.Change == DeviceChange.Added);
        Assert.AreEqual("stale", view.Verdict.State);
        Assert.AreEqual(FindingCodes.NotAnnounced, view.Verdict.Reasons[0].Code);
        Assert.IsFalse(view.Checking);
    }

    [TestMethod]
    public async Task Watch_TrustedDevices_AreExpectedUntilForgotten()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry());
        await stage.UntilAsync(change => change.Change == DeviceChange.Added);
        CollectionAssert.AreEqual(new[] { Lamp }, stage.Source.Expected.ToArray());
        stage.Trust.Set();
        await stage.UntilAsync(change => change.Change == DeviceChange.Removed);
        Assert.IsEmpty(stage.Source.Expected);
    }

    [TestMethod]
    public async Task Watch_Goodbye_RemovesAStrangerAndKeepsATrustedDevice()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry());
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        stage.Source.Announce("Other", "other.example.org", "192.168.1.64");
        await stage.UntilAsync(change => change.Device.Key == "other.example.org" && !change.Device.Checking);
        stage.Source.Goodbye("Other");
        await stage.UntilAsync(change => change.Change == DeviceChange.Removed && change.Device.Key == "other.example.org");
        stage.Source.Goodbye("Lamp");
        var lamp = await stage.UntilAsync(change => change.Device.Key == Lamp && change.Device.Verdict.Reasons[0].Code == FindingCodes.NotAnnounced);
        Assert.AreEqual("stale", lamp.Verdict.State);
    }

    [TestMethod]
    public async Task Watch_TrustedDeviceIsKilled_TurnsUnreachableAndComesBack()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry());
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilStateAsync("verified");
        stage.Probe.Serve("192.168.1.63", (CertificateFacts?)null);
        await stage.AdvanceUntilStateAsync(TimeSpan.FromSeconds(20), "unreachable");
        Assert.AreEqual(DnsName.Parse("Lamp._https._tcp.local"), await stage.Source.FirstDoubt.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System));
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        await stage.AdvanceUntilStateAsync(TimeSpan.FromSeconds(20), "verified");
    }

    [TestMethod]
    public async Task Watch_DeviceAnswers_IsNotDoubted()
    {
        await using var stage = new DirectoryStage();
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilAsync(change => change.Device.Key == Lamp && !change.Device.Checking);
        Assert.IsFalse(stage.Source.FirstDoubt.Task.IsCompleted);
    }

    [TestMethod]
    public async Task Watch_TrustedDeviceShowsAnotherKey_TurnsAmberOrRed()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry(method: TrustMethod.Paired));
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilStateAsync("verified");
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp, "bb"));
        await stage.AdvanceUntilStateAsync(TimeSpan.FromSeconds(20), "mismatch");
    }

    [TestMethod]
    public async Task Watch_AGuestAnnouncesTheSameName_TheTrustedDeviceStaysGreen()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry());
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Probe.Serve("192.168.1.99", stage.Probe.Certificate("evil.example.org", "ee"));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilStateAsync("verified");
        stage.Time.Advance(TimeSpan.FromSeconds(2));
        stage.Source.Announce("Guest", Lamp, "192.168.1.99");
        var view = await stage.UntilAsync(change => change.Device.Verdict.Notes.Any(note => note.Code == FindingCodes.OtherEndpointFailed));
        Assert.AreEqual("verified", view.Verdict.State);
    }

    [TestMethod]
    public async Task Watch_OneDeviceNeverAnswers_TheOthersAreDecided()
    {
        await using var stage = new DirectoryStage();
        stage.Probe.Serve("192.168.1.64", async stop =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return null;
        });
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Tarpit", "tarpit.example.org", "192.168.1.64");
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilAsync(change => change.Device.Key == Lamp && change.Device.Verdict.State == "unconfirmed");
        Assert.IsTrue(stage.Directory.Snapshot().Single(view => view.Key == "tarpit.example.org").Checking);
    }

    [TestMethod]
    public async Task Watch_OnlyTimesPass_SaysNothingUntilTheNextCheck()
    {
        await using var stage = new DirectoryStage();
        stage.Source.Announce("Box", null, "192.168.1.70");
        await stage.UntilStateAsync("untrusted");
        for (var i = 0; i < 30; i++)
        {
            stage.Time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.IsTrue(await stage.IsQuietAsync());
    }

    [TestMethod]
    public async Task Watch_AnnouncedAgain_IsToldAtMostEveryFewSeconds()
    {
        await using var stage = new DirectoryStage();
        stage.Source.Announce("Box", null, "192.168.1.70");
        await stage.UntilStateAsync("untrusted");
        stage.Time.Advance(TimeSpan.FromSeconds(2));
        stage.Source.Announce("Box", null, "192.168.1.70");
        Assert.IsTrue(await stage.IsQuietAsync());
        stage.Time.Advance(PublishedView.TimesEvery);
        Assert.AreEqual(stage.Time.GetUtcNow() - PublishedView.TimesEvery, (await stage.UntilAsync(_ => true)).LastSeen);
    }

    [TestMethod]
    public async Task Watch_AddressOfThisMachine_IsNeverAskedFor()
    {
        await using var stage = new DirectoryStage();
        stage.Source.Announce("Lamp", Lamp, "192.168.1.10", "127.0.0.1", "169.254.169.254", "8.8.8.8");
        var view = await stage.UntilStateAsync("unreachable");
        Assert.AreEqual(FindingCodes.AddressNotAllowed, view.Verdict.Reasons[0].Code);
    }

    [TestMethod]
    public async Task Watch_AddressBecomesThisMachinesOwn_IsNotAskedForAgain()
    {
        await using var stage = new DirectoryStage();
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilStateAsync("unconfirmed");
        // On an interface that is not searched, so that nobody tells.
        stage.OwnAddresses = [IPAddress.Parse("192.168.1.63")];
        var view = await stage.AdvanceUntilStateAsync(TimeSpan.FromSeconds(20), "unreachable");
        Assert.AreEqual(FindingCodes.AddressNotAllowed, view.Verdict.Reasons[0].Code);
        Assert.AreEqual(VerdictState.Unreachable, (await stage.Directory.VerifyAsync(Lamp, default)).Verdict.State);
    }

    [TestMethod]
    public async Task Watch_OwnAddressesCannotBeTold_ConnectsNowhereUntilTheyCan()
    {
        await using var stage = new DirectoryStage { OwnAddresses = null };
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        var view = await stage.UntilStateAsync("unreachable");
        Assert.AreEqual(FindingCodes.AddressNotAllowed, view.Verdict.Reasons[0].Code);
        stage.OwnAddresses = [IPAddress.Parse("192.168.1.10")];
        await stage.AdvanceUntilStateAsync(TimeSpan.FromSeconds(2), "unconfirmed");
    }

    [TestMethod]
    public async Task Watch_AnnouncementMoves_IsCheckedAtOnce()
    {
        await using var stage = new DirectoryStage();
        stage.Probe.Serve("192.168.1.80", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilStateAsync("unreachable");
        stage.Time.Advance(TimeSpan.FromSeconds(2));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.80");
        Assert.AreEqual("192.168.1.80", (await stage.UntilStateAsync("unconfirmed")).Verdict.Address);
    }

    [TestMethod]
    public async Task Watch_ConfirmedByAnotherHost_TurnsGreen()
    {
        await using var stage = new DirectoryStage();
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilStateAsync("unconfirmed");
        stage.Trust.Set(DirectoryStage.Entry());
        await stage.UntilStateAsync("verified");
        stage.Trust.Set();
        await stage.UntilStateAsync("unconfirmed");
    }

    [TestMethod]
    public async Task Watch_TrustStoreDamaged_EndsWithTheReasonAndHeals()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Problem = TrustStoreException.Corrupt("trust.json");
        await Assert.ThrowsExactlyAsync<TrustStoreException>(() => stage.UntilAsync(_ => true));
        stage.Trust.Problem = null;
        stage.Trust.Set(DirectoryStage.Entry());
        await using var watch = stage.Directory.WatchAsync(default).GetAsyncEnumerator();
        Assert.IsTrue(await watch.MoveNextAsync());
    }

    [TestMethod]
    public async Task Flood_OfStrangers_IsBoundedAndNeverHidesATrustedDevice()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry());
        for (var i = 0; i < DeviceTable.MaximumStrangers + 500; i++)
        {
            stage.Source.Announce($"Fake {i}", $"a{i}.example.org", "192.168.1.99");
        }
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        await stage.UntilAsync(change => change.Device.Key == Lamp && change.Device.Verdict.State == "verified");
        Assert.HasCount(DeviceTable.MaximumStrangers + 1, stage.Directory.Snapshot());
    }
}
