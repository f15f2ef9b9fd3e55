using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Identity.Tests;

/// <summary>What a leaf must be to serve.</summary>
[TestClass]
public sealed class LeafRulesTests
{
    private static readonly DateTimeOffset Now = TestAuthority.Now;

    [TestMethod]
    [DataRow("1.3.6.1.5.5.7.3.2", DisplayName = "client authentication only")]
    [DataRow("2.5.29.37.0", DisplayName = "any usage")]
    public void Examine_UsageWithoutServers_IsWrongUsage(string usage)
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { Usages = [usage] }.SignedBy(root);
        Refusal.AssertRefused(FindingCodes.WrongUsage, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now));
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
        Refusal.AssertRefused(FindingCodes.WrongUsage, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now));
    }

    [TestMethod]
    public void Examine_WeakKey_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var key = RSA.Create(1024);
        using var leaf = new LeafShape { Key = key }.SignedBy(root);
        Refusal.AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now), "weak-key");
    }

    [TestMethod]
    public void Examine_WeakSignature_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { HasWeakSignature = true }.SignedBy(root);
        Refusal.AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now), "weak-signature");
    }

    [TestMethod]
    public void Examine_AuthorityAsServer_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { IsAuthority = true }.SignedBy(root);
        Refusal.AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now), "authority-as-server");
    }

    [TestMethod]
    public void Examine_UnknownCriticalExtension_IsBadChain()
    {
        using var root = TestAuthority.Root();
        using var leaf = new LeafShape { Extra = new X509Extension("1.3.6.1.4.1.99999.1", [0x05, 0x00], critical: true) }.SignedBy(root);
        Refusal.AssertRefused(FindingCodes.BadChain, new ChainExaminer(null, root.Collection).Examine(leaf, [], Now), "extension");
    }
}
