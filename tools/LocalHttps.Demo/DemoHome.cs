using System.Text.Json.Nodes;
using LocalHttps.Build;

namespace LocalHttps.Demo;

/// <summary>A throw-away home: browser profile, roots, configuration, trust store and the host's registration live in it and go with it.</summary>
internal sealed class DemoHome : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("localhttps-demo-").FullName;

    /// <summary>The root of the sample devices.</summary>
    public string RootFile => Path.Combine(folder, "root.pem");

    /// <summary>The browser's profile: its usual place under this home, so that the host registers there as anywhere.</summary>
    public string Profile => Directory.CreateDirectory(Path.Combine(folder, ".config", "chromium")).FullName;

    /// <summary>Where the host keeps the confirmed devices.</summary>
    public string TrustStore => Path.Combine(folder, ".local", "share", "localhttps", "trust.json");

    /// <summary>What every program of the demo gets to see of the world.</summary>
    public IReadOnlyDictionary<string, string?> Variables => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["HOME"] = folder,
        ["XDG_CONFIG_HOME"] = Path.Combine(folder, ".config"),
        ["XDG_DATA_HOME"] = Path.Combine(folder, ".local", "share"),
        ["XDG_CACHE_HOME"] = Path.Combine(folder, ".cache"),
        ["XDG_STATE_HOME"] = Path.Combine(folder, ".local", "state"),
        ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName,
        // The person's permission to use the display lies in the person's own home.
        ["XAUTHORITY"] = Environment.GetEnvironmentVariable("XAUTHORITY") ?? Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".Xauthority"),
    };

    /// <summary>Has host and browser trust the sample devices' root, in this home only, and registers the host for its profile.</summary>
    public void Furnish()
    {
        var settings = new JsonObject { ["trustRoots"] = new JsonArray(RootFile), ["interfaces"] = new JsonArray("lo") };
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, ".config", "localhttps")).FullName, "config.json"), settings.ToJsonString());
        var database = Directory.CreateDirectory(Path.Combine(folder, ".pki", "nssdb")).FullName;
        Run("certutil", "-N", "--empty-password", "-d", $"sql:{database}");
        Run("certutil", "-A", "-d", $"sql:{database}", "-n", "LocalHttps demo root", "-t", "C,,", "-i", RootFile);
        Run(Build.Repository.Host, "install", "--browser", "chromium");
    }

    /// <summary>Runs a program in this home.</summary>
    public Outcome Run(string program, params IReadOnlyList<string> arguments) =>
        new Command(program, arguments) { Folder = folder, Variables = Variables, Limit = TimeSpan.FromSeconds(30) }.Demand();

    /// <inheritdoc/>
    public void Dispose()
    {
        // A browser's last processes may still write when it has gone.
        for (var attempt = 0; attempt < 20 && Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (attempt < 19)
            {
                SpinWait.SpinUntil(() => false, TimeSpan.FromMilliseconds(100));
            }
        }
    }
}
