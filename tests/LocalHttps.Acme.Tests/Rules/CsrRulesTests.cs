using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.TestKit;

namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class CsrRulesTests : IDisposable
{
    private const string ExtensionRequest = "1.2.840.113549.1.9.14";
    private static readonly SampleCsr Good = SampleCsr.For("a.home.test");
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => key.Dispose();

    [TestMethod]
    public void Csr_OfADevice_IsRead()
    {
        var der = (Good with { Subject = [("2.5.4.3", "a.home.test"), ("2.5.4.10", "Bücher")] }).Sign(key);

        var csr = CsrRules.Read(new FinalizeRequest { Csr = StrictBase64Url.Encode(der) });

        Assert.AreSequenceEqual(["a.home.test"], csr.DnsNames);
        Assert.AreSequenceEqual(["digitalSignature"], csr.KeyUsage!);
        Assert.AreSequenceEqual(["serverAuth"], csr.ExtendedKeyUsage!);
        Assert.AreSequenceEqual([new("commonName", "a.home.test"), new("organization", "Bücher")], csr.Subject);
        Assert.AreEqual(JsonWebKey.From(key), csr.Key);
        Assert.AreSequenceEqual(key.ExportSubjectPublicKeyInfo(), csr.SubjectPublicKeyInfo.ToArray());
        Assert.AreSequenceEqual(der, csr.Der.ToArray());
    }

    [TestMethod]
    public void Csr_MadeByTheBaseLibrary_IsRead()
    {
        using var rsa = RSA.Create(2048);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var alternative = new SubjectAlternativeNameBuilder();
        alternative.AddDnsName("*.Home.test");
        CertificateRequest[] requests =
            [new("CN=x", rsa, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1), new("CN=x", p384, HashAlgorithmName.SHA384), new("CN=x", p384, HashAlgorithmName.SHA256)];
        foreach (var request in requests)
        {
            request.CertificateExtensions.Add(alternative.Build());
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));

            var csr = CsrRules.Read(request.CreateSigningRequest());

            Assert.AreSequenceEqual(["*.home.test"], csr.DnsNames);
            Assert.AreSequenceEqual(["digitalSignature", "keyEncipherment"], csr.KeyUsage!);
            Assert.IsTrue(csr.HasBasicConstraints);
        }
    }

    [TestMethod]
    public void Csr_WithoutExtensions_HasNone()
    {
        var csr = CsrRules.Read(new SampleCsr().Sign(key));

        Assert.IsEmpty(csr.DnsNames);
        Assert.IsNull(csr.KeyUsage);
        Assert.IsNull(csr.ExtendedKeyUsage);
        Assert.IsFalse(csr.HasOtherAttributes);
    }

    [TestMethod]
    public void Csr_WithAnExtensionNotServed_IsRefused()
    {
        (string, byte[])[] extensions =
        [
            ("1.3.6.1.5.5.7.1.24", [0x30, 3, 2, 1, 5]),
            ("2.5.29.30", [0x30, 0]),
            SampleCsr.BasicConstraints(isCa: true),
            SampleCsr.OtherNames(4, "x"),
            SampleCsr.OtherNames(7, "\u0001\u0002\u0003\u0004"),
            SampleCsr.OtherNames(8, "1"),
            SampleCsr.ExtendedKeyUsage("1.2.3", "1.2.3"),
            SampleCsr.KeyUsage(0, 0xFF, 0xFF),
        ];
        foreach (var extension in extensions)
            Refused(new() { Extensions = [extension] });
    }

    [TestMethod]
    public void Csr_WithAnythingTwice_IsRefused()
    {
        Refused(new() { Extensions = [SampleCsr.Names("a.home.test"), SampleCsr.Names("b.home.test")] });
        Refused(new() { Extensions = [SampleCsr.Names("a.home.test", "A.home.test")] });
        Refused(Good with { Attributes = [(ExtensionRequest, [0x30, 0])] });
        Refused(Good with { Attributes = [(ExtensionRequest, [0x30, 0]), (ExtensionRequest, [0x30, 0])], Extensions = [] });
    }

    [TestMethod]
    [DataRow("a.home.test\0.evil.test")]
    [DataRow("home")]
    [DataRow("a_b.home.test")]
    [DataRow("192.0.2.1")]
    [DataRow("")]
    [DataRow("a.home.test.")]
    [DataRow(" a.home.test")]
    public void Csr_WithANameThatIsNone_IsRefused(string name) => Refused(new() { Extensions = [SampleCsr.Names(name)] });

    [TestMethod]
    public void Csr_OfAnotherKindOfKey_IsRefused()
    {
        using var p521 = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        using var small = RSA.Create(1024);

        Refusal.Of("badCSR", () => CsrRules.Read(Good.Sign(p521)));
        Refusal.Of("badCSR", () => CsrRules.Read(Good.Sign(small)));
    }

    [TestMethod]
    public void Csr_NotSignedByItsKey_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var changed = Good.Sign(key);
        changed[^1] ^= 1;

        Refusal.Of("badCSR", () => CsrRules.Read(changed));
        Refused(Good with { SubjectPublicKeyInfo = other.ExportSubjectPublicKeyInfo() });
        Refused(Good with { SubjectPublicKeyInfo = rsa.ExportSubjectPublicKeyInfo() });
        Refused(Good with { SignatureOid = "1.2.840.10045.4.1" });
        Refused(Good with { SignatureOid = "1.2.840.10045.4.3.4" });
        Refused(Good with { SignatureOid = "1.2.840.113549.1.1.11" });
        Refused(Good with { SignatureOid = "1.2.840.113549.1.1.10" });
    }

    [TestMethod]
    public void Csr_WithAPointOffTheCurve_IsRefused()
    {
        var info = key.ExportSubjectPublicKeyInfo();
        info[^1] ^= 1;

        Refused(Good with { SubjectPublicKeyInfo = info });
    }

    [TestMethod]
    public void Csr_ThatIsNoDer_IsRefused()
    {
        var der = Good.Sign(key);

        Refused(Good with { Version = 1 });
        Refusal.Of("badCSR", () => CsrRules.Read(Array.Empty<byte>()));
        Refusal.Of("badCSR", () => CsrRules.Read(new byte[CsrRules.MaximumSize + 1]));
        Refusal.Of("badCSR", () => CsrRules.Read((byte[])[.. der, 0]));
        for (var length = 1; length < der.Length; length += 7)
            Refusal.Of("badCSR", () => CsrRules.Read(der.AsMemory(0, length)));
        Refusal.Of("malformed", () => CsrRules.Read(new FinalizeRequest { Csr = Convert.ToBase64String(der) + "=" }));
        Refusal.Of("malformed", () => CsrRules.Read(new FinalizeRequest()));
    }

    [TestMethod]
    public void Csr_WithAnAttributeThatIsNoDer_IsRefused()
    {
        byte[] password = [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 7];

        Assert.IsTrue(Read(Good with { RawAttributes = [[0x30, 16, .. password, 0x31, 3, 0x0C, 1, 0x41]] }).HasOtherAttributes);
        Refused(Good with { RawAttributes = [[0x30, 16, .. password, 0x0C, 3, 0x0C, 1, 0x41]] });
        Refused(Good with { RawAttributes = [[0x30, 16, .. password, 0x31, 3, 0x0C, 2, 0x41]] });
        Refused(Good with { RawAttributes = [[0x30, 18, .. password, 0x31, 3, 0x0C, 1, 0x41, 5, 0]] });
    }

    [TestMethod]
    public void Ordinary_WithTheNamesOfTheOrder_Passes()
    {
        AcmeIdentifier[] order = [new("dns", "a.home.test"), new("dns", "*.home.test")];

        CsrRules.CheckOrdinary(Read(SampleCsr.For("*.home.test", "A.home.test")), order);
        CsrRules.CheckOrdinary(Read(SampleCsr.For("*.home.test") with { Subject = [("2.5.4.3", "A.Home.test")] }), order);
        CsrRules.CheckOrdinary(Read(new() { Subject = [("2.5.4.3", "a.home.test"), ("2.5.4.3", "*.home.test")] }), order);
    }

    [TestMethod]
    public void Ordinary_WithAnythingElse_IsRefused()
    {
        AcmeIdentifier[] order = [new("dns", "a.home.test"), new("dns", "b.home.test")];
        var good = SampleCsr.For("a.home.test", "b.home.test");
        SampleCsr[] bad =
        [
            SampleCsr.For("a.home.test"),
            SampleCsr.For("a.home.test", "b.home.test", "c.home.test"),
            SampleCsr.For("a.home.test", "*.home.test"),
            new() { Extensions = [SampleCsr.OtherNames(1, "a@home.test")] },
            new() { Extensions = [SampleCsr.OtherNames(6, "https://a.home.test")] },
            good with { Subject = [("2.5.4.3", "c.home.test")] },
            good with { Subject = [("2.5.4.3", "A person")] },
            good with { Extensions = [SampleCsr.Names("a.home.test", "b.home.test"), SampleCsr.KeyUsage(1, 0x06)] },
            good with { Extensions = [SampleCsr.Names("a.home.test", "b.home.test"), SampleCsr.ExtendedKeyUsage("1.3.6.1.5.5.7.3.3")] },
        ];
        foreach (var csr in bad)
            Refusal.Of("badCSR", () => CsrRules.CheckOrdinary(Read(csr), order));
    }

    [TestMethod]
    public void Ordinary_ForTheAccountsKey_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        CsrRules.CheckOtherKey(Read(Good), JsonWebKey.From(other));
        Refusal.Of("badCSR", () => CsrRules.CheckOtherKey(Read(Good), JsonWebKey.From(key)));
    }

    private CsrFacts Read(SampleCsr csr) => CsrRules.Read(csr.Sign(key));

    private void Refused(SampleCsr csr) => Refusal.Of("badCSR", () => CsrRules.Read(csr.Sign(key)));
}
