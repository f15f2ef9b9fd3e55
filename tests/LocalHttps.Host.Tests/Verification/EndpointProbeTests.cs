using System.Diagnostics;
using System.Net;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Host.Verification;
using LocalHttps.Identity;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Tests.Verification;

[TestClass]
public sealed class EndpointProbeTests
{
    private const string Name = "13ab-device.example.org";

    [TestMethod]
    public async Task Observe_FirstAddressSilent_TheSecondSettlesItSoon()
    {
        using var leaf = TestAuthority.SelfSigned(Name);
        await using var silent = TestServer.Silent();
        await using var good = TestServer.Tls(leaf);
        var start = Stopwatch.GetTimestamp();
        var observations = await ObserveAsync(_ => true, silent, good);
        Assert.AreEqual(ObservationOutcome.Answered, observations.Single().Outcome);
        Assert.AreEqual(good.Address.Port, observations.Single().Connected!.Port);
        Assert.IsLessThan(TimeSpan.FromSeconds(5), Stopwatch.GetElapsedTime(start));
    }

    [TestMethod]
    public async Task Observe_FirstAddressSettlesIt_TheOthersAreNotTouched()
    {
        using var leaf = TestAuthority.SelfSigned(Name);
        await using var good = TestServer.Tls(leaf);
        await using var other = TestServer.Silent();
        _ = await ObserveAsync(_ => true, good, other);
        Assert.AreEqual(0, other.Accepted);
    }

    [TestMethod]
    public async Task Observe_AForeignAddressAnswersFirst_ThePinnedKeyIsFoundBehindTheOther()
    {
        using var own = TestAuthority.SelfSigned(Name);
        using var foreign = TestAuthority.SelfSigned(Name);
        await using var guest = TestServer.Tls(foreign);
        await using var device = TestServer.Tls(own);
        var pinned = (await ObserveAsync(_ => true, device)).Single().Certificate!.SpkiSha256;
        var observation = (await ObserveAsync(certificate => certificate.SpkiSha256 == pinned, guest, device)).Single();
        Assert.AreEqual(pinned, observation.Certificate!.SpkiSha256);
    }

    [TestMethod]
    public async Task Observe_NothingSettlesIt_EveryKeyIsTold()
    {
        using var one = TestAuthority.SelfSigned(Name);
        using var two = TestAuthority.SelfSigned(Name);
        await using var first = TestServer.Tls(one);
        await using var second = TestServer.Tls(two);
        await using var third = TestServer.Tls(two);
        Assert.HasCount(2, await ObserveAsync(_ => false, first, second, third));
    }

    [TestMethod]
    public async Task Observe_OnlyFailures_TheMostTellingIsTold()
    {
        await using var plain = TestServer.Saying([.. "HTTP/1.1 400 Bad Request\r\n\r\n"u8], close: true);
        await using var old = TestServer.Saying([0x15, 3, 1, 0, 2, 2, 70], close: true);
        Assert.AreEqual(ObservationOutcome.TlsTooOld, (await ObserveAsync(_ => true, plain, old)).Single().Outcome);
    }

    [TestMethod]
    [DataRow(0, ObservationOutcome.NoAddress)]
    [DataRow(1, ObservationOutcome.AddressNotAllowed)]
    public async Task Observe_NoTargets_SaysWhy(int addresses, ObservationOutcome outcome)
    {
        var endpoint = Endpoint(Enumerable.Repeat(IPAddress.Loopback, addresses));
        using var gate = new AttemptGate(TimeProvider.System);
        var observations = await Probe(gate).ObserveAsync(new ProbeQuestion(Name, endpoint, [], TimeSpan.FromSeconds(1), false, _ => true), default);
        Assert.AreEqual(outcome, observations.Single().Outcome);
        Assert.IsNotNull(observations.Single().CheckedAt);
    }

    private static async Task<IReadOnlyList<EndpointObservation>> ObserveAsync(Func<CertificateFacts, bool> settles, params TestServer[] servers)
    {
        using var gate = new AttemptGate(TimeProvider.System);
        return await Probe(gate).ObserveAsync(new ProbeQuestion(
            Name, Endpoint(servers.Select(server => server.Address.Address)), [.. servers.Select(server => server.Address)],
            TimeSpan.FromSeconds(20), false, settles), default);
    }

    private static EndpointProbe Probe(AttemptGate gate) => new(
        new TlsDoor(new CertificateJudge(new ChainExaminer(), TimeProvider.System), TimeProvider.System), gate, TimeProvider.System);

    private static AnnouncedEndpoint Endpoint(IEnumerable<IPAddress> addresses)
    {
        var host = DnsName.Parse("lamp.local");
        return new(DnsName.Parse("Lamp._https._tcp.local"), host, 443, [.. addresses.Select(address => new DiscoveredAddress(address, 1, host))], []);
    }
}
