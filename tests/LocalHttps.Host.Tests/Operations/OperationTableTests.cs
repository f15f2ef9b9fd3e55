using LocalHttps.Host.Operations;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Host.Trust;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Operations;

[TestClass]
public sealed class OperationTableTests
{
    private const string Lamp = DirectoryStage.Lamp;

    [TestMethod]
    public async Task Watch_DevicesAndNetwork_AreToldInOrderUntilCancelled()
    {
        await using var stage = new DirectoryStage();
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await using var browser = await FakeBrowser.GreetedAsync(Table(stage));
        await browser.SendAsync(new WatchRequest { Id = 2 });
        var watching = (WatchingReply)await browser.ReceiveAsync();
        CollectionAssert.AreEqual(new[] { "eth0" }, watching.Network.Interfaces.ToArray());
        var first = (DeviceEvent)await browser.ReceiveAsync();
        Assert.AreEqual(DeviceChange.Added, first.Change);
        var last = first;
        while (last.Device.Verdict.State != "unconfirmed" || last.Device.Checking)
        {
            last = (DeviceEvent)await browser.ReceiveAsync();
        }
        stage.Source.SetInterfaces();
        Reply reply;
        do
        {
            reply = await browser.ReceiveAsync();
        }
        while (reply is not NetworkEvent);
        Assert.IsEmpty(((NetworkEvent)reply).Network.Interfaces);
        await browser.SendAsync(new CancelRequest { Id = 3, Target = 2 });
        var replies = new List<Reply>();
        while (replies.Count(item => item is DoneReply or ErrorReply) < 2)
        {
            replies.Add(await browser.ReceiveAsync());
        }
        Assert.AreEqual(ErrorCodes.Cancelled, replies.OfType<ErrorReply>().Single().Code);
    }

