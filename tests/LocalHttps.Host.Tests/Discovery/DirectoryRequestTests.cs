using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Discovery;

/// <summary>What is asked of the directory besides watching devices.</summary>
[TestClass]
public sealed class DirectoryRequestTests
{
    private const string Lamp = DirectoryStage.Lamp;

    [TestMethod]
    public async Task Verify_KnownDevice_AsksAgain()
    {
        await using var stage = new DirectoryStage();
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilStateAsync("unconfirmed");
        var asked = stage.Probe.Asked;
        var fresh = await stage.Directory.VerifyAsync(Lamp, default);
        Assert.AreEqual(VerdictState.Unconfirmed, fresh.Verdict.State);
        Assert.AreEqual(asked + 1, stage.Probe.Asked);
        stage.Probe.Serve("192.168.1.63", (CertificateFacts?)null);
        Assert.AreEqual(VerdictState.Unreachable, (await stage.Directory.VerifyAsync(Lamp, default)).Verdict.State);
    }

    [TestMethod]
    public async Task Verify_TrustedDeviceWithATarpitGuest_DoesNotWaitForTheGuest()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry());
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Probe.Serve("192.168.1.99", async stop =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return null;
        });
        stage.Source.Announce("Guest", Lamp, "192.168.1.99");
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilAsync(change => change.Device.Verdict.State == "verified");
        var fresh = await stage.Directory.VerifyAsync(Lamp, default).WaitAsync(TimeSpan.FromSeconds(5));
        Assert.AreEqual(VerdictState.Verified, fresh.Verdict.State);
    }

    [TestMethod]
    public async Task Verify_TheProbeOfAGuestFails_TheTrustedDeviceIsVerifiedAllTheSame()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry());
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Probe.Serve("192.168.1.99", _ => throw new FormatException());
        stage.Source.Announce("Guest", Lamp, "192.168.1.99");
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.Directory.SettledAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.AreEqual(VerdictState.Verified, (await stage.Directory.VerifyAsync(Lamp, default)).Verdict.State);
    }

    [TestMethod]
    public async Task Verify_TheProbeFails_IsAnAnswerAndALineInTheLog()
    {
        await using var stage = new DirectoryStage();
        stage.Probe.Serve("192.168.1.63", _ => throw new FormatException());
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.Directory.SettledAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        var fresh = await stage.Directory.VerifyAsync(Lamp, default);
        Assert.AreEqual(ObservationOutcome.HandshakeFailed, fresh.Facts.Observations.Single().Outcome);
        Assert.AreEqual("unreachable", stage.Directory.Snapshot().Single().Verdict.State);
        Assert.Contains("a check failed: FormatException", stage.Log);
    }

    [TestMethod]
    public async Task Verify_AnEarlierCheckEndsLater_DoesNotBringBackWhatItSaw()
    {
        await using var stage = new DirectoryStage();
        var slow = new TaskCompletionSource<CertificateFacts?>();
        var begun = new TaskCompletionSource();
        stage.Probe.Serve("192.168.1.63", _ =>
        {
            begun.TrySetResult();
            return slow.Task;
        });
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilAsync(change => change.Device.Checking);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(10));
        stage.Probe.Serve("192.168.1.63", (CertificateFacts?)null);
        Assert.AreEqual(VerdictState.Unreachable, (await stage.Directory.VerifyAsync(Lamp, default)).Verdict.State);
        slow.SetResult(stage.Probe.Certificate(Lamp));
        stage.Probe.Serve("192.168.1.64", stage.Probe.Certificate("other.example.org"));
        stage.Source.Announce("Other", "other.example.org", "192.168.1.64");
        await stage.UntilAsync(change => change.Device is { Key: "other.example.org", Verdict.State: "unconfirmed" });
        Assert.IsFalse(await stage.ShowsAsync(Lamp, "unconfirmed"));
    }

    [TestMethod]
    public async Task Verify_OneOfTwoEndpointsIsSilentNow_IsNotJudgedByWhatItShowedBefore()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry());
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        stage.Probe.Serve("192.168.1.99", stage.Probe.Certificate(Lamp, "bb"));
        stage.Source.Announce("Guest", Lamp, "192.168.1.99");
        await stage.UntilAsync(change => change.Device.Verdict.State == "verified");
        await stage.Directory.SettledAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        var forever = new TaskCompletionSource<CertificateFacts?>();
        stage.Probe.Serve("192.168.1.99", stop => forever.Task.WaitAsync(stop));
        var fresh = await stage.Directory.VerifyAsync(Lamp, default).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.AreEqual("192.168.1.63", fresh.Facts.Observations.Single().Connected!.Address);
    }

    [TestMethod]
    public async Task Verify_UnknownDevice_IsACodedError()
    {
        await using var stage = new DirectoryStage();
        var problem = await Assert.ThrowsExactlyAsync<ProtocolException>(() => stage.Directory.VerifyAsync("nobody.example.org", default));
        Assert.AreEqual(ErrorCodes.UnknownDevice, problem.Code);
    }

    [TestMethod]
    public async Task Settled_NobodyWatches_EveryDeviceWasChecked()
    {
        await using var stage = new DirectoryStage();
        for (var i = 1; i <= 100; i++)
        {
            stage.Probe.Serve($"192.168.1.{i + 20}", stage.Probe.Certificate($"d{i}.example.org"));
            stage.Source.Announce($"Device {i}", $"d{i}.example.org", $"192.168.1.{i + 20}");
        }
        await stage.Directory.SettledAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.AreEqual(100, stage.Directory.Snapshot().Count(view => view.Verdict.State is "unconfirmed" or "caution"));
    }

    [TestMethod]
    public async Task Rescan_AsksTheNetworkAndChecksAgain()
    {
        await using var stage = new DirectoryStage();
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilStateAsync("unconfirmed");
        var asked = stage.Probe.Asked;
        var answer = new TaskCompletionSource<CertificateFacts?>();
        stage.Probe.Serve("192.168.1.63", _ => answer.Task);
        stage.Directory.Rescan();
        await stage.UntilAsync(change => change.Device.Checking);
        answer.SetResult(stage.Probe.Certificate(Lamp));
        await stage.UntilAsync(change => !change.Device.Checking);
        Assert.AreEqual(1, stage.Source.Rescans);
        Assert.AreEqual(asked + 1, stage.Probe.Asked);
    }

    [TestMethod]
    public async Task Network_Changes_AreTold()
    {
        await using var stage = new DirectoryStage();
        await stage.Directory.StartAsync(default);
        await using var network = stage.Directory.WatchNetworkAsync(default).GetAsyncEnumerator();
        Assert.IsTrue(await network.MoveNextAsync());
        CollectionAssert.AreEqual(new[] { "eth0" }, network.Current.Interfaces.ToArray());
        stage.Source.SetInterfaces();
        do
        {
            Assert.IsTrue(await network.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        }
        while (network.Current.Interfaces.Count > 0);
    }
}
