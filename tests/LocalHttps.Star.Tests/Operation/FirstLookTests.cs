using LocalHttps.Star.Dns;
using LocalHttps.Star.Operation;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;
using Microsoft.Extensions.Logging;

namespace LocalHttps.Star.Tests.Operation;

[TestClass]
public sealed class FirstLookTests
{
    [TestMethod]
    public async Task Start_WithCaAndDnsAway_IsWarnedOf()
    {
        var log = await LookAsync(new UpstreamException("https://ca.test/directory cannot be asked"), new ZoneException("no answer from 127.0.0.1:53"));

        CollectionAssert.AreEquivalent(new[] { LogLevel.Warning, LogLevel.Warning }, log.Select(line => line.Level).ToArray());
        Assert.IsTrue(log.Any(line => line.Line.Contains("https://ca.test/directory", StringComparison.Ordinal)));
        Assert.IsTrue(log.Any(line => line.Line.Contains("127.0.0.1:53", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Start_WithAllThere_IsSilent() => Assert.IsEmpty(await LookAsync(null, null));

    private static async Task<IReadOnlyList<(LogLevel Level, string Line)>> LookAsync(UpstreamException? ca, ZoneException? dns)
    {
        var lines = new LogLines<FirstLook>();
        using var look = new FirstLook(new ScriptedUpstream(ca: null!, TimeProvider.System) { Fault = ca }, new MemoryZone { Fault = dns }, lines);
        await look.StartAsync(CancellationToken.None);
        await look.ExecuteTask!;
        return lines.Lines;
    }
}
