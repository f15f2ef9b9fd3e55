using System.Formats.Tar;
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

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void HostArchive_Unpacked_IsOneFolderThatSaysHowToInstall()
    {
        var folder = Directory.CreateTempSubdirectory("localhttps-pack-").FullName;
        var (program, archive) = (Path.Combine(folder, "program"), Path.Combine(folder, "host.tar.gz"));
        File.WriteAllText(program, "#!");

        Packaging.HostArchive(archive, program);

        using (var compressed = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress))
        {
            TarFile.ExtractToDirectory(compressed, folder, overwriteFiles: false);
        }
        var top = Path.Combine(folder, $"localhttps-{Build.Repository.Version}-{Build.Repository.Runtime}");
        CollectionAssert.AreEquivalent(new[] { program, archive, top }, Directory.GetFileSystemEntries(folder));
        CollectionAssert.AreEquivalent(new[] { "INSTALL", "LICENSE", "README.md", "localhttps" }, Directory.GetFiles(top).Select(Path.GetFileName).ToList());
        var hint = File.ReadAllText(Path.Combine(top, "INSTALL"));
        Assert.Contains("localhttps install", hint);
        Assert.Contains($"localhttps-extension-{Build.Repository.Version}.zip", hint);
        Assert.Contains($"localhttps-extension-{Build.Repository.Version}.xpi", hint);
        Assert.IsTrue(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(top, "localhttps")).HasFlag(UnixFileMode.UserExecute));
        Directory.Delete(folder, recursive: true);
    }

    [TestMethod]
    [DataRow("Mia", "mia@example.org", "Jo <jo@example.org>\n", "Mia <mia@example.org>")]
    [DataRow("Mia", null, "Jo <jo@example.org>\n", "Jo <jo@example.org>")]
    [DataRow(null, null, "Jo <jo@example.org>\n", "Jo <jo@example.org>")]
    public void Maintainer_IsANameWithAnAddress(string? name, string? address, string author, string expected) =>
        Assert.AreEqual(expected, DebianPackage.Maintainer(variable => variable == "DEBFULLNAME" ? name : address, author));

    [TestMethod]
    [DataRow("")]
    [DataRow("fatal: not a git repository\n")]
    public void Maintainer_Unknown_IsAskedFor(string author) =>
        Assert.Contains("DEBFULLNAME", Assert.ThrowsExactly<BuildException>(() => DebianPackage.Maintainer(_ => null, author)).Message);
}
