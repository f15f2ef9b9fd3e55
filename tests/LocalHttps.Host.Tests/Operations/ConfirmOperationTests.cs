using LocalHttps.Host.Operations;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Host.Trust;
using LocalHttps.Host.Verification;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Operations;

[TestClass]
public sealed class ConfirmOperationTests : IAsyncDisposable
{
    private const string Lamp = DirectoryStage.Lamp;

    private readonly DirectoryStage stage = new();

    [TestInitialize]
    public async Task Announce()
    {
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilStateAsync("unconfirmed");
    }

    public async ValueTask DisposeAsync() => await stage.DisposeAsync();

    [TestMethod]
    public async Task Confirm_WhatWasDisplayed_IsTrustedAndGreen()
    {
        var reply = await ConfirmAsync(Request() with { Name = "  Küchenlampe 💡 " });
        Assert.AreEqual("verified", reply.Device.Verdict.State);
        Assert.AreEqual("Küchenlampe 💡", reply.Device.DeviceName);
        var entry = stage.Trust.Read().Single();
        Assert.AreEqual(Lamp, entry.Cname);
        Assert.AreEqual("aa".PadRight(64, '0'), entry.SpkiSha256);
        Assert.AreEqual(stage.Time.GetUtcNow(), entry.Since);
        await stage.UntilStateAsync("verified");
    }

    [TestMethod]
    [DataRow("Mine")]
    [DataRow("MINE ")]
    [DataRow("Мine")]
    public async Task Confirm_UnderTheNameOfAnotherTrustedDevice_NeitherIsGreenInTheAnswerNorAfterIt(string name)
    {
        stage.Probe.Serve("192.168.1.64", stage.Probe.Certificate("real.example.org", "cc"));
        stage.Source.Announce("Heater", "real.example.org", "192.168.1.64");
        stage.Trust.Set(DirectoryStage.Entry("real.example.org", "cc", "Mine"));
        await stage.UntilAsync(change => change.Device is { Key: "real.example.org", Verdict.State: "verified" });
        stage.Trust.IsSilent = true;
        var reply = await ConfirmAsync(Request() with { Name = name });
        Assert.AreEqual("caution", reply.Device.Verdict.State);
        Assert.AreEqual(FindingCodes.LooksLikeTrusted, reply.Device.Verdict.Reasons[0].Code);
        Assert.IsTrue(stage.Directory.Snapshot().All(view => view.Verdict.State == "caution"));
    }

    [TestMethod]
    public async Task Confirm_TheStoresNoticeIsSlow_TheListKnowsWithTheAnswer()
    {
        stage.Trust.IsSilent = true;
        await ConfirmAsync(Request());
        Assert.AreEqual("verified", stage.Directory.Snapshot().Single().Verdict.State);
    }

    [TestMethod]
    public async Task Confirm_TwoEndpointsOfOneKeyWithDifferentWeaknesses_CoversBoth()
    {
        await ServeTwoAsync();
        var shown = await stage.Directory.VerifyAsync(Lamp, default);
        CollectionAssert.AreEquivalent(new[] { FindingCodes.LongLived, FindingCodes.SharedName }, shown.Verdict.Reasons.Select(reason => reason.Code).ToArray());
        await RefusedAsync(Request() with { Accept = ["long-lived"] }, ErrorCodes.ConfirmRefused);
        await RefusedAsync(Request() with { Accept = ["shared-name"] }, ErrorCodes.ConfirmRefused);
        Assert.AreEqual("verified", (await ConfirmAsync(Request() with { Accept = ["long-lived", "shared-name"] })).Device.Verdict.State);
        CollectionAssert.AreEquivalent(new[] { Weakness.LongLived, Weakness.SharedName }, stage.Trust.Read().Single().Accepted.ToArray());
    }

    [TestMethod]
    public async Task Confirm_TheOtherEndpointIsSlow_IsWaitedForBecauseItIsOnDisplay()
    {
        await ServeTwoAsync();
        var answer = new TaskCompletionSource<CertificateFacts?>();
        stage.Probe.Serve("192.168.1.64", _ => answer.Task);
        var confirming = ConfirmAsync(Request() with { Accept = ["long-lived", "shared-name"] });
        await stage.UntilAsync(change => change.Device.Checking);
        stage.Time.Advance(CheckRound.Contradiction * 2);
        answer.SetResult(Wildcard());
        Assert.AreEqual("verified", (await confirming).Device.Verdict.State);
    }

