using System.Net;
using System.Text;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Preflight;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Preflight;

[TestClass]
public sealed class PreflightOperationTests : IEventSink, IVerifiedHttp, INameLookup, IAsyncDisposable
{
    private const string Lamp = DirectoryStage.Lamp;
    private const string Origin = "https://app.example.com";

    private readonly DirectoryStage stage = new();
    private readonly List<StepEvent> events = [];
    private readonly List<HttpRequestMessage> requests = [];
    private Func<HttpRequestMessage, HttpAnswer?> device = _ => null;
    private IReadOnlyList<IPAddress> resolved = [];

    [TestInitialize]
    public async Task Announce()
    {
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp));
        stage.Source.Announce("Lamp", 8443, Lamp, "192.168.1.63");
        await stage.UntilStateAsync("unconfirmed");
    }

    public async ValueTask DisposeAsync() => await stage.DisposeAsync();

    [TestMethod]
    public async Task Run_EverythingGood_PassesStepByStep()
    {
        device = request => request.Method == HttpMethod.Options ? Answer(204, ("Access-Control-Allow-Origin", Origin)) : Answer(200, """{"deviceName":"Lamp"}""");
        resolved = [IPAddress.Parse("::ffff:192.168.1.63")];
        var reply = await RunAsync(Origin);
        Assert.IsTrue(reply.Passed);
        Assert.AreEqual("unconfirmed", reply.Device.Verdict.State);
        CollectionAssert.AreEqual(
            new[]
            {
                "verdict Running ", "verdict Passed verdict-passed",
                "device-name Running ", "device-name Passed device-name-confirmed",
                "name-lookup Running ", "name-lookup Passed name-found",
                "origin Running ", "origin Passed origin-allowed",
            },
            events.Select(step => $"{step.Step} {step.State} {step.Finding?.Code}").ToArray());
        Assert.AreEqual($"http://{Lamp}:8443/.well-known/local-https", requests[0].RequestUri!.ToString());
        Assert.AreEqual(Origin, requests[1].Headers.GetValues("Origin").Single());
        Assert.AreEqual("GET", requests[1].Headers.GetValues("Access-Control-Request-Method").Single());
    }

    [TestMethod]
    public async Task Run_DeviceForgottenMeanwhile_AnswersAsItStandsNow()
    {
        stage.Trust.Set(DirectoryStage.Entry());
        await stage.UntilStateAsync("verified");
        device = _ =>
        {
            stage.Trust.Set();
            stage.UntilStateAsync("unconfirmed").Wait(CancellationToken.None);
            return Answer(200, """{"deviceName":"Lamp"}""");
        };
        var reply = await RunAsync(null);
        Assert.AreEqual("unconfirmed", reply.Device.Verdict.State);
        Assert.IsNull(reply.Device.Trusted);
    }

    [TestMethod]
    public async Task Run_DeviceSwappedMeanwhile_DoesNotPass()
    {
        device = _ =>
        {
            stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate("other.example.org", "bb"));
            stage.Directory.VerifyAsync(Lamp, default).Wait(CancellationToken.None);
            return Answer(200, """{"deviceName":"Lamp"}""");
        };
        var reply = await RunAsync(null);
        Assert.IsFalse(reply.Passed);
        Assert.AreEqual("mismatch", reply.Device.Verdict.State);
        Assert.IsFalse(events.Exists(step => step.State == StepState.Failed), "Every step passed; only what stands now speaks against it.");
    }

    [TestMethod]
    public async Task Run_DeviceGoneMeanwhile_IsAnErrorAndNotAnOldVerdict()
    {
        device = _ =>
        {
            stage.Source.Goodbye("Lamp");
            stage.UntilAsync(change => change.Change == DeviceChange.Removed).Wait(CancellationToken.None);
            return null;
        };
        var problem = await Assert.ThrowsExactlyAsync<ProtocolException>(() => RunAsync(null));
        Assert.AreEqual(ErrorCodes.UnknownDevice, problem.Code);
    }

    [TestMethod]
    public async Task Run_WithoutOrigin_LeavesItsStepOut()
    {
        await RunAsync(null);
        CollectionAssert.AreEqual(new[] { "verdict", "device-name", "name-lookup" }, events.Select(step => step.Step).Distinct().ToList());
        Assert.IsFalse(requests.Any(request => request.Method == HttpMethod.Options));
    }

    [TestMethod]
    public async Task Run_DeviceFailsItsVerdict_SendsNoHttpAndSkipsTheRest()
    {
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp) with { Trust = ChainTrust.None, ChainProblem = FindingCodes.SelfSigned });
        var reply = await RunAsync(Origin);
        Assert.IsFalse(reply.Passed);
        Assert.IsEmpty(requests);
        Assert.AreEqual((StepState.Failed, "verdict-failed"), Outcome("verdict"));
        foreach (var step in new[] { "device-name", "name-lookup", "origin" })
        {
            Assert.AreEqual((StepState.Noted, "step-skipped"), Outcome(step));
        }
    }

    [TestMethod]
    public async Task Run_WeakCertificate_IsNotedAndGoesOn()
    {
        stage.Probe.Serve("192.168.1.63", stage.Probe.Certificate(Lamp) with { NotAfter = stage.Time.GetUtcNow() + TimeSpan.FromDays(80) });
        var reply = await RunAsync(null);
        Assert.IsTrue(reply.Passed);
        Assert.AreEqual((StepState.Noted, "verdict-passed"), Outcome("verdict"));
        Assert.HasCount(1, requests);
    }

    [TestMethod]
    [DataRow(200, """{"deviceName":"Lamp","more":[1,{"x":2}]}""", "Passed", "device-name-confirmed")]
    [DataRow(200, """{"deviceName":"Bank"}""", "Failed", "device-name-differs")]
    [DataRow(200, """{"deviceName":7}""", "Noted", "device-name-not-served")]
    [DataRow(200, """["Lamp"]""", "Noted", "device-name-not-served")]
    [DataRow(200, """{"deviceName":"\ud800"}""", "Noted", "device-name-not-served")]
    [DataRow(200, "<html>", "Noted", "device-name-not-served")]
    [DataRow(404, """{"deviceName":"Lamp"}""", "Noted", "device-name-not-served")]
    [DataRow(302, """{"deviceName":"Lamp"}""", "Noted", "device-name-not-served")]
    public async Task DeviceName_AsServed_DecidesTheStep(int status, string body, string state, string code)
    {
        device = _ => Answer(status, body);
        await RunAsync(null);
        Assert.AreEqual((Enum.Parse<StepState>(state), code), Outcome("device-name"));
    }

    [TestMethod]
    public async Task DeviceName_DiffersForATrustedDevice_IsNotedOnly()
    {
        stage.Trust.Set(DirectoryStage.Entry());
        await stage.UntilStateAsync("verified");
        device = _ => Answer(200, """{"deviceName":"Bank"}""");
        Assert.IsTrue((await RunAsync(null)).Passed);
        Assert.AreEqual((StepState.Noted, "device-name-differs"), Outcome("device-name"));
    }

    [TestMethod]
    [DataRow("", "Noted", "name-not-found")]
    [DataRow("192.168.1.63", "Passed", "name-found")]
    [DataRow("10.0.0.1,192.168.1.63", "Passed", "name-found")]
    [DataRow("203.0.113.9", "Noted", "name-elsewhere")]
    public async Task NameLookup_AsResolved_NeverFails(string addresses, string state, string code)
    {
        resolved = [.. addresses.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)];
        Assert.IsTrue((await RunAsync(null)).Passed);
        Assert.AreEqual((Enum.Parse<StepState>(state), code), Outcome("name-lookup"));
    }

    [TestMethod]
    [DataRow(200, "https://app.example.com", true)]
    [DataRow(204, "*", true)]
    [DataRow(204, "https://app.example.com/", false)]
    [DataRow(204, "https://APP.example.com", false)]
    [DataRow(204, "null", false)]
    [DataRow(204, "https://app.example.com|https://app.example.com", false)]
    [DataRow(204, "", false)]
    [DataRow(404, "https://app.example.com", false)]
    [DataRow(301, "*", false)]
    public async Task Origin_AsAnswered_IsJudgedExactly(int status, string allowed, bool passes)
    {
        device = request => request.Method == HttpMethod.Options
            ? Answer(status, [.. allowed.Split('|').Where(value => value.Length > 0).Select(value => ("Access-Control-Allow-Origin", value))])
            : null;
        Assert.AreEqual(passes, (await RunAsync(Origin)).Passed);
        Assert.AreEqual(passes ? (StepState.Passed, "origin-allowed") : (StepState.Failed, "origin-refused"), Outcome("origin"));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("https://app.example.com/")]
    [DataRow("https://app.example.com:443")]
    [DataRow("https://user@app.example.com")]
    [DataRow("https://APP.example.com")]
    [DataRow("ftp://app.example.com")]
    [DataRow("https://app.example.com\r\nX: y")]
    [DataRow("chrome-extension://abc")]
    public async Task Run_OriginNotAnOrigin_IsACodedError(string origin)
    {
        var problem = await Assert.ThrowsExactlyAsync<ProtocolException>(() => RunAsync(origin));
        Assert.AreEqual(ErrorCodes.InvalidField, problem.Code);
        Assert.IsEmpty(events);
    }

    [TestMethod]
    [DataRow("https://app.example.com")]
    [DataRow("http://localhost:3000")]
    [DataRow("https://xn--kche-0ra.example")]
    [DataRow("https://[::1]:8443")]
    public void WebOrigin_AsBrowsersWriteIt_IsValid(string origin) => Assert.IsTrue(WebOrigin.IsValid(origin));

    [TestMethod]
    [DataRow("Lamp", "Lamp", true)]
    [DataRow("Lamp", "Lamp (2)", true)]
    [DataRow("Lamp", "Lamp #12", true)]
    [DataRow("Lamp (2)", "Lamp (2)", true)]
    [DataRow("Lamp", "Lamp (x)", false)]
    [DataRow("Lamp", "Lamp()", false)]
    [DataRow("Lamp", "lamp", false)]
    [DataRow("Lamp", "My Lamp", false)]
    public void ServedName_AndAnnounced_AreComparedWithTheRenamesOfResponders(string served, string announced, bool same) =>
        Assert.AreEqual(same, ServedDeviceName.IsAnnouncedAs(served, announced));

    async ValueTask IEventSink.SendAsync(Reply reply, CancellationToken cancellationToken)
    {
        events.Add((StepEvent)reply);
        await Task.Yield();
    }

    Task<HttpAnswer?> IVerifiedHttp.SendAsync(VerifiedTarget target, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        requests.Add(request);
        return Task.FromResult(device(request));
    }

    Task<IReadOnlyList<IPAddress>> INameLookup.FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(resolved);

    private static HttpAnswer Answer(int status, string body) => Answer(status) with { Body = Encoding.UTF8.GetBytes(body) };

    private static HttpAnswer Answer(int status, params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }
        return new HttpAnswer(status, response.Headers, []);
    }

    private async Task<PreflightReply> RunAsync(string? origin) => (PreflightReply)await new PreflightOperation(
        stage.Directory, new PreflightSteps(this, this, stage.Time)).RunAsync(new PreflightRequest { Id = 3, Device = Lamp, Origin = origin }, this, default);

    private (StepState State, string Code) Outcome(string step)
    {
        var last = events.Last(item => item.Step == step);
        return (last.State, last.Finding!.Code);
    }
}
