using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace LocalHttps.Build;

/// <summary>Makes what is handed out. The same clone gives the same bytes of the extension's archives.</summary>
public static class Packaging
{
    // The oldest time a zip file can hold.
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // What only the checkers read.
    private static readonly string[] NotShipped = ["jsconfig.json"];

    private const string InstallHint = """
        The helper program of LocalHttps, for this user only:

          mkdir -p ~/.local/bin && cp localhttps ~/.local/bin/
          ~/.local/bin/localhttps install      registers it with the browsers this user has
          ~/.local/bin/localhttps doctor       says what is missing, and how to mend it

        It needs OpenSSL 3 (libssl3) and ca-certificates. Keep it where it is, or run install
        again after you moved it.

        The extension is not in this archive. It is handed out beside it, as

          localhttps-extension-VERSION.zip     for Chromium, Edge, Brave, Vivaldi: unpack it into a folder of its own
          localhttps-extension-VERSION.xpi     for Firefox: as it is

        Load it as README.md says under "Install it in your own browser". Where that names the folder
        "extension", choose the folder you unpacked; in Firefox choose the .xpi.

        """;

    // So that unpacking makes one folder, which says what is in it.
    private static string HostFolder => $"localhttps-{Repository.Version}-{Repository.Runtime}";

    /// <summary>Makes every package; returns their paths.</summary>
    public static IReadOnlyList<string> All()
    {
        var zip = Path.Combine(Repository.Artifacts, $"localhttps-extension-{Repository.Version}.zip");
        var xpi = Path.ChangeExtension(zip, ".xpi");
        Extension(zip);
        File.Copy(zip, xpi, overwrite: true);
        var archive = Path.Combine(Repository.Artifacts, $"{HostFolder}.tar.gz");
        HostArchive(archive, Repository.Host);
        return Programs.Find("dpkg-deb") is null ? [zip, xpi, archive] : [zip, xpi, archive, DebianPackage.Make(Repository.Host, Epoch)];
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

    /// <summary>Makes the helper program's archive: one folder, with what to do next beside the program.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="program">The published program.</param>
    public static void HostArchive(string path, string program)
    {
        using var file = File.Create(path);
        using var compressed = new GZipStream(file, CompressionLevel.SmallestSize);
        using var archive = new TarWriter(compressed, TarEntryFormat.Ustar);
        using var hint = new MemoryStream(Encoding.UTF8.GetBytes(InstallHint.Replace("VERSION", Repository.Version, StringComparison.Ordinal)));
        Add(archive, "INSTALL", hint, "644");
        foreach (var (name, source, mode) in new[] { ("localhttps", program, "755"), ("LICENSE", Repository.At("LICENSE"), "644"), ("README.md", Repository.At("README.md"), "644") })
        {
            using var content = File.OpenRead(source);
            Add(archive, name, content, mode);
        }
    }

    private static void Add(TarWriter archive, string name, Stream content, string mode) => archive.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{HostFolder}/{name}")
    {
        DataStream = content,
        ModificationTime = Epoch,
        Mode = (UnixFileMode)Convert.ToInt32(mode, 8),
    });
}
