using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Star.Tests.Upstream;

[TestClass]
public sealed class EmbeddedCaTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly FakeTimeProvider time = new(SampleOrders.Start);

    [TestMethod]
    public async Task Leaf_OfAStarOrder_HoldsExactlyWhatItShould()
    {
        using var ca = await OpenAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var order = SampleOrders.Star() with { Csr = SampleOrders.Csr(key, SampleOrders.Cname, "extra.home.test") };

        using var leaf = Leaf(await IssueAsync(ca, order));

        Assert.AreEqual("", leaf.Subject);
        var names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.IsTrue(names.Critical);
        CollectionAssert.AreEqual(new[] { SampleOrders.Cname }, names.EnumerateDnsNames().ToArray());
        var usage = leaf.Extensions.OfType<X509KeyUsageExtension>().Single();
        Assert.IsTrue(usage.Critical);
        Assert.AreEqual(X509KeyUsageFlags.DigitalSignature, usage.KeyUsages);
        Assert.AreEqual("1.3.6.1.5.5.7.3.1", leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value);
        Assert.IsFalse(leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.IsTrue(leaf.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any());
        Assert.AreEqual(ca.Issuers[^1].KeyId, Convert.ToHexStringLower(leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value.Span));
        CollectionAssert.AreEqual(key.ExportSubjectPublicKeyInfo(), leaf.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.IsNull(leaf.Extensions["2.5.29.31"], "A short-term certificate names no list.");
        Assert.HasCount(6, leaf.Extensions);
    }

    [TestMethod]
    public async Task Leaf_OfAPlainOrder_NamesTheListOfItsIntermediate()
    {
        using var ca = await OpenAsync();

        using var leaf = Leaf(await IssueAsync(ca, SampleOrders.Plain() with { Csr = SampleOrders.Csr() }));

        var said = System.Text.Encoding.ASCII.GetString(leaf.Extensions["2.5.29.31"]!.RawData);
        Assert.Contains($"http://star.home.test:14000/crl/{ca.Issuers[^1].KeyId}", said);
    }

    [TestMethod]
    public async Task Serials_OfManyLeaves_ArePositiveLongAndDifferent()
    {
        using var ca = await OpenAsync();
        var order = SampleOrders.Star() with { Csr = SampleOrders.Csr() };
        var seen = new HashSet<string>();

        for (var count = 0; count < 100; count++)
        {
            using var leaf = Leaf(await IssueAsync(ca, order));
            Assert.AreEqual(17, leaf.SerialNumberBytes.Length);
            Assert.IsLessThan(0x80, (int)leaf.SerialNumberBytes.Span[0]);
            Assert.IsTrue(seen.Add(leaf.SerialNumber));
        }
    }

    [TestMethod]
    public async Task Validity_BeyondTheIssuer_IsCut()
    {
        using var ca = await OpenAsync();
        var order = SampleOrders.Plain() with { Csr = SampleOrders.Csr() };

        using var leaf = Leaf(await IssueAsync(ca, order, SampleOrders.Start.AddYears(-5), SampleOrders.Start.AddYears(50)));

        Assert.AreEqual(ca.Issuers[^1].NotBefore, new DateTimeOffset(leaf.NotBefore));
        Assert.AreEqual(ca.Issuers[^1].NotAfter, new DateTimeOffset(leaf.NotAfter));
    }

    [TestMethod]
    public async Task Chain_ByTheBaseLibrary_IsTrustedWithinTheZoneOnly()
    {
        using var ca = await OpenAsync();

        Assert.AreEqual(X509ChainStatusFlags.NoError, Verify(await IssueAsync(ca, SampleOrders.Plain("a", "x.home.test") with { Csr = SampleOrders.Csr() })));
        Assert.AreEqual(X509ChainStatusFlags.NoError, Verify(await IssueAsync(ca, SampleOrders.Plain("b", "*.hosts.home.test", "home.test") with { Csr = SampleOrders.Csr() })));
        Assert.AreNotEqual(X509ChainStatusFlags.NoError, Verify(await IssueAsync(ca, SampleOrders.Plain("c", "x.example.com") with { Csr = SampleOrders.Csr() })));
        Assert.AreNotEqual(X509ChainStatusFlags.NoError, Verify(await IssueAsync(ca, SampleOrders.Plain("d", "xhome.test") with { Csr = SampleOrders.Csr() })));
    }

    [TestMethod]
    [DataRow("13ab-7c34-23be-device.home.test", null)]
    [DataRow("*.hosts.home.test", null)]
    [DataRow("home.test", null)]
    [DataRow("evil.example.com", "permitted subtree violation")]
    [DataRow("evilhome.test", "permitted subtree violation")]
    [DataRow("home.test.example.com", "permitted subtree violation")]
    public async Task Chain_ByOpenSsl_IsTrustedWithinTheZoneOnly(string name, string? complaint)
    {
        using var ca = await OpenAsync();

        var (succeeded, said) = await VerifyByOpenSslAsync(await IssueAsync(ca, SampleOrders.Plain("o", name) with { Csr = SampleOrders.Csr() }));

        Assert.AreEqual(complaint is null, succeeded, said);
        Assert.Contains(complaint ?? "OK", said);
    }

    [TestMethod]
    [DataRow("127.0.0.1")]
    [DataRow("fd00::1")]
    public async Task Addresses_ByOpenSsl_AreExcluded(string address)
    {
        using var ca = await OpenAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("x.home.test");
        names.AddIpAddress(System.Net.IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build(true));
        using var intermediate = Intermediate();
        using var leaf = request.Create(intermediate, SampleOrders.Start, SampleOrders.Start.AddDays(1), [1]);

        var (succeeded, said) = await VerifyByOpenSslAsync(leaf.ExportCertificatePem() + "\n" + intermediate.ExportCertificatePem());

        Assert.IsFalse(succeeded);
        Assert.Contains("excluded subtree violation", said);
    }

    [TestMethod]
    public async Task Authorities_ByOpenSsl_AreConstrainedAsTheyShould()
    {
        using var ca = await OpenAsync();
        var (_, root) = await OpenSsl.RunAsync("x509", "-in", scratch.At("ca/root.pem"), "-noout", "-text");
        var (_, intermediate) = await OpenSsl.RunAsync("x509", "-in", IntermediateFile("*.pem"), "-noout", "-text");

        foreach (var text in (string[])[root, intermediate])
        {
            Assert.Contains("X509v3 Name Constraints: critical", text);
            Assert.Contains("DNS:home.test", text);
            Assert.Contains("IP:0.0.0.0/0.0.0.0", text);
            Assert.Contains("IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0", text);
            Assert.Contains("ecdsa-with-SHA256", text);
            Assert.Contains("Certificate Sign, CRL Sign", text);
        }
        Assert.Contains("CA:TRUE, pathlen:1", root);
        Assert.Contains("CA:TRUE, pathlen:0", intermediate);
        Assert.Contains("TLS Web Server Authentication", intermediate);
    }

    [TestMethod]
    public async Task Intermediate_AfterTwoThirds_IsFollowedByAnotherAndOldChainsHold()
    {
        using var ca = await OpenAsync();
        var order = SampleOrders.Plain() with { Csr = SampleOrders.Csr() };
        var first = ca.Issuers[0];
        time.SetUtcNow(first.RenewAt.AddSeconds(-1));
        var old = await IssueAsync(ca, order, time.GetUtcNow(), time.GetUtcNow().AddDays(90));
        Assert.HasCount(1, ca.Issuers);

        time.Advance(TimeSpan.FromSeconds(2));
        var young = await IssueAsync(ca, order, time.GetUtcNow(), time.GetUtcNow().AddDays(90));

        Assert.HasCount(2, ca.Issuers);
        Assert.AreNotEqual(first.KeyId, ca.Issuers[1].KeyId);
        Assert.AreEqual(X509ChainStatusFlags.NoError, Verify(old));
        Assert.AreEqual(X509ChainStatusFlags.NoError, Verify(young));
        Assert.AreEqual(X509ChainStatusFlags.NoError, Verify(young));
    }

    [TestMethod]
    public async Task Offer_Always_IsWhatWasSet()
    {
        using var ca = await OpenAsync();

        var offer = await ca.DescribeAsync(CancellationToken.None);

        Assert.AreEqual(3600, offer.AutoRenewal.MinLifetime);
        Assert.IsTrue(ca.IsSeriesOurs && ca.IsImmediate);
    }

    public void Dispose() => scratch.Dispose();

    private Task<EmbeddedCa> OpenAsync() => EmbeddedCa.OpenAsync(SampleCa.Settings(scratch), time, NullLogger<EmbeddedCa>.Instance, CancellationToken.None);

    private static async Task<string> IssueAsync(EmbeddedCa ca, Order order, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var step = await ca.AdvanceAsync(new UpstreamRequest(order, 0, from ?? SampleOrders.Start, to ?? SampleOrders.Start.AddDays(4), _ => Task.CompletedTask), CancellationToken.None);
        return ((UpstreamStep.Issued)step).ChainPem;
    }

    private static X509Certificate2 Leaf(string pem) => X509Certificate2.CreateFromPem(pem);

    private X509ChainStatusFlags Verify(string pem) => SampleCa.Verify(pem, scratch, time.GetUtcNow());

    private async Task<(bool Succeeded, string Said)> VerifyByOpenSslAsync(string chain)
    {
        var file = scratch.Write("chain.pem", chain);
        return await OpenSsl.RunAsync("verify", "-x509_strict", "-purpose", "sslserver", "-attime", $"{time.GetUtcNow().AddHours(1).ToUnixTimeSeconds()}", "-CAfile", scratch.At("ca/root.pem"), "-untrusted", file, file);
    }

    private string IntermediateFile(string pattern) => Directory.GetFiles(scratch.At("ca"), "intermediate-" + pattern).Single();

    private X509Certificate2 Intermediate() => X509Certificate2.CreateFromPemFile(IntermediateFile("*.pem"), IntermediateFile("*.key"));
}
