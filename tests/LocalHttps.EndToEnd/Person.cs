using System.Text.Json;
using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>A throw-away home: browser profiles, trust store, configuration and host manifests live in it and go with it.</summary>
internal sealed class Person : IDisposable
{
    private readonly string certificateDatabase;

    private Person(string home, string logs, string certificateDatabase)
    {
        Home = home;
        Logs = logs;
        this.certificateDatabase = certificateDatabase;
    }

    /// <summary>The home folder.</summary>
    public string Home { get; }

    /// <summary>Where programs the person runs leave their logs.</summary>
    public string Logs { get; }

    /// <summary>The extension the person's browsers load; null for none.</summary>
    public string? Extension { get; set; } = Places.Extension;

    /// <summary>The trust store's file.</summary>
    public string TrustStore => Path.Combine(Home, ".local", "share", "localhttps", "trust.json");

    /// <summary>The environment of every program the person runs.</summary>
    public IReadOnlyDictionary<string, string> Environment => BuildEnvironment();

    /// <summary>Makes a home whose browsers and host trust the lab's root.</summary>
    public static async Task<Person> CreateAsync(LabNetwork lab, string name)
    {
        var home = Directory.CreateTempSubdirectory("lh-").FullName;
        var person = new Person(home, Path.Combine(Places.Artifacts, "people", name), await LabDatabase.GetAsync(lab));
        person.CopyCertificateDatabase(Path.Combine(home, ".pki", "nssdb"));
        person.WriteConfiguration(new { trustRoots = new[] { lab.Certificates.RootFile } });
        return person;
    }

    /// <summary>Writes the host's configuration file.</summary>
    public void WriteConfiguration(object configuration)
    {
        var folder = Path.Combine(Home, ".config", "localhttps");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(configuration));
    }

    /// <summary>Runs the host's command line as the person.</summary>
    public Task<CommandResult> LocalHttpsAsync(params IReadOnlyList<string> arguments)
        => Command.RunAsync([Places.Host, .. arguments], Environment.ToDictionary(v => v.Key, v => (string?)v.Value, StringComparer.Ordinal), TimeSpan.FromSeconds(40));

    /// <summary>Puts a certificate database with the lab's root into a folder.</summary>
    public void CopyCertificateDatabase(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(certificateDatabase))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A browser's last processes may still write when its driver has let go.
        for (var attempt = 0; attempt < 5 && Directory.Exists(Home); attempt++)
        {
            try
            {
                Directory.Delete(Home, recursive: true);
            }
            catch (IOException) when (attempt < 4)
            {
                continue;
            }
        }
    }

    private Dictionary<string, string> BuildEnvironment()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = Home,
            ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["LANG"] = "C.UTF-8",
            ["XDG_CONFIG_HOME"] = Path.Combine(Home, ".config"),
            ["XDG_DATA_HOME"] = Path.Combine(Home, ".local", "share"),
            ["XDG_CACHE_HOME"] = Path.Combine(Home, ".cache"),
            ["MOZ_CRASHREPORTER_DISABLE"] = "1",
        };
        return environment;
    }
}
