namespace LocalHttps.Host.Configuration;

/// <summary>The operating systems whose usual places are known.</summary>
public enum HostPlatform
{
    /// <summary>Linux and what follows the XDG base directories.</summary>
    Linux,

    /// <summary>macOS.</summary>
    MacOS,

    /// <summary>Windows.</summary>
    Windows,
}

/// <summary>Where this user's files are.</summary>
/// <param name="Platform">The operating system.</param>
/// <param name="Home">The home folder.</param>
/// <param name="ConfigurationFile">The configuration; it need not exist.</param>
/// <param name="TrustStoreFile">The trust store; it need not exist.</param>
public sealed record UserPlaces(HostPlatform Platform, string Home, string ConfigurationFile, string TrustStoreFile)
{
    private const string Product = "LocalHttps";

    /// <summary>The base of programs' configuration: <c>~/.config</c> on Linux.</summary>
    public required string ConfigurationBase { get; init; }

    /// <summary>The places of the user who runs this process.</summary>
    public static UserPlaces OfThisUser() => From(
        OperatingSystem.IsWindows() ? HostPlatform.Windows : OperatingSystem.IsMacOS() ? HostPlatform.MacOS : HostPlatform.Linux,
        Environment.GetEnvironmentVariable,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify));

    /// <summary>The places an environment gives.</summary>
    /// <param name="platform">The operating system.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="fallbackHome">The home folder where <c>HOME</c> does not name one.</param>
    public static UserPlaces From(HostPlatform platform, Func<string, string?> variable, string fallbackHome)
    {
        var home = Absolute(variable("HOME")) ?? fallbackHome;
        return platform switch
        {
            HostPlatform.MacOS => Make(platform, home, Path.Combine(home, "Library", "Application Support"), null, Product),
            HostPlatform.Windows => Make(
                platform,
                fallbackHome,
                Absolute(variable("APPDATA")) ?? Path.Combine(fallbackHome, "AppData", "Roaming"),
                Absolute(variable("LOCALAPPDATA")) ?? Path.Combine(fallbackHome, "AppData", "Local"),
                Product),
            _ => Make(
                platform,
                home,
                Absolute(variable("XDG_CONFIG_HOME")) ?? Path.Combine(home, ".config"),
                Absolute(variable("XDG_DATA_HOME")) ?? Path.Combine(home, ".local", "share"),
                "localhttps"),
        };
    }

    private static UserPlaces Make(HostPlatform platform, string home, string configuration, string? data, string product) =>
        new(platform, home, Path.Combine(configuration, product, "config.json"), Path.Combine(data ?? configuration, product, "trust.json"))
        {
            ConfigurationBase = configuration,
        };

    // The XDG base directory specification: a relative path is invalid and is to be ignored.
    private static string? Absolute(string? path) => path is { Length: > 0 } && Path.IsPathRooted(path) ? path : null;
}
