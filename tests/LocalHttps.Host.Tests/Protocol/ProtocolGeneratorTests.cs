using System.Reflection;
using LocalHttps.Host.Protocol;
using LocalHttps.Identity;
using LocalHttps.ProtocolGenerator;

namespace LocalHttps.Host.Tests.Protocol;

[TestClass]
public sealed class ProtocolGeneratorTests
{
    [TestMethod]
    public void CommittedFiles_ComparedWithTheRecords_AreCurrent()
    {
        var root = ProtocolFiles.FindRepository(AppContext.BaseDirectory);
        var outdated = ProtocolFiles.Generate().Where(file => !file.IsCurrent(root)).Select(file => file.Path).ToList();
        Assert.IsEmpty(outdated, "Run: dotnet run --project tools/LocalHttps.ProtocolGenerator. Outdated: " + string.Join(", ", outdated));
    }

    [TestMethod]
    public void Generate_Twice_GivesTheSameText() =>
        CollectionAssert.AreEqual(ProtocolFiles.Generate().ToList(), ProtocolFiles.Generate().ToList());

    [TestMethod]
    public void IsCurrent_FileChangedOrMissing_IsFalse()
    {
        var root = Directory.CreateTempSubdirectory("localhttps-generator-");
        try
        {
            var file = new ProtocolFile("a/b.txt", "one\n");
            Assert.IsFalse(file.IsCurrent(root.FullName));
            file.Write(root.FullName);
            Assert.IsTrue(file.IsCurrent(root.FullName));
            Assert.IsFalse((file with { Text = "two\n" }).IsCurrent(root.FullName));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    [TestMethod]
    [DataRow(typeof(VerdictView), nameof(VerdictView.State), typeof(VerdictState))]
    [DataRow(typeof(CertificateView), nameof(CertificateView.Trust), typeof(ChainTrust))]
    [DataRow(typeof(TrustedDevice), nameof(TrustedDevice.Method), typeof(TrustMethod))]
    [DataRow(typeof(TrustedDevice), nameof(TrustedDevice.Accepted), typeof(Weakness))]
    public void KnownValues_OfAnEnumeration_AreAllItsMembers(Type view, string property, Type enumeration)
    {
        var known = view.GetProperty(property)!.GetCustomAttribute<KnownValuesAttribute>()!;
        CollectionAssert.AreEquivalent(Enum.GetNames(enumeration).Select(Dashed).ToList(), known.Values.ToList());
    }

    private static string Dashed(string name) => string.Concat(name.Select((c, at) => char.IsUpper(c) ? (at > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
