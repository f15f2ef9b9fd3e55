using System.IO.Compression;
using LocalHttps.Build;

namespace LocalHttps.Repository.Tests;

/// <summary>The archives that are handed out.</summary>
[TestClass]
public sealed class PackagingTests
{
    [TestMethod]
    public void Extension_PackedTwice_IsTheSameFileWithTheManifestOnTop()
    {
        var folder = Directory.CreateTempSubdirectory("localhttps-pack-").FullName;
        var (first, second) = (Path.Combine(folder, "1.zip"), Path.Combine(folder, "2.zip"));

        Packaging.Extension(first);
        Packaging.Extension(second);

        CollectionAssert.AreEqual(File.ReadAllBytes(first), File.ReadAllBytes(second));
        using (var archive = ZipFile.OpenRead(first))
        {
            Assert.IsNotNull(archive.GetEntry("manifest.json"));
            Assert.IsEmpty(archive.Entries.Where(entry => entry.FullName.Contains("node_modules", StringComparison.Ordinal) || entry.FullName.StartsWith('/')).ToList());
        }
        Directory.Delete(folder, recursive: true);
    }
}
