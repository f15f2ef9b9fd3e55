using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LocalHttps.Acme;
using LocalHttps.Star.Commands;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Tests.Web;

namespace LocalHttps.Star.Tests.Commands;

/// <summary>The real executable.</summary>
[TestClass]
public sealed class CommandTests
{
    [TestMethod]
    public async Task Device_AddedBesideTheService_GetsItsCertificateAndEnds()
    {
        using var folder = new Scratch();
        await using var service = await RunningService.StartAsync(folder);
        var added = await service.CommandAsync("device", "add", "--name", "Küchenlampe 💡", "--label", "Kitchen lamp", "--json");
        Assert.AreEqual(0, added.ExitCode, added.Error);
        using var device = JsonDocument.Parse(added.Output);
        var (cname, token) = (device.RootElement.GetProperty("cname").GetString()!, device.RootElement.GetProperty("token").GetString()!.Split('.'));
        Assert.MatchesRegex("^kitchen-lamp-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-device[.]home[.]test$", cname);

        using var key = EcdsaAccountKey.Create();
        var client = await service.ClientAsync(key);
        await client.RegisterAsync(new AcmeRegistration { KeyId = token[0], MacKey = StrictBase64Url.Decode(token[1], "token") }, CancellationToken.None);
        var delegation = await client.ListDelegationsAsync(CancellationToken.None).FirstAsync();
        var order = await client.NewOrderAsync(
            new OrderRequest
            {
                Identifiers = [new("dns", cname)],
                Delegation = delegation.AbsoluteUri,
                AutoRenewal = new() { EndDate = TimeProvider.System.GetUtcNow().AddDays(30), Lifetime = 86_400, AllowCertificateGet = true },
            },
            CancellationToken.None);
        order = await client.FinalizeAsync(order, DelegationFlowTests.Csr(SampleOrders.Device() with { Cname = cname }), CancellationToken.None);
        Assert.IsNotNull((await client.FetchAsync(order.Value.StarCertificate!, CancellationToken.None)).NotAfter);

        var listed = await service.CommandAsync("device", "list");
        Assert.Contains("certified", listed.Output);
        var shown = await service.CommandAsync("device", "show", "Küchenlampe 💡", "--json");
        Assert.AreEqual("certified", JsonDocument.Parse(shown.Output).RootElement.GetProperty("device").GetProperty("state").GetString(), shown.Output + shown.Error);
        var checks = await service.CommandAsync("check");
        Assert.AreEqual(0, checks.ExitCode, checks.Output + checks.Error);

        var ended = await service.CommandAsync("device", "terminate", cname);
        Assert.AreEqual(0, ended.ExitCode, ended.Error);
        var refused = await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.FetchAsync(order.Value.StarCertificate!, CancellationToken.None));
        Assert.IsTrue(refused.Is("autoRenewalCanceled"), refused.Message);
        Assert.AreEqual(0, (await service.CommandAsync("device", "terminate", cname)).ExitCode, "it may be done again");
        Assert.AreEqual(0, await service.StopAsync(), service.Log);
        foreach (var secret in (string[])[token[1], order.Value.StarCertificate!.Segments[^1]])
            Assert.DoesNotContain(secret, service.Log);
    }

    [TestMethod]
    public async Task Service_StartedAgain_KeepsItsStateAndRefusesAnotherZone()
    {
        using var folder = new Scratch();
        string root;
        await using (var service = await RunningService.StartAsync(folder))
        {
            Assert.AreEqual(0, (await service.CommandAsync("device", "add", "--name", "lamp")).ExitCode);
            root = (await service.CommandAsync("root", "export")).Output;
            Assert.AreEqual(0, await service.StopAsync());
        }
        await using (var again = await RunningService.StartAsync(folder))
        {
            Assert.Contains("lamp", (await again.CommandAsync("device", "list")).Output);
            Assert.AreEqual(root, (await again.CommandAsync("root", "export")).Output);
            Assert.AreEqual(0, await again.StopAsync());
        }

        var other = await RunningService.RunAsync("serve", "--data", folder.At("data"), "--zone", "other.test", "--url", "https://star.other.test", "--dns", "127.0.0.1:0", "--listen", "127.0.0.1:0");

        Assert.AreEqual(ExitCodes.Environment, other.ExitCode);
        Assert.Contains("home.test", other.Error);
    }

    [TestMethod]
    public async Task Serve_WithoutSettings_SaysAllThatIsMissing()
    {
        var ended = await RunningService.RunAsync("serve");

        Assert.AreEqual(ExitCodes.Environment, ended.ExitCode);
        foreach (var flag in (string[])["--data", "--zone", "--url", "--dns"])
            Assert.Contains(flag, ended.Error);
    }

    [TestMethod]
    public async Task Commands_BeforeTheFirstStart_SayWhatToDo()
    {
        using var folder = new Scratch();

        var listed = await RunningService.RunAsync("device", "list", "--data", folder.At("data"), "--json");
        var exported = await RunningService.RunAsync("root", "export", "--data", folder.At("data"));
        var added = await RunningService.RunAsync("device", "add", "--data", folder.At("data"), "--zone", "home.test", "--name", "lamp");

        Assert.AreEqual(ExitCodes.Environment, listed.ExitCode);
        Assert.Contains("run serve first", listed.Error);
        Assert.AreEqual("settings", JsonDocument.Parse(listed.Output).RootElement.GetProperty("error").GetProperty("code").GetString());
        Assert.AreEqual((ExitCodes.Environment, ""), (exported.ExitCode, exported.Output));
        Assert.AreEqual(0, added.ExitCode, added.Error);
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.At("data")));
    }

    [TestMethod]
    [DataRow("device", "add", "--name", "a\u0007b")]
    [DataRow("device", "add", "--name", "lamp", "--label", "küche")]
    [DataRow("device", "add", "--name", "lamp", "--label", "-x")]
    [DataRow("device", "add", "--name", "lamp", "--label", "xn--a")]
    [DataRow("device", "add", "--name", "lamp", "--valid", "forever")]
    [DataRow("device", "add")]
    [DataRow("device", "destroy")]
    [DataRow("serve", "--colour", "red")]
    public async Task Arguments_Wrong_AreUsage(params string[] arguments)
    {
        using var folder = new Scratch();

        var ended = await RunningService.RunAsync([.. arguments, "--data", folder.At("data")]);

        Assert.AreEqual(ExitCodes.Usage, ended.ExitCode, ended.Error);
        Assert.IsFalse(Directory.Exists(folder.At("data")));
    }

    [TestMethod]
    public async Task Device_ThatIsNone_IsNotFound()
    {
        using var folder = new Scratch();

        var shown = await RunningService.RunAsync("device", "show", "x' OR 1=1 --", "--data", folder.At("data"), "--zone", "home.test");

        Assert.AreEqual(ExitCodes.NothingFound, shown.ExitCode);
        Assert.Contains("device list", shown.Error);
    }

    [TestMethod]
    public async Task DataDirectory_OpenToOthers_IsRefused()
    {
        using var folder = new Scratch();
        Directory.CreateDirectory(folder.At("data"));
        File.SetUnixFileMode(folder.At("data"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);

        var added = await RunningService.RunAsync("account", "add", "--data", folder.At("data"), "--zone", "home.test");

        Assert.AreEqual(ExitCodes.Environment, added.ExitCode);
        Assert.Contains("chmod 700", added.Error);
    }

    [TestMethod]
    public async Task Check_OfWhatDoesNotRun_SaysSo()
    {
        using var folder = new Scratch();

        var ended = await RunningService.RunAsync("check", "--data", folder.At("data"), "--zone", "home.test", "--url", "https://star.home.test", "--dns", "127.0.0.1:9", "--json");

        Assert.AreEqual(ExitCodes.NotReady, ended.ExitCode, ended.Output + ended.Error);
        var checks = JsonDocument.Parse(ended.Output).RootElement.GetProperty("checks").EnumerateArray().ToDictionary(check => check.GetProperty("what").GetString()!, check => check.GetProperty("state").GetString(), StringComparer.Ordinal);
        Assert.AreEqual(("ok", "ok", "bad"), (checks["database"], checks["ca"], checks["dns"]));
    }

    [TestMethod]
    public async Task Check_OfASecretThatOthersCanRead_Warns()
    {
        using var folder = new Scratch();
        var key = folder.Write("key.pem", "nothing");
        string[] arguments = ["check", "--data", folder.At("data"), "--zone", "home.test", "--url", "https://star.home.test", "--dns", "127.0.0.1:9", "--tls-cert", key, "--tls-key", key];
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains($"chmod 640 {key}", (await RunningService.RunAsync(arguments)).Output);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.DoesNotContain("chmod", (await RunningService.RunAsync(arguments)).Output);
    }

    [TestMethod]
    public async Task Tables_InANarrowWindow_LoseNothing()
    {
        using var folder = new Scratch();
        await using var service = await RunningService.StartAsync(folder);
        var added = await service.CommandAsync("device", "add", "--name", "The lamp in the kitchen that the neighbours gave us", "--label", "kitchen-lamp", "--json");
        var cname = JsonDocument.Parse(added.Output).RootElement.GetProperty("cname").GetString()!;

        var listed = await service.InWindowAsync(40, "device", "list");
        var checks = await service.InWindowAsync(40, "check");

        Assert.Contains(cname, listed);
        Assert.MatchesRegex(@"device[.]home[.]test +added\s*$", listed);
        Assert.MatchesRegex(@"dns +ok +answers for home[.]test\r?\n", checks);
    }

    [TestMethod]
    public async Task Serve_WhereAnotherListens_SaysWhatToDo()
    {
        using var folder = new Scratch();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var ended = await RunningService.RunAsync("serve", "--data", folder.At("data"), "--zone", "home.test", "--url", "https://star.home.test", "--dns", "127.0.0.1:0", "--listen", $"{other.LocalEndpoint}");

        Assert.AreEqual(ExitCodes.Environment, ended.ExitCode, ended.Error);
        Assert.Contains("choose another port with --listen", ended.Error);
        Assert.DoesNotContain("   at ", ended.Error);
    }

    [TestMethod]
    public async Task Serve_StoppedWithARequestUnderWay_AnswersIt()
    {
        using var folder = new Scratch();
        await using var service = await RunningService.StartAsync(folder, "--plain-http");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, service.Port);
        await client.GetStream().WriteAsync("POST /acme/new-order HTTP/1.1\r\nHost: star.home.test\r\nContent-Type: application/jose+json\r\nContent-Length: 2\r\n\r\n{"u8.ToArray());
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{service.Port}") };
        _ = await http.GetAsync("/healthz");

        var stopped = service.StopAsync();
        // Longer than the two seconds that the command line's library would leave it.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        await client.GetStream().WriteAsync("}"u8.ToArray());
        using var reader = new StreamReader(client.GetStream());

        Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync());
        Assert.AreEqual(0, await stopped, service.Log);
        Assert.Contains("Stopped", service.Log);
    }

    [TestMethod]
    public async Task Metrics_WithACollectorNamed_ReachIt()
    {
        using var folder = new Scratch();
        await using var collector = new SampleCollector();
        await using (var service = await RunningService.StartAsync(folder, new Dictionary<string, string>(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" }))
        {
            Assert.AreEqual(0, (await service.CommandAsync("device", "add", "--name", "lamp")).ExitCode);
            Assert.AreEqual(0, await service.StopAsync(), service.Log);
        }

        Assert.Contains("localhttps.star.queue.length", collector.Received("/v1/metrics"));
    }

    [TestMethod]
    public async Task Unit_OfSystemd_IsTakenAsWritten()
    {
        var unit = Path.Combine(AppContext.BaseDirectory, "localhttps-star.service");
        foreach (var line in (string[])["ProtectSystem=strict", "NoNewPrivileges=yes", "StateDirectory=localhttps-star", "Type=notify", "SystemCallFilter=sched_setaffinity", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK", "MemoryDenyWriteExecute=no"])
            CollectionAssert.Contains(await File.ReadAllLinesAsync(unit), line);
    }
}
