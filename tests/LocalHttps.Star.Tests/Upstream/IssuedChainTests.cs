using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;

namespace LocalHttps.Star.Tests.Upstream;

[TestClass]
public sealed class IssuedChainTests
{
    private static readonly string[] Names = ["a.home.test", "*.b.home.test"];
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    [TestMethod]
    [DataRow(0)]
    [DataRow(40)]
    public void Leaf_Good_HasTheFactsThatThePlatformReads(int years)
    {
        var from = SampleOrders.Start.AddYears(years);
        using var leaf = Make(from, names => Array.ForEach(Names, names.AddDnsName));

        var read = IssuedChain.Read(leaf.ExportCertificatePem(), Order(), 3, from);

        Assert.AreEqual(leaf.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), read.Fingerprint);
        Assert.AreEqual(leaf.SerialNumber.ToLowerInvariant(), read.SerialNumber);
        Assert.AreEqual(new DateTimeOffset(leaf.NotBefore), read.NotBefore);
        Assert.AreEqual(new DateTimeOffset(leaf.NotAfter), read.NotAfter);
        Assert.AreEqual(3, read.Index);
    }

    [TestMethod]
    public void Leaf_WithAnAddressBeside_IsRefused()
    {
        using var leaf = Make(SampleOrders.Start, names =>
        {
            Array.ForEach(Names, names.AddDnsName);
            names.AddIpAddress(System.Net.IPAddress.Loopback);
        });

        Assert.ThrowsExactly<UpstreamException>(() => IssuedChain.Read(leaf.ExportCertificatePem(), Order(), 0, SampleOrders.Start));
    }

    [TestMethod]
    [DataRow("before")]
    [DataRow("key")]
    [DataRow("many")]
    [DataRow("cut")]
    public void Chain_OfSomethingElse_IsRefused(string what)
    {
        using var leaf = Make(SampleOrders.Start, names => Array.ForEach(Names, names.AddDnsName));
        var pem = leaf.ExportCertificatePem();
        var chain = what switch
        {
            "before" => "Subject: me\n" + pem,
            "key" => pem + "\n" + key.ExportPkcs8PrivateKeyPem(),
            "many" => string.Join('\n', Enumerable.Repeat(pem, 9)),
            _ => PemEncoding.WriteString("CERTIFICATE", leaf.RawData.AsSpan(0, leaf.RawData.Length / 2)),
        };

        Assert.ThrowsExactly<UpstreamException>(() => IssuedChain.Read(chain, Order(), 0, SampleOrders.Start));
    }

    [TestMethod]
    public void Leaf_EveryByteChanged_IsReadOrRefused()
    {
        using var leaf = Make(SampleOrders.Start, names => Array.ForEach(Names, names.AddDnsName));
        var order = Order();

        for (var at = 0; at < leaf.RawData.Length; at++)
        {
            var der = leaf.RawData;
            der[at] ^= 0x15;
            try
            {
                IssuedChain.Read(PemEncoding.WriteString("CERTIFICATE", der), order, 0, SampleOrders.Start);
            }
            catch (UpstreamException problem)
            {
                Assert.IsNotNull(problem.Message);
            }
        }
    }

    private LocalHttps.Star.Domain.Order Order() => SampleOrders.Plain("order", Names) with { Csr = SampleOrders.Csr(key, Names) };

    private X509Certificate2 Make(DateTimeOffset from, Action<SubjectAlternativeNameBuilder> add)
    {
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        add(names);
        request.CertificateExtensions.Add(names.Build(true));
        return request.Create(new X500DistinguishedName("CN=x"), X509SignatureGenerator.CreateForECDsa(key), from, from.AddDays(1), AuthorityMaker.SerialNumber());
    }
}
