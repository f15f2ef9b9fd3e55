using System.Net;

namespace LocalHttps.Star.Configuration;

/// <summary>All settings, validated.</summary>
internal sealed record StarSettings
{
    /// <summary>The directory that holds database, keys and certificates; mode 0700.</summary>
    public required string Data { get; init; }

    /// <summary>The delegated zone: lower-case A-labels without the final dot.</summary>
    public required string Zone { get; init; }

    /// <summary>Where clients see the service: https, a host, no path. ACME signs these URLs.</summary>
    public required Uri Url { get; init; }

    /// <summary>Where the service listens.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>No TLS here: something in front ends it. On loopback only.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>PEM files of the service's own certificate; null: the embedded CA makes it.</summary>
    public ServerCertificateFiles? Tls { get; init; }

    /// <summary>PostgreSQL's connection string, read from a file; null: SQLite in <see cref="Data"/>.</summary>
    public string? PostgresConnection { get; init; }

    /// <summary>How the zone is served.</summary>
    public required DnsSettings Dns { get; init; }

    /// <summary>Where certificates come from.</summary>
    public required UpstreamSettings Upstream { get; init; }

    /// <summary>What is accepted in orders.</summary>
    public required OrderBounds Bounds { get; init; }

    /// <summary>How ordinary orders are proved.</summary>
    public required ValidationSettings Validation { get; init; }

    /// <summary>How many requests are served.</summary>
    public required RequestLimits Limits { get; init; }

    /// <summary>Whether every new account must be bound to an enrolment (RFC 8555 §7.3.4).</summary>
    public bool ExternalAccountRequired { get; init; } = true;
}

/// <summary>A certificate and its key.</summary>
/// <param name="Certificate">PEM: leaf first, then issuers.</param>
/// <param name="Key">PEM: PKCS #8.</param>
internal sealed record ServerCertificateFiles(string Certificate, string Key);

/// <summary>How the zone is served.</summary>
internal abstract record DnsSettings
{
    private DnsSettings()
    {
    }

    /// <summary>By this process.</summary>
    /// <param name="Listen">UDP and TCP.</param>
    /// <param name="NameServers">As the parent zone names them; the first is the primary.</param>
    /// <param name="ServiceAddresses">Of the host of the service's URL, where it lies in the zone.</param>
    public sealed record Embedded(IPEndPoint Listen, IReadOnlyList<string> NameServers, IReadOnlyList<IPAddress> ServiceAddresses) : DnsSettings;

    /// <summary>By a server that takes updates (RFC 2136) signed by TSIG (RFC 8945).</summary>
    /// <param name="Server">The primary.</param>
    /// <param name="KeyFile">A key as <c>tsig-keygen</c> and <c>keymgr -t</c> write it.</param>
    public sealed record Rfc2136(IPEndPoint Server, string KeyFile) : DnsSettings;
}

/// <summary>Where certificates come from.</summary>
internal abstract record UpstreamSettings
{
    private UpstreamSettings()
    {
    }

    /// <summary>From the CA in the data directory.</summary>
    public sealed record Embedded : UpstreamSettings;

    /// <summary>From a plain ACME CA; the series is kept here.</summary>
    public sealed record Acme(UpstreamServer Server) : UpstreamSettings;

    /// <summary>From a CA that renews by itself (RFC 8739).</summary>
    public sealed record Star(UpstreamServer Server) : UpstreamSettings;
}

/// <summary>An ACME server.</summary>
internal sealed record UpstreamServer
{
    /// <summary>Its directory; https.</summary>
    public required Uri Directory { get; init; }

    /// <summary>PEM of the roots that its TLS certificate is checked with; null: the system's.</summary>
    public string? RootFile { get; init; }

    /// <summary>One line <c>key id.base64url MAC key</c> of its external account binding, if it wants one.</summary>
    public string? EnrolmentFile { get; init; }

    /// <summary>The certificate profile to ask for, if any.</summary>
    public string? Profile { get; init; }

    /// <summary>Contact URLs of the account there.</summary>
    public IReadOnlyList<string> Contacts { get; init; } = [];
}

/// <summary>What is accepted in orders.</summary>
internal sealed record OrderBounds
{
    /// <summary>The shortest lifetime of a STAR certificate (RFC 8739 §3.2).</summary>
    public TimeSpan MinimumLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The longest lifetime of any certificate.</summary>
    public TimeSpan MaximumLifetime { get; init; } = TimeSpan.FromDays(90);

    /// <summary>The longest series (RFC 8739 §3.2).</summary>
    public TimeSpan MaximumDuration { get; init; } = TimeSpan.FromDays(365);

    /// <summary>The lifetime of a plain certificate whose order names none.</summary>
    public TimeSpan DefaultLifetime { get; init; } = TimeSpan.FromDays(7);
}

/// <summary>How ordinary orders of the embedded CA are proved.</summary>
internal sealed record ValidationSettings
{
    /// <summary>The sub-zone that ordinary names lie in.</summary>
    public required string OrdinaryZone { get; init; }

    /// <summary>The resolver asked; null: the system's.</summary>
    public IPEndPoint? Resolver { get; init; }

    /// <summary>Whether http-01 may ask this machine itself; in laboratories only.</summary>
    public bool Loopback { get; init; }

    /// <summary>The port of http-01; other than 80 in laboratories only.</summary>
    public int HttpPort { get; init; } = 80;
}

/// <summary>How many requests are served.</summary>
internal sealed record RequestLimits
{
    /// <summary>Signed requests of one account within a minute; 0: no limit.</summary>
    public int PerAccount { get; init; } = 300;

    /// <summary>Requests of one address within a minute; 0: no limit.</summary>
    public int PerAddress { get; init; } = 600;

    /// <summary>New accounts from one address within an hour; 0: no limit.</summary>
    public int NewAccounts { get; init; } = 30;

    /// <summary>New orders of one account within an hour; 0: no limit.</summary>
    public int NewOrders { get; init; } = 120;

    /// <summary>Octets of one request's body.</summary>
    public int BodyOctets { get; init; } = 65_536;
}
