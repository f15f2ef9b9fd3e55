using System.Runtime.InteropServices;

namespace LocalHttps.Build;

/// <summary>The helper program as a package for Debian and Ubuntu.</summary>
public static class DebianPackage
{
    /// <summary>Makes it; returns its path.</summary>
    /// <param name="program">The published program.</param>
    /// <param name="date">The date of its files.</param>
    public static string Make(string program, DateTimeOffset date)
    {
        var package = Path.Combine(Repository.Artifacts, $"localhttps_{Repository.Version}_{Architecture}.deb");
        var scratch = Directory.CreateTempSubdirectory("localhttps-deb-").FullName;
        try
        {
            // A folder of its own: the scratch folder is private, and the package's top must not be.
            var tree = Directory.CreateDirectory(Path.Combine(scratch, "tree")).FullName;
            Fill(tree, program);
            new Command("dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, package)
            {
                Variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["SOURCE_DATE_EPOCH"] = $"{date.ToUnixTimeSeconds()}" },
            }.Demand();
            return package;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Who answers for the package: whoever Debian's own variables name, else the author of the newest change.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="author">The author of the newest change as <c>Name &lt;address&gt;</c>; empty where it is not known.</param>
    /// <exception cref="BuildException">Nobody is known.</exception>
    public static string Maintainer(Func<string, string?> variable, string author) => (variable("DEBFULLNAME"), variable("DEBEMAIL")) switch
    {
        ({ Length: > 0 } name, { Length: > 0 } address) => $"{name} <{address}>",
        _ when author.Trim() is var known && known.EndsWith('>') && known.Contains('@', StringComparison.Ordinal) && !known.Contains('\n', StringComparison.Ordinal) => known,
        _ => throw new BuildException("Say who maintains the package: DEBFULLNAME=\"Your Name\" DEBEMAIL=you@example.org"),
    };

    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private static void Fill(string tree, string program)
    {
        var papers = Directory.CreateDirectory(Path.Combine(tree, "usr/share/doc/localhttps")).FullName;
        var programs = Directory.CreateDirectory(Path.Combine(tree, "usr/bin")).FullName;
        File.Copy(program, Path.Combine(programs, "localhttps"));
        File.Copy(Repository.At("LICENSE"), Path.Combine(papers, "copyright"));
        var author = new Command("git", "log", "-1", "--format=%an <%ae>").Run();
        // NativeAOT loads OpenSSL 3 when it first speaks TLS, so no tool finds that dependency in the executable.
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(tree, "DEBIAN")).FullName, "control"), $"""
            Package: localhttps
            Version: {Repository.Version}
            Architecture: {Architecture}
            Maintainer: {Maintainer(Environment.GetEnvironmentVariable, author.Succeeded ? author.Output : "")}
            Section: net
            Priority: optional
            Depends: libc6 (>= 2.34), libssl3 | libssl3t64, ca-certificates
            Installed-Size: {new FileInfo(program).Length / 1024}
            Description: finds and checks HTTPS devices of the local network
             The helper program of the LocalHttps browser extension, and the same on the
             command line. Register it for your browsers with: localhttps install

            """);
    }
}