    [TestMethod]
    public async Task Watch_TrustStoreDamaged_IsACodedError()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Problem = TrustStoreException.Newer("/home/x/trust.json");
        await using var browser = await FakeBrowser.GreetedAsync(Table(stage));
        await browser.SendAsync(new WatchRequest { Id = 2 });
        Assert.IsInstanceOfType<WatchingReply>(await browser.ReceiveAsync());
        var error = await browser.ReceiveErrorAsync();
        Assert.AreEqual(ErrorCodes.TrustStoreNewer, error.Code);
        Assert.AreEqual("/home/x/trust.json", error.Parameters["path"]);
    }

    [TestMethod]
    public async Task Trust_ListRenameForget_ChangeTheStore()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry("b.example.org"), DirectoryStage.Entry("a.example.org"));
        await using var browser = await FakeBrowser.GreetedAsync(Table(stage));
        await browser.SendAsync(new RenameRequest { Id = 2, Cname = "a.example.org", Name = "Ofen 🔥" });
        Assert.IsInstanceOfType<DoneReply>(await browser.ReceiveAsync());
        await browser.SendAsync(new ForgetRequest { Id = 3, Cname = "b.example.org" });
        Assert.IsInstanceOfType<DoneReply>(await browser.ReceiveAsync());
        await browser.SendAsync(new ListTrustedRequest { Id = 4 });
        var entry = ((TrustedReply)await browser.ReceiveAsync()).Entries.Single();
        Assert.AreEqual("Ofen 🔥", entry.Name);
        Assert.AreEqual("confirmed", entry.Method);
    }

    [TestMethod]
    public async Task Trust_RenamedOrForgottenAndTheStoresNoticeIsSlow_NothingIsGreenThatShouldNotBe()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry(), DirectoryStage.Entry("heater.example.org", "bb", "Heater"));
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Probe.Serve("192.168.1.64", stage.Probe.Certificate("heater.example.org", "bb"));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        stage.Source.Announce("Heater", "heater.example.org", "192.168.1.64");
        await stage.UntilAsync(_ => stage.Directory.Snapshot() is { Count: 2 } list && list.All(view => view.Verdict.State == "verified"));
        stage.Trust.IsSilent = true;
        var trust = new TrustOperations(Parts(stage));
        trust.Rename(new RenameRequest { Id = 2, Cname = Lamp, Name = "heater" });
        Assert.IsTrue(stage.Directory.Snapshot().All(view => view.Verdict.State == "caution"));
        trust.Forget(new ForgetRequest { Id = 3, Cname = "heater.example.org" });
        var states = stage.Directory.Snapshot().ToDictionary(view => view.Key, view => (view.DeviceName, view.Verdict.State));
        Assert.AreEqual(("heater", "verified"), states[Lamp]);
        Assert.AreEqual("caution", states["heater.example.org"].State);
    }

    [TestMethod]
    public async Task Trust_AsManyOfTheGreatestEntriesAsArePossible_AreListedInOneMessage()
    {
        await using var stage = new DirectoryStage();
        var label = new string('a', 63);
        var name = string.Concat(Enumerable.Repeat("💡", DeviceNames.MaximumLength / 2));
        stage.Trust.Set([.. Enumerable.Range(0, TrustFile.MaximumEntries).Select(at =>
            DirectoryStage.Entry($"{at:D59}.{label}.{label}.{label}", name: name) with { Accepted = [Weakness.LongLived, Weakness.SharedName] })]);
        await using var browser = await FakeBrowser.GreetedAsync(Table(stage));
        await browser.SendAsync(new ListTrustedRequest { Id = 2 });
        Assert.HasCount(TrustFile.MaximumEntries, ((TrustedReply)await browser.ReceiveAsync()).Entries);
    }

    [TestMethod]
    public async Task Trust_UnknownDeviceOrBadName_IsACodedError()
    {
        await using var stage = new DirectoryStage();
        stage.Trust.Set(DirectoryStage.Entry());
        await using var browser = await FakeBrowser.GreetedAsync(Table(stage));
        await browser.SendAsync(new RenameRequest { Id = 2, Cname = "nobody.example.org", Name = "x" });
        Assert.AreEqual(ErrorCodes.UnknownDevice, (await browser.ReceiveErrorAsync()).Code);
        await browser.SendAsync(new ForgetRequest { Id = 3, Cname = "nobody.example.org" });
        Assert.AreEqual(ErrorCodes.UnknownDevice, (await browser.ReceiveErrorAsync()).Code);
        await browser.SendAsync(new RenameRequest { Id = 4, Cname = Lamp, Name = "\u200b" });
        Assert.AreEqual(ErrorCodes.InvalidField, (await browser.ReceiveErrorAsync()).Code);
        Assert.AreEqual("My lamp", stage.Trust.Read().Single().Name);
    }

    [TestMethod]
    public async Task Verify_AndRescan_AreAnswered()
    {
        await using var stage = new DirectoryStage();
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", Lamp, "192.168.1.63");
        await stage.UntilStateAsync("unconfirmed");
        await using var browser = await FakeBrowser.GreetedAsync(Table(stage));
        await browser.SendAsync(new VerifyRequest { Id = 2, Device = Lamp });
        Assert.AreEqual("unconfirmed", ((VerifiedReply)await browser.ReceiveAsync()).Device.Verdict.State);
        await browser.SendAsync(new VerifyRequest { Id = 3, Device = "nobody" });
        Assert.AreEqual(ErrorCodes.UnknownDevice, (await browser.ReceiveErrorAsync()).Code);
        await browser.SendAsync(new RescanRequest { Id = 4 });
        Assert.IsInstanceOfType<DoneReply>(await browser.ReceiveAsync());
        Assert.AreEqual(1, stage.Source.Rescans);
    }

    [TestMethod]
    public async Task Parts_ConfigurationNotValid_IsTheAnswerAndTheSessionGoesOn()
    {
        await using var stage = new DirectoryStage();
        var broken = true;
        await using var browser = await FakeBrowser.GreetedAsync(new OperationTable(() => broken
            ? throw new ProtocolException(ErrorCodes.InvalidConfiguration, "Line 3.", ("path", "config.json"), ("line", "3"), ("key", "interfaces"))
            : Parts(stage)));
        await browser.SendAsync(new ListTrustedRequest { Id = 2 });
        Assert.AreEqual(ErrorCodes.InvalidConfiguration, (await browser.ReceiveErrorAsync()).Code);
        broken = false;
        await browser.SendAsync(new ListTrustedRequest { Id = 3 });
        Assert.IsInstanceOfType<TrustedReply>(await browser.ReceiveAsync());
    }

    private static OperationTable Table(DirectoryStage stage) => new(() => Parts(stage));

    private static OperationParts Parts(DirectoryStage stage) => new(stage.Directory, stage.Trust, null!, new VerdictPolicy(), stage.Time);
}
