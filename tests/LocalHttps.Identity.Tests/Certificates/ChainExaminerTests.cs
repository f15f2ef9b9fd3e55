using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Identity.Tests;

[TestClass]
public sealed class ChainExaminerTests
{
    private static readonly DateTimeOffset Now = TestAuthority.Now;

    [TestMethod]
    public void Examine_ChainToSystemRoot_IsTrustedBySystem()
    {
        using var root = TestAuthority.Root("Public Root");
        using var intermediate = root.Intermediate();
        using var leaf = intermediate.Leaf("device.example.com");

        var facts = new ChainExaminer(null, root.Collection).Examine(leaf, intermediate.Collection, Now);

        Assert.AreEqual(ChainTrust.System, facts.Trust);
        Assert.AreEqual("Public Root", facts.RootName);
        Assert.IsNull(facts.ChainProblem);
        Assert.AreEqual("Test Intermediate", facts.Issuer);
        CollectionAssert.AreEqual(new[] { "device.example.com" }, facts.DnsNames.ToArray());
        Assert.AreEqual(1, facts.SubjectAlternativeNameCount);
        Assert.AreEqual(Now.AddDays(-1), facts.NotBefore);
        Assert.AreEqual(Now.AddDays(5), facts.NotAfter);
        Assert.AreEqual(TimeSpan.Zero, facts.NotBefore.Offset);
    }

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
    public void Examine_LabRootOnly_IsNamedAsLabRoot()
    {
        using var system = TestAuthority.Root("Public Root");
        using var lab = TestAuthority.Root("Lab Root");
        using var leaf = lab.Leaf("device.example.com");

        var facts = new ChainExaminer(lab.Collection, system.Collection).Examine(leaf, [], Now);

        Assert.AreEqual(ChainTrust.LabRoot, facts.Trust);
        Assert.AreEqual("Lab Root", facts.RootName);
    }

    [TestMethod]
    public void Examine_RootOfSystemAndLab_CountsAsSystem()
    {
        using var root = TestAuthority.Root();
        using var leaf = root.Leaf("device.example.com");

        Assert.AreEqual(ChainTrust.System, new ChainExaminer(root.Collection, root.Collection).Examine(leaf, [], Now).Trust);
    }

    [TestMethod]
    public void Examine_RealSystemRoots_DoNotTrustATestRoot()
    {
        using var root = TestAuthority.Root();
        using var leaf = root.Leaf("device.example.com");

        var examiner = new ChainExaminer();
        examiner.Warm();

        AssertRefused(FindingCodes.UnknownRoot, examiner.Examine(leaf, root.Collection, Now));
    }

    [TestMethod]
    public void Examine_SelfSigned_SaysSo()
    {
        using var leaf = new LeafShape().SelfSigned();
        AssertRefused(FindingCodes.SelfSigned, new ChainExaminer().Examine(leaf, [], Now));
        AssertRefused(FindingCodes.SelfSigned, new ChainExaminer().Examine(leaf, [leaf], Now));
    }

    [TestMethod]
    public void Examine_SelfSignedLeafAddedAsRoot_StaysRefused()
    {
        using var leaf = new LeafShape().SelfSigned();
        AssertRefused(FindingCodes.SelfSigned, new ChainExaminer([leaf]).Examine(leaf, [], Now));
    }

    [TestMethod]
    public void Examine_SelfSignedAuthorityAsServer_IsSelfSigned()
    {
        using var leaf = new LeafShape { IsAuthority = true, Usages = null }.SelfSigned();
        AssertRefused(FindingCodes.SelfSigned, new ChainExaminer().Examine(leaf, [], Now));
    }

    [TestMethod]
    public void Examine_UnknownRootSent_IsUnknownRoot()
    {
        using var trusted = TestAuthority.Root();
        using var other = TestAuthority.Root("Somebody Else");
        using var intermediate = other.Intermediate();
        using var leaf = intermediate.Leaf("device.example.com");
        var examiner = new ChainExaminer(null, trusted.Collection);

        AssertRefused(FindingCodes.UnknownRoot, examiner.Examine(leaf, [intermediate.Certificate, other.Certificate], Now));
        AssertRefused(FindingCodes.UnknownRoot, examiner.Examine(leaf, intermediate.Collection, Now));
    }

    [TestMethod]
    public void Examine_LeafAloneOfPrivateRoot_IsUnknownRoot()
    {
        using var trusted = TestAuthority.Root();
        using var other = TestAuthority.Root("Somebody Else");
        using var leaf = other.Leaf("device.example.com");
        AssertRefused(FindingCodes.UnknownRoot, new ChainExaminer(trusted.Collection, trusted.Collection).Examine(leaf, [], Now));
    }

