using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Host.Tests.Support;

namespace LocalHttps.Host.Tests.Messaging;

/// <summary>The real executable on real pipes. It searches on the loopback interface only.</summary>
[TestClass]
public sealed class HostProcessTests
{
    // The end is due within a second; a loaded computer may need longer to let the process run at all.
    private static readonly TimeSpan End = TimeSpan.FromSeconds(5);

    /// <summary>A thousand with the published host, times the factor of the soak; few with the slow-starting one that is built beside the tests.</summary>
    private static int Cycles =>
        (Environment.GetEnvironmentVariable("LOCALHTTPS_HOST") is { Length: > 0 } ? 1000 : 10)
        * Soak.Factor;

    [TestMethod]
    public async Task Hello_ThenClose_EndsCleanly()
    {
        using var host = new HostProcess();
        await host.GreetAsync();
        await AssertCleanEndAsync(host);
    }

    [TestMethod]
    public async Task Firefox_HelloThenClose_EndsCleanly()
    {
        using var host = new HostProcess("/home/x/.mozilla/native-messaging-hosts/org.localhttps.host.json", BrowserCaller.FirefoxId);
        await host.GreetAsync();
        await AssertCleanEndAsync(host);
    }

    [TestMethod]
    public async Task AnotherExtension_IsNotServed()
    {
        using var host = new HostProcess("chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/");
        var end = await host.CloseAsync();
        Assert.AreEqual(1, end.ExitCode);
        Assert.IsEmpty(end.Output);
        Assert.Contains("not served", end.Complaints, StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Watch_ThenClose_EndsWhileItRuns()
    {
        using var host = new HostProcess();
        await host.GreetAsync();
        await host.SendAsync("""{"type":"watch","id":2}""");
        Assert.AreEqual("lo", ((WatchingReply)await host.ReceiveAsync()).Network.Interfaces.Single());
        await AssertCleanEndAsync(host);
    }

    [TestMethod]
    public async Task CloseAtOnce_EndsCleanly()
    {
        using var host = new HostProcess();
        await AssertCleanEndAsync(host);
    }

    [TestMethod]
    public async Task GarbageOversizeAndWrongTypes_AreAnsweredInCode()
    {
        using var host = new HostProcess();
        await host.GreetAsync();
        await host.SendBytesAsync(Frames.Header(0));
        await host.SendAsync("""{"type":"reboot","id":7}""");
        await host.SendBytesAsync(Frames.Of(new byte[FrameReader.Limit + 1]));
        await host.SendAsync("""{"type":"list-trusted","id":8}""");
        var codes = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            codes.Add(((ErrorReply)await host.ReceiveAsync()).Code);
        }
        CollectionAssert.AreEqual(new[] { ErrorCodes.InvalidMessage, ErrorCodes.UnknownType, ErrorCodes.TooLarge }, codes);
        Assert.IsEmpty(((TrustedReply)await host.ReceiveAsync()).Entries);
        await AssertCleanEndAsync(host);
    }

    [TestMethod]
    public async Task TruncatedFrame_EndsWithAWord()
    {
        using var host = new HostProcess();
        await host.GreetAsync();
        await host.SendBytesAsync([200, 0, 0, 0, (byte)'{']);
        var end = await host.CloseAsync();
        Assert.AreEqual(1, end.ExitCode);
        Assert.IsEmpty(end.Output);
        Assert.Contains("Truncated", end.Complaints, StringComparison.Ordinal);
        Assert.IsLessThan(End, end.Took);
    }

    [TestMethod]
    [TestCategory("host-cycles")]
    public async Task OpenAndClose_ManyTimesRapidly_LeavesNothing()
    {
        var ends = new List<HostEnd>();
        for (var i = 0; i < Cycles; i++)
        {
            using var host = new HostProcess();
            if (i % 3 != 0)
            {
                await host.SendAsync("""{"type":"hello","id":1,"protocol":{"min":1,"max":1}}""");
            }
            if (i % 3 == 2)
            {
                await host.SendAsync("""{"type":"watch","id":2}""");
            }
            ends.Add(await host.CloseAsync());
            Assert.IsTrue(host.HasExited);
        }
        Assert.IsTrue(ends.TrueForAll(end => end.ExitCode == 0), string.Join("; ", ends.Select(end => end.Complaints).Where(text => text.Length > 0).Take(3)));
        Assert.IsTrue(ends.TrueForAll(end => end.Complaints.Length == 0), ends.Select(end => end.Complaints).FirstOrDefault(text => text.Length > 0));
        Assert.IsTrue(ends.TrueForAll(end => Frames.Read(end.Output).All(reply => reply is not ErrorReply)));
    }

    private static async Task AssertCleanEndAsync(HostProcess host)
    {
        var end = await host.CloseAsync();
        Assert.AreEqual(0, end.ExitCode, end.Complaints);
        // Devices that others announce on this computer may still be told.
        Assert.IsTrue(Frames.Read(end.Output).All(reply => reply is DeviceEvent));
        Assert.AreEqual("", end.Complaints);
        Assert.IsLessThan(End, end.Took);
    }
}
