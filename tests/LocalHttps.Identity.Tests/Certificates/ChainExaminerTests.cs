using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Identity.Tests;

/// <summary>Who vouches for a chain.</summary>
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

        Refusal.AssertRefused(FindingCodes.UnknownRoot, examiner.Examine(leaf, root.Collection, Now));
    }

    [TestMethod]
    public void Examine_SelfSigned_SaysSo()
    {
        using var leaf = new LeafShape().SelfSigned();
        Refusal.AssertRefused(FindingCodes.SelfSigned, new ChainExaminer().Examine(leaf, [], Now));
        Refusal.AssertRefused(FindingCodes.SelfSigned, new ChainExaminer().Examine(leaf, [leaf], Now));
    }

    [TestMethod]
    public void Examine_SelfSignedLeafAddedAsRoot_StaysRefused()
    {
        using var leaf = new LeafShape().SelfSigned();
        Refusal.AssertRefused(FindingCodes.SelfSigned, new ChainExaminer([leaf]).Examine(leaf, [], Now));
    }

    [TestMethod]
    public void Examine_SelfSignedAuthorityAsServer_IsSelfSigned()
    {
        using var leaf = new LeafShape { IsAuthority = true, Usages = null }.SelfSigned();
        Refusal.AssertRefused(FindingCodes.SelfSigned, new ChainExaminer().Examine(leaf, [], Now));
    }

    [TestMethod]
    public void Examine_UnknownRootSent_IsUnknownRoot()
    {
        using var trusted = TestAuthority.Root();
        using var other = TestAuthority.Root("Somebody Else");
        using var intermediate = other.Intermediate();
        using var leaf = intermediate.Leaf("device.example.com");
        var examiner = new ChainExaminer(null, trusted.Collection);

        Refusal.AssertRefused(FindingCodes.UnknownRoot, examiner.Examine(leaf, [intermediate.Certificate, other.Certificate], Now));
        Refusal.AssertRefused(FindingCodes.UnknownRoot, examiner.Examine(leaf, intermediate.Collection, Now));
    }

    [TestMethod]
    public void Examine_LeafAloneOfPrivateRoot_IsUnknownRoot()
    {
        using var trusted = TestAuthority.Root();
        using var other = TestAuthority.Root("Somebody Else");
        using var leaf = other.Leaf("device.example.com");
        Refusal.AssertRefused(FindingCodes.UnknownRoot, new ChainExaminer(trusted.Collection, trusted.Collection).Examine(leaf, [], Now));
    }

    [TestMethod]
    public void Examine_IntermediateMissing_IsIncompleteChain()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate();
        using var leaf = new LeafShape { IssuerAddress = "http://ca.example.com/ca.crt" }.SignedBy(intermediate);
        Refusal.AssertRefused(FindingCodes.IncompleteChain, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now));
    }

    [TestMethod]
    public void Examine_CertificateThatPointsToItsIssuer_ConnectsToNobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate();
        using var leaf = new LeafShape { IssuerAddress = $"http://{listener.LocalEndpoint}/ca.crt" }.SignedBy(intermediate);

        Refusal.AssertRefused(FindingCodes.IncompleteChain, new ChainExaminer(root.Collection).Examine(leaf, [], Now));

        Assert.IsFalse(listener.Pending());
    }

    [TestMethod]
    public void Examine_NameConstraintViolated_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate(change: request => request.CertificateExtensions.Add(TestAuthority.PermitOnly("example.org")));
        using var outside = intermediate.Leaf("device.example.com");
        using var inside = intermediate.Leaf("device.example.org");
        var examiner = new ChainExaminer(null, root.Collection);

        Refusal.AssertRefused(FindingCodes.BadChain, examiner.Examine(outside, intermediate.Collection, Now), "name-constraints");
        Assert.AreEqual(ChainTrust.System, examiner.Examine(inside, intermediate.Collection, Now).Trust);
    }

    [TestMethod]
    public void Examine_IntermediateIsNoAuthority_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate(isAuthority: false);
        using var leaf = intermediate.Leaf("device.example.com");
        Refusal.AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, intermediate.Collection, Now), "not-an-authority");
    }

    [TestMethod]
    public void Examine_IntermediateForOtherUsage_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate(change: request => request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.4")], critical: false)));
        using var leaf = intermediate.Leaf("device.example.com");
        Refusal.AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, intermediate.Collection, Now), "issuer-usage");
    }

    [TestMethod]
    public void Examine_IntermediateExpired_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var intermediate = root.Intermediate(notAfter: Now.AddDays(-1));
        using var leaf = new LeafShape { NotBefore = Now.AddDays(-2) }.SignedBy(intermediate);
        Refusal.AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, intermediate.Collection, Now), "issuer-expired");
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
}
