using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace LocalHttps.Build;

/// <summary>Makes what is handed out. The same clone gives the same bytes of the extension's archives.</summary>
public static class Packaging
{
    // The oldest time a zip file can hold.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // What only the checkers read.
    private static readonly string[] NotShipped = ["jsconfig.json"];

    /// <summary>Makes every package; returns their paths.</summary>
    public static IReadOnlyList<string> All()
    {
        var zip = Path.Combine(Repository.Artifacts, $"localhttps-extension-{Repository.Version}.zip");
        var xpi = Path.ChangeExtension(zip, ".xpi");
        Extension(zip);
        File.Copy(zip, xpi, overwrite: true);
        var archive = Path.Combine(Repository.Artifacts, $"localhttps-{Repository.Runtime}.tar.gz");
        HostArchive(archive);
        return Programs.Find("dpkg-deb") is null ? [zip, xpi, archive] : [zip, xpi, archive, DebianPackage()];
    }

    /// <summary>Makes the extension's archive: the same file for both browsers, with the manifest on top.</summary>
    public static void Extension(string path)
    {
        File.Delete(path);
        var folder = Repository.At("extension");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));
        foreach (var name in files.Where(name => !NotShipped.Contains(name, StringComparer.Ordinal) && !name.EndsWith(".d.ts", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
            entry.LastWriteTime = Epoch;
            entry.ExternalAttributes = Convert.ToInt32("100644", 8) << 16;
            using var content = entry.Open();
            content.Write(File.ReadAllBytes(Path.Combine(folder, name)));
        }
    }

    private static void HostArchive(string path)
    {
        using var file = File.Create(path);
        using var compressed = new GZipStream(file, CompressionLevel.SmallestSize);
        using var archive = new TarWriter(compressed, TarEntryFormat.Ustar);
        foreach (var (name, source, mode) in new[] { ("localhttps", Repository.Host, "755"), ("LICENSE", Repository.At("LICENSE"), "644"), ("README.md", Repository.At("README.md"), "644") })
        {
            using var content = File.OpenRead(source);
            archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = Epoch, Mode = (UnixFileMode)Convert.ToInt32(mode, 8) });
        }
    }

    private static string DebianPackage()
    {
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        var tree = Repository.At("artifacts", "deb");
        if (Directory.Exists(tree))
        {
            Directory.Delete(tree, recursive: true);
        }
        var papers = Directory.CreateDirectory(Path.Combine(tree, "usr/share/doc/localhttps")).FullName;
        var programs = Directory.CreateDirectory(Path.Combine(tree, "usr/bin")).FullName;
        File.Copy(Repository.Host, Path.Combine(programs, "localhttps"));
        File.Copy(Repository.At("LICENSE"), Path.Combine(papers, "copyright"));
        // NativeAOT loads OpenSSL 3 when it first speaks TLS, so no tool finds that dependency in the executable.
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(tree, "DEBIAN")).FullName, "control"), $"""
            Package: localhttps
            Version: {Repository.Version}
            Architecture: {architecture}
            Maintainer: The LocalHttps authors <nobody@localhost>
            Section: net
            Priority: optional
            Depends: libc6 (>= 2.34), libssl3 | libssl3t64, ca-certificates
            Installed-Size: {new FileInfo(Repository.Host).Length / 1024}
            Description: finds and checks HTTPS devices of the local network
             The helper program of the LocalHttps browser extension, and the same on the
             command line. Register it for your browsers with: localhttps install

            """);
        var package = Path.Combine(Repository.Artifacts, $"localhttps_{Repository.Version}_{architecture}.deb");
        new Command("dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, package)
        {
            Variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["SOURCE_DATE_EPOCH"] = $"{Epoch.ToUnixTimeSeconds()}" },
        }.Demand();
        return package;
    }
}