    [TestMethod]
    public async Task Confirm_AgainForAWeaknessThatCame_KeepsWhatWasAccepted()
    {
        stage.Trust.Set(DirectoryStage.Entry() with { Accepted = [Weakness.SharedName] });
        await stage.UntilStateAsync("verified");
        ServeLongLived(90);
        stage.Time.Advance(TimeSpan.FromSeconds(20));
        await stage.UntilStateAsync("caution");
        await ConfirmAsync(Request() with { Accept = ["long-lived"] });
        CollectionAssert.AreEquivalent(new[] { Weakness.LongLived, Weakness.SharedName }, stage.Trust.Read().Single().Accepted.ToArray());
    }

    [TestMethod]
    public async Task Confirm_TheDeviceShowsAnotherKeyNow_IsRefused()
    {
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp, "bb"));
        await RefusedAsync(Request(), ErrorCodes.ConfirmChanged);
    }

    [TestMethod]
    public async Task Confirm_AnotherCnameWasDisplayed_IsRefused() =>
        await RefusedAsync(Request() with { Cname = "other.example.org" }, ErrorCodes.ConfirmChanged);

    [TestMethod]
    public async Task Confirm_TheDeviceDoesNotAnswerNow_IsRefused()
    {
        stage.Probe.Serve("192.168.1.63", (CertificateFacts?)null);
        var problem = await RefusedAsync(Request(), ErrorCodes.ConfirmRefused);
        Assert.AreEqual("unreachable", problem.Parameters["state"]);
    }

    [TestMethod]
    public async Task Confirm_CertificateIsForAnotherName_IsRefused()
    {
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp) with { DnsNames = ["evil.example.org"] });
        await RefusedAsync(Request(), ErrorCodes.ConfirmRefused);
    }

    [TestMethod]
    public async Task Confirm_LongLivedNotAccepted_IsRefusedWithTheWeakness()
    {
        ServeLongLived(90);
        var problem = await RefusedAsync(Request(), ErrorCodes.ConfirmRefused);
        Assert.AreEqual("long-lived", problem.Parameters["reason"]);
    }

    [TestMethod]
    public async Task Confirm_LongLivedAccepted_IsGreenWithANote()
    {
        ServeLongLived(90);
        var reply = await ConfirmAsync(Request() with { Accept = ["long-lived"] });
        Assert.AreEqual("verified", reply.Device.Verdict.State);
        Assert.AreEqual(FindingCodes.AcceptedLongLived, reply.Device.Verdict.Notes[0].Code);
    }

    [TestMethod]
    public async Task Confirm_TooLongLived_IsNeverAccepted()
    {
        ServeLongLived(390);
        await RefusedAsync(Request() with { Accept = ["long-lived"] }, ErrorCodes.ConfirmRefused);
    }

    [TestMethod]
    public async Task Confirm_AWeaknessWasDisplayedThatIsNotThere_IsRefused() =>
        await RefusedAsync(Request() with { Accept = ["shared-name"] }, ErrorCodes.ConfirmChanged);

    [TestMethod]
    public async Task Confirm_LooksLikeATrustedDevice_IsRefused()
    {
        stage.Trust.Set(DirectoryStage.Entry("real.example.org", "cc", "Lamp"));
        await stage.UntilStateAsync("caution");
        await RefusedAsync(Request(), ErrorCodes.ConfirmRefused, entries: 1);
    }

    [TestMethod]
    public async Task Confirm_AnotherHostPairedAnotherKeyMeanwhile_IsRefusedAndThePairingStays()
    {
        var paired = DirectoryStage.Entry(spki: "dd", method: TrustMethod.Paired);
        stage.Trust.BeforeUpdate = () => stage.Trust.Set(paired);
        await RefusedAsync(Request(), ErrorCodes.ConfirmRefused, entries: 1);
        Assert.AreEqual(paired, stage.Trust.Read().Single());
    }

    [TestMethod]
    public async Task Confirm_PairedDeviceWithAWeaknessThatCame_IsRefusedAndThePairingStays()
    {
        stage.Trust.Set(DirectoryStage.Entry(method: TrustMethod.Paired));
        await stage.UntilStateAsync("verified");
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp) with { NotAfter = stage.Time.GetUtcNow() + TimeSpan.FromDays(90) });
        var weak = await stage.Directory.VerifyAsync(Lamp, default);
        Assert.IsTrue(VerdictRules.CanConfirm(weak.Verdict), "Else the rules refuse it by themselves.");
        await RefusedAsync(Request() with { Accept = ["long-lived"] }, ErrorCodes.ConfirmRefused, entries: 1);
        Assert.AreEqual(TrustMethod.Paired, stage.Trust.Read().Single().Method);
    }

    [TestMethod]
    public async Task Confirm_AnotherHostConfirmedItMeanwhile_IsDoneOnce()
    {
        stage.Trust.BeforeUpdate = () => stage.Trust.Set(DirectoryStage.Entry(name: "Theirs"));
        var reply = await ConfirmAsync(Request());
        Assert.AreEqual("verified", reply.Device.Verdict.State);
        Assert.AreEqual("Mine", stage.Trust.Read().Single().Name);
    }

    [TestMethod]
    public async Task Confirm_ConfirmedDeviceWithANewKey_IsConfirmedAgain()
    {
        stage.Trust.Set(DirectoryStage.Entry(spki: "99"));
        await stage.UntilStateAsync("caution");
        await ConfirmAsync(Request());
        Assert.AreEqual("aa".PadRight(64, '0'), stage.Trust.Read().Single().SpkiSha256);
    }

    [TestMethod]
    public async Task Confirm_WeakDeviceWithANewKey_IsAskedForItsWeaknessAgain()
    {
        ServeLongLived(90);
        stage.Trust.Set(DirectoryStage.Entry(spki: "99") with { Accepted = [Weakness.LongLived] });
        await stage.UntilStateAsync("caution");
        var shown = await stage.Directory.VerifyAsync(Lamp, default);
        CollectionAssert.AreEquivalent(new[] { FindingCodes.KeyChanged, FindingCodes.LongLived }, shown.Verdict.Reasons.Select(reason => reason.Code).ToArray());
        await ConfirmAsync(Request() with { Accept = ["long-lived"] });
        Assert.AreEqual("aa".PadRight(64, '0'), stage.Trust.Read().Single().SpkiSha256);
    }

    [TestMethod]
    public async Task Confirm_TrustStoreDamaged_IsACodedError()
    {
        stage.Trust.Problem = TrustStoreException.Corrupt("trust.json");
        var problem = await Assert.ThrowsExactlyAsync<TrustStoreException>(() => ConfirmAsync(Request()));
        Assert.AreEqual(ErrorCodes.TrustStoreCorrupt, problem.Code);
    }

    [TestMethod]
    [DataRow("cname", "UPPER.example.org", null, null, null)]
    [DataRow("cname", "local", null, null, null)]
    [DataRow("spkiSha256", null, "xyz", null, null)]
    [DataRow("spkiSha256", null, "AA00000000000000000000000000000000000000000000000000000000000000", null, null)]
    [DataRow("name", null, null, "", null)]
    [DataRow("name", null, null, "a\u202eb", null)]
    [DataRow("name", null, null, "a\nb", null)]
    [DataRow("accept", null, null, null, "everything")]
    [DataRow("accept", null, null, null, "long-lived,long-lived")]
    public async Task Confirm_FieldNotAcceptable_IsNamed(string field, string? cname, string? spki, string? name, string? accept)
    {
        var problem = await RefusedAsync(
            Request() with { Cname = cname ?? Lamp, SpkiSha256 = spki ?? "aa".PadRight(64, '0'), Name = name ?? "Mine", Accept = accept?.Split(',') ?? [] },
            ErrorCodes.InvalidField);
        Assert.AreEqual(field, problem.Parameters["field"]);
    }

    private static ConfirmRequest Request() =>
        new() { Id = 5, Device = Lamp, Cname = Lamp, SpkiSha256 = "aa".PadRight(64, '0'), Name = "Mine", Accept = [] };

    private void ServeLongLived(int days) => stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp) with
    {
        NotAfter = stage.Time.GetUtcNow() + TimeSpan.FromDays(days - 1),
    });

    private CertificateFacts Wildcard() => stage.Probe.Certificate("*.example.org");

    private async Task ServeTwoAsync()
    {
        ServeLongLived(90);
        stage.Probe.Serve("192.168.1.64", Wildcard());
        stage.Time.Advance(TimeSpan.FromSeconds(2));
        stage.Source.Announce("Lamp on the other network", Lamp, "192.168.1.64");
        await stage.UntilAsync(change => change.Device is { Checking: false, Verdict.Reasons.Count: 2 });
    }

    private async Task<ConfirmedReply> ConfirmAsync(ConfirmRequest request) => (ConfirmedReply)await new ConfirmOperation(
        new OperationParts(stage.Directory, stage.Trust, null!, new VerdictPolicy(), stage.Time)).RunAsync(request, default);

    private async Task<ProtocolException> RefusedAsync(ConfirmRequest request, string code, int entries = 0)
    {
        var problem = await Assert.ThrowsAsync<ProtocolException>(() => ConfirmAsync(request));
        Assert.AreEqual(code, problem.Code);
        Assert.HasCount(entries, stage.Trust.Read());
        return problem;
    }
}
