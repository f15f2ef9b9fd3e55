namespace LocalHttps.Star.Configuration;

/// <summary>One setting: <c>--name</c>, <c>LOCALHTTPS_STAR_NAME</c> and the file's <c>name</c> are the same.</summary>
/// <param name="Name">Words and hyphens.</param>
/// <param name="Value">What its value is, in capitals; null for a switch.</param>
/// <param name="Help">What it does, and what holds without it.</param>
internal sealed record SettingDefinition(string Name, string? Value, string Help)
{
    /// <summary>The start of every variable.</summary>
    public const string Prefix = "LOCALHTTPS_STAR_";

    /// <summary>On the command line.</summary>
    public string Flag => $"--{Name}";

    /// <summary>In the environment.</summary>
    public string Variable => Prefix + Name.ToUpperInvariant().Replace('-', '_');

    /// <summary>Whether it names a file or a directory; in a configuration file relative to that file.</summary>
    public bool IsPath => Value is "FILE" or "DIR";
}

/// <summary>All settings. The README's table is compared with it by a test.</summary>
internal static class SettingCatalog
{
    /// <summary>In the order of the help.</summary>
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        new("data", "DIR", "Where database, keys and certificates are kept. Needed."),
        new("zone", "NAME", "The DNS zone of the devices, delegated to this service. Needed."),
        new("url", "URL", "Where clients see the service: https, a name, perhaps a port. Needed."),
        new("listen", "ADDRESS:PORT", "Where it listens. Default: 127.0.0.1:14000."),
        new("plain-http", null, "No TLS here, because a proxy in front ends it; on a loopback address only."),
        new("tls-cert", "FILE", "Its own certificate, PEM with issuers. Default: made by the embedded CA."),
        new("tls-key", "FILE", "The key of tls-cert, PEM."),
        new("database", "FILE", "A file with the connection string of PostgreSQL. Default: SQLite in the data directory."),
        new("dns", "ADDRESS:PORT", "Where this service answers DNS for the zone. This or dns-update is needed."),
        new("name-servers", "NAMES", "The zone's name servers, as its parent names them. Default: the host of url."),
        new("service-addresses", "ADDRESSES", "Addresses of the host of url in the zone. Default: that of listen."),
        new("dns-update", "ADDRESS:PORT", "The server of the zone, changed by RFC 2136 updates."),
        new("dns-update-key", "FILE", "The TSIG key for dns-update, as tsig-keygen or keymgr writes it."),
        new("upstream", "embedded|acme|star", "Where certificates come from. Default: embedded."),
        new("upstream-directory", "URL", "The directory of the upstream CA."),
        new("upstream-root", "FILE", "Roots that the upstream's TLS is checked with, PEM. Default: the system's."),
        new("upstream-enrolment", "FILE", "A file with the line KEY-ID.MAC-KEY for the upstream's external account binding."),
        new("upstream-contact", "URLS", "Contacts of the account at the upstream, such as mailto:ca@example.org."),
        new("profile", "NAME", "The certificate profile to ask the upstream for."),
        new("min-lifetime", "TIME", "The shortest lifetime of a STAR certificate. Default: 1h."),
        new("max-lifetime", "TIME", "The longest lifetime of any certificate. Default: 90d."),
        new("max-duration", "TIME", "The longest series of certificates. Default: 365d."),
        new("default-lifetime", "TIME", "The lifetime of a plain certificate. Default: 7d, or max-lifetime if that is shorter."),
        new("ordinary-zone", "NAME", "The sub-zone of ordinary orders (embedded CA). Default: hosts.ZONE."),
        new("resolver", "ADDRESS:PORT", "The resolver that proofs of control are looked up with. Default: the system's."),
        new("http-port", "PORT", "The port of http-01. Other than 80 in laboratories only. Default: 80."),
        new("http-loopback", "true|false", "Whether http-01 may reach this machine itself; in laboratories only. Default: false."),
        new("eab-required", "true|false", "Whether each new account needs an enrolment. Default: true."),
        new("limit-account", "NUMBER", "Requests of one account within a minute; 0: no limit. Default: 300."),
        new("limit-address", "NUMBER", "Requests from one address within a minute; 0: no limit. Default: 600."),
        new("limit-new-accounts", "NUMBER", "New accounts from one address within an hour; 0: no limit. Default: 30."),
        new("limit-new-orders", "NUMBER", "New orders of one account within an hour; 0: no limit. Default: 120."),
        new("limit-body", "BYTES", "Size of one request. Default: 65536."),
    ];

    /// <summary>The setting of a name, if there is one.</summary>
    public static SettingDefinition? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);
}