    [TestMethod]
    public void Examine_IntermediateMissing_IsIncompleteChain()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate();
        using var leaf = new LeafShape { IssuerAddress = "http://ca.example.com/ca.crt" }.SignedBy(intermediate);
        AssertRefused(FindingCodes.IncompleteChain, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now));
    }

    [TestMethod]
    public void Examine_CertificateThatPointsToItsIssuer_ConnectsToNobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate();
        using var leaf = new LeafShape { IssuerAddress = $"http://{listener.LocalEndpoint}/ca.crt" }.SignedBy(intermediate);

        AssertRefused(FindingCodes.IncompleteChain, new ChainExaminer(root.Collection).Examine(leaf, [], Now));

        Assert.IsFalse(listener.Pending());
    }

    [TestMethod]
    [DataRow("1.3.6.1.5.5.7.3.2", DisplayName = "client authentication only")]
    [DataRow("2.5.29.37.0", DisplayName = "any usage")]
    public void Examine_UsageWithoutServers_IsWrongUsage(string usage)
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { Usages = [usage] }.SignedBy(root);
        AssertRefused(FindingCodes.WrongUsage, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now));
    }

    [TestMethod]
    public void Examine_NoUsageExtension_IsUnrestricted()
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { Usages = null }.SignedBy(root);
        Assert.AreEqual(ChainTrust.System, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now).Trust);
    }

    [TestMethod]
    [DataRow(X509KeyUsageFlags.DigitalSignature, true)]
    [DataRow(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true)]
    [DataRow(X509KeyUsageFlags.KeyEncipherment, false)]
    [DataRow(X509KeyUsageFlags.KeyCertSign, false)]
    public void Examine_KeyUsage_MustAllowSignatures(X509KeyUsageFlags usage, bool allowed)
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { KeyUsage = usage }.SignedBy(root);
        Assert.AreEqual(allowed ? null : FindingCodes.WrongUsage, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now).ChainProblem);
    }

    [TestMethod]
    public void Examine_MalformedUsage_IsWrongUsage()
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { Usages = null, Extra = new X509Extension("2.5.29.37", [0x30, 0x05, 0x01], critical: false) }.SignedBy(root);
        AssertRefused(FindingCodes.WrongUsage, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now));
    }

    [TestMethod]
    public void Examine_NameConstraintViolated_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate(change: request => request.CertificateExtensions.Add(TestAuthority.PermitOnly("example.org")));
        using var outside = intermediate.Leaf("device.example.com");
        using var inside = intermediate.Leaf("device.example.org");
        var examiner = new ChainExaminer(null, root.Collection);

        AssertRefused(FindingCodes.BadChain, examiner.Examine(outside, intermediate.Collection, Now), "name-constraints");
        Assert.AreEqual(ChainTrust.System, examiner.Examine(inside, intermediate.Collection, Now).Trust);
    }

    [TestMethod]
    public void Examine_IntermediateIsNoAuthority_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate(isAuthority: false);
        using var leaf = intermediate.Leaf("device.example.com");
        AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, intermediate.Collection, Now), "not-an-authority");
    }

    [TestMethod]
    public void Examine_IntermediateForOtherUsage_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate(change: request => request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.4")], critical: false)));
        using var leaf = intermediate.Leaf("device.example.com");
        AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, intermediate.Collection, Now), "issuer-usage");
    }

    [TestMethod]
    public void Examine_IntermediateExpired_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate(notAfter: Now.AddDays(-1));
        using var leaf = new LeafShape { NotBefore = Now.AddDays(-2) }.SignedBy(intermediate);
        AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, intermediate.Collection, Now), "issuer-expired");
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
    public void Examine_ForgedSignature_IsRefused()
    {
        using var root = TestAuthority.Root();
        using var forger = TestAuthority.Root();
        using var leaf = forger.Leaf("device.example.com");

        var facts = new ChainExaminer(null, root.Collection).Examine(leaf, [], Now);

        Assert.AreEqual(ChainTrust.None, facts.Trust);
        Assert.IsNotNull(facts.ChainProblem);
    }

    [TestMethod]
    public void Examine_WeakKey_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var key = RSA.Create(1024);
        using var leaf = new LeafShape { Key = key }.SignedBy(root);
        AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now), "weak-key");
    }

    [TestMethod]
    public void Examine_WeakSignature_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { HasWeakSignature = true }.SignedBy(root);
        AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now), "weak-signature");
    }

    [TestMethod]
    public void Examine_AuthorityAsServer_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { IsAuthority = true }.SignedBy(root);
        AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now), "authority-as-server");
    }

    [TestMethod]
    public void Examine_UnknownCriticalExtension_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { Extra = new X509Extension("1.3.6.1.4.1.99999.1", [0x05, 0x00], critical: true) }.SignedBy(root);
        AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now), "extension");
    }

    [TestMethod]
    public void Examine_ManyIntermediates_UsesTheFirstTen()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate();
        using var noise = TestAuthority.Root("Noise");
        using var leaf = intermediate.Leaf("device.example.com");
        var examiner = new ChainExaminer(null, root.Collection);
        X509Certificate2[] burden = [.. Enumerable.Repeat(noise.Certificate, 10)];

        Assert.AreEqual(ChainTrust.System, examiner.Examine(leaf, [intermediate.Certificate, .. burden], Now).Trust);
        Assert.AreEqual(ChainTrust.None, examiner.Examine(leaf, [.. burden, intermediate.Certificate], Now).Trust);
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

    private static void AssertRefused(string problem, CertificateFacts facts, string? status = null)
    {
        Assert.AreEqual(problem, facts.ChainProblem);
        Assert.AreEqual(status, facts.ChainStatus);
        Assert.AreEqual(ChainTrust.None, facts.Trust);
        Assert.IsNull(facts.RootName);
    }
}
