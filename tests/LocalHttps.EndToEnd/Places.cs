namespace LocalHttps.EndToEnd;

/// <summary>Where things are on this machine.</summary>
internal static class Places
{
    private const string HostVariable = "LOCALHTTPS_HOST";

    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The unpacked extension.</summary>
    public static string Extension => Environment.GetEnvironmentVariable("LOCALHTTPS_EXTENSION") ?? Path.Combine(Repository, "extension");

    /// <summary>Where this run leaves logs and screenshots.</summary>
    public static string Artifacts => Path.Combine(Repository, "artifacts", "end-to-end");

    /// <summary>Debian's Chromium.</summary>
    public static string Chromium => Environment.GetEnvironmentVariable("LOCALHTTPS_CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>Debian's Firefox ESR.</summary>
    public static string Firefox => Environment.GetEnvironmentVariable("LOCALHTTPS_FIREFOX") ?? "/usr/bin/firefox-esr";

    /// <summary>The published host.</summary>
    /// <exception cref="FileNotFoundException">It was not published.</exception>
    public static string Host
    {
        get
        {
            var path = Environment.GetEnvironmentVariable(HostVariable)
                ?? Path.Combine(Repository, "native-host", "bin", "Release", "net10.0", "linux-x64", "publish", "localhttps");
            return File.Exists(path)
                ? Path.GetFullPath(path)
                : throw new FileNotFoundException($"The host is not at {path}. Run `dotnet publish native-host -c Release` or set {HostVariable}.");
        }
    }

    private static string FindRepository()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "LocalHttps.sln")))
            {
                return folder;
            }
        }

        throw new DirectoryNotFoundException("The tests run from within the repository only.");
    }
}
