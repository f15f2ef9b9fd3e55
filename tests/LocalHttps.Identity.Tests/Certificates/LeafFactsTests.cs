using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Identity.Tests;

/// <summary>What is read from a leaf, whoever signed it.</summary>
[TestClass]
public sealed class LeafFactsTests
{
    private static readonly DateTimeOffset Now = TestAuthority.Now;

    [TestMethod]
    public void Examine_Leaf_HasItsDigests()
    {
        using var root = TestAuthority.Root();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var leaf = new LeafShape { Key = key }.SignedBy(root);

        var facts = new ChainExaminer().Examine(leaf, [], Now);

        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(leaf.RawData)), facts.LeafSha256);
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())), facts.SpkiSha256);
    }

    [TestMethod]
    public void Examine_LeafExpired_StaysVouchedFor()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate(notAfter: Now.AddDays(-20));
        using var leaf = new LeafShape { NotBefore = Now.AddDays(-30), NotAfter = Now.AddDays(-25) }.SignedBy(intermediate);

        var facts = new ChainExaminer(null, root.Collection).Examine(leaf, intermediate.Collection, Now);

        Assert.AreEqual(ChainTrust.System, facts.Trust);
        Assert.AreEqual(Now.AddDays(-25), facts.NotAfter);
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(0)]
    public void Examine_AtTheEndsOfTheValidity_StaysVouchedFor(int seconds)
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { NotAfter = Now.AddSeconds(seconds) }.SignedBy(root);
        using var young = new LeafShape { NotBefore = Now.AddSeconds(-seconds) }.SignedBy(root);
        Assert.AreEqual(ChainTrust.System, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now).Trust);
        Assert.AreEqual(ChainTrust.System, new ChainExaminer(null, root.Collection).Examine(young, [], Now).Trust);
    }

    [TestMethod]
    public void Examine_LeafNotYetValid_StaysVouchedFor()
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { NotBefore = Now.AddDays(1) }.SignedBy(root);
        Assert.AreEqual(ChainTrust.System, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now).Trust);
    }

    [TestMethod]
    public void Examine_ManyNames_KeepsAHundredAndCountsAll()
    {
        using var root = TestAuthority.Root();
        using var leaf = root.Leaf([.. Enumerable.Range(0, 250).Select(i => $"n{i}.example.com")]);

        var facts = new ChainExaminer(null, root.Collection).Examine(leaf, [], Now);

        Assert.HasCount(CertificateFacts.MaximumNames, facts.DnsNames);
        Assert.AreEqual(250, facts.SubjectAlternativeNameCount);
    }

    [TestMethod]
    public void Examine_NoAlternativeName_HasNoNamesWhateverTheSubject()
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { Subject = "CN=device.example.com", HasSubjectAlternativeName = false }.SignedBy(root);

        var facts = new ChainExaminer(null, root.Collection).Examine(leaf, [], Now);

        Assert.IsEmpty(facts.DnsNames);
        Assert.AreEqual(0, facts.SubjectAlternativeNameCount);
    }

    [TestMethod]
    public void Examine_HostileAlternativeName_IsEscapedAndMatchesNothing()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
            writer.WriteOctetString("device.example.com\0.evil.org\u001b[31m"u8, new Asn1Tag(TagClass.ContextSpecific, 2));
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape
        {
            HasSubjectAlternativeName = false,
            Extra = new X509Extension("2.5.29.17", writer.Encode(), critical: false),
        }.SignedBy(root);

        var facts = new ChainExaminer(null, root.Collection).Examine(leaf, [], Now);

        Assert.AreEqual(@"device.example.com\u{0}.evil.org\u{1B}[31m", facts.DnsNames.Single());
        Assert.AreEqual(NameMatchKind.None, NameMatch.Match("device.example.com", facts.DnsNames));
    }

    [TestMethod]
    public void Examine_MalformedAlternativeName_HasNoNames()
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape
        {
            HasSubjectAlternativeName = false,
            Extra = new X509Extension("2.5.29.17", [0x30, 0x20, 0x82, 0x7F], critical: false),
        }.SignedBy(root);

        Assert.IsEmpty(new ChainExaminer(null, root.Collection).Examine(leaf, [], Now).DnsNames);
    }

    [TestMethod]
    public void Examine_HostileIssuer_IsMadeSafe()
    {
        using var root = TestAuthority.Root("Good\u202EtooR\nlive");
        using var leaf = root.Leaf("device.example.com");
        Assert.AreEqual("GoodtooR live", new ChainExaminer().Examine(leaf, [], Now).Issuer);
    }

    [TestMethod]
    public async Task Examine_FromManyThreads_AgreesWithItself()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate();
        using var leaf = intermediate.Leaf("device.example.com");
        var examiner = new ChainExaminer(root.Collection);

        var all = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => examiner.Examine(leaf, intermediate.Collection, Now))));

        Assert.IsTrue(all.All(facts => facts.Trust == ChainTrust.LabRoot && facts.LeafSha256 == all[0].LeafSha256));
        Assert.AreEqual(Now.AddDays(5).UtcDateTime, leaf.NotAfter.ToUniversalTime());
    }
}
