using System.Net;

namespace LocalHttps.Star.Configuration;

/// <summary>From texts to settings, or to all mistakes at once.</summary>
internal static class SettingRules
{
    private static readonly string[] OfUpstreams = ["upstream-directory", "upstream-root", "upstream-enrolment", "upstream-contact", "profile"];

    private const string DefaultListen = "127.0.0.1:14000";

    /// <exception cref="ConfigurationException">Everything that is to be mended.</exception>
    public static StarSettings Read(SettingTexts texts)
    {
        var reader = new SettingReader(texts);
        reader.Missing("data", "Name a directory for database and keys, such as --data /var/lib/localhttps-star.");
        reader.Missing("zone", "Name the devices' DNS zone, such as --zone home.test.");
        reader.Missing("url", "Name the service as clients see it, such as --url https://star.home.test:14000.");
        var zone = reader.Name("zone");
        var url = ReadUrl(reader);
        var listen = reader.EndPoint("listen") ?? (reader.Has("listen") ? null : IPEndPoint.Parse(DefaultListen));
        var plain = reader.Truth("plain-http") ?? false;
        if (plain && listen is not null && !IPAddress.IsLoopback(listen.Address))
            reader.Fault("plain-http", "needs a loopback address in listen: nobody but a proxy on this machine may reach it without TLS.");
        var tls = ReadTls(reader);
        if (tls is not null && plain)
            reader.Fault("plain-http", "does not go with tls-cert. Keep one of them.");
        var upstream = ReadUpstream(reader);
        var ordinary = ReadOrdinaryZone(reader, zone);
        if (upstream is UpstreamSettings.Embedded && tls is null && !plain && zone is not null && url is not null && !IsBelow(url.IdnHost, zone))
            reader.Fault("url", $"{url.IdnHost} is not a name in {zone}, so the embedded CA cannot make its certificate. Name a host in the zone, or give tls-cert and tls-key.");
        if (upstream is not (null or UpstreamSettings.Embedded) && tls is null && !plain)
            reader.Fault("tls-cert", "is missing: without the embedded CA the service needs a certificate of its own. Give tls-cert and tls-key, or plain-http behind a proxy.");
        var dns = ReadDns(reader, url, listen);
        var bounds = ReadBounds(reader);
        var limits = ReadLimits(reader);
        var resolver = reader.EndPoint("resolver");
        var httpPort = reader.Number("http-port", 1, 65_535) ?? 80;
        var loopback = reader.Truth("http-loopback") ?? false;
        var database = reader.Secret("database");
        var bound = reader.Truth("eab-required") ?? true;
        if (reader.Faults.Count > 0)
            throw new ConfigurationException(reader.Faults);
        return new StarSettings
        {
            Data = reader.Text("data")!,
            Zone = zone!,
            Url = url!,
            Listen = listen!,
            PlainHttp = plain,
            Tls = tls,
            PostgresConnection = database,
            Dns = dns!,
            Upstream = upstream!,
            Bounds = bounds,
            Validation = new() { OrdinaryZone = ordinary!, Resolver = resolver, HttpPort = httpPort, Loopback = loopback },
            Limits = limits,
            ExternalAccountRequired = bound,
        };
    }

    /// <summary>Whether a name lies below a zone.</summary>
    public static bool IsBelow(string name, string zone) => name.Length > zone.Length + 1 && name.EndsWith(zone, StringComparison.Ordinal) && name[^(zone.Length + 1)] == '.';

    private static Uri? ReadUrl(SettingReader reader)
    {
        if (reader.Url("url") is not { } url)
            return null;
        if (url is { PathAndQuery: "/", HostNameType: UriHostNameType.Dns } && !url.Host.EndsWith('.'))
            return url;
        reader.Fault("url", "must be a host by name and perhaps a port, without a path or a final dot, such as https://star.home.test:14000.");
        return null;
    }

    private static ServerCertificateFiles? ReadTls(SettingReader reader)
    {
        if (reader.Has("tls-cert") != reader.Has("tls-key"))
            reader.Fault(reader.Has("tls-cert") ? "tls-cert" : "tls-key", "tls-cert and tls-key go together. Give both.");
        var (certificate, key) = (reader.File("tls-cert"), reader.File("tls-key"));
        return certificate is null || key is null ? null : new(certificate, key);
    }

    private static UpstreamSettings? ReadUpstream(SettingReader reader)
    {
        var kind = reader.Text("upstream") ?? "embedded";
        if (kind is not ("embedded" or "acme" or "star"))
        {
            reader.Fault("upstream", "write embedded, acme or star.");
            return null;
        }
        if (kind == "embedded")
        {
            foreach (var name in OfUpstreams.Where(reader.Has))
                reader.Fault(name, "goes with upstream acme or star only. Take it out, or set upstream.");
            return new UpstreamSettings.Embedded();
        }
        reader.Missing("upstream-directory", "Name the CA's directory, such as --upstream-directory https://ca.example/directory.");
        var directory = reader.Url("upstream-directory");
        _ = reader.File("upstream-enrolment");
        var contacts = SettingReader.Split(reader.Text("upstream-contact") ?? "").ToList();
        if (contacts.Exists(contact => !contact.StartsWith("mailto:", StringComparison.Ordinal)))
            reader.Fault("upstream-contact", "write mailto URLs with commas between, such as mailto:ca@example.org.");
        if (directory is null)
            return null;
        var server = new UpstreamServer
        {
            Directory = directory,
            RootFile = reader.File("upstream-root"),
            EnrolmentFile = reader.Text("upstream-enrolment"),
            Profile = reader.Text("profile"),
            Contacts = contacts,
        };
        return kind == "acme" ? new UpstreamSettings.Acme(server) : new UpstreamSettings.Star(server);
    }

    // Ordinary names in a sub-zone of their own: whoever answers for a device's address must not get the device's name by http-01.
    private static string? ReadOrdinaryZone(SettingReader reader, string? zone)
    {
        var ordinary = reader.Has("ordinary-zone") ? reader.Name("ordinary-zone") : zone is null ? null : $"hosts.{zone}";
        if (zone is null || ordinary is null)
            return ordinary;
        if (!IsBelow(ordinary, zone))
            reader.Fault("ordinary-zone", $"must lie below {zone}, so that no ordinary order can name a device. Write one such as hosts.{zone}.");
        else if (Devices.DeviceCnames.MayBeDevice(ordinary, zone))
            reader.Fault("ordinary-zone", $"looks like a device's name. Write one such as hosts.{zone}.");
        return ordinary;
    }

    private static DnsSettings? ReadDns(SettingReader reader, Uri? url, IPEndPoint? listen)
    {
        var (here, server) = (reader.EndPoint("dns"), reader.EndPoint("dns-update"));
        var (names, addresses) = (reader.Names("name-servers"), reader.Addresses("service-addresses"));
        if (reader.Has("dns") == reader.Has("dns-update") && (reader.Has("dns") || !reader.IsIncomplete))
            reader.Fault("dns", "say how the zone is served: --dns ADDRESS:PORT to answer DNS here, or --dns-update ADDRESS:PORT with --dns-update-key FILE to change another server. One of them.");
        if (reader.Has("dns-update") != reader.Has("dns-update-key"))
            reader.Fault(reader.Has("dns-update") ? "dns-update" : "dns-update-key", "dns-update and dns-update-key go together. Give both.");
        var key = reader.File("dns-update-key");
        if (server is not null)
            return key is null ? null : new DnsSettings.Rfc2136(server, key);
        if (here is null || url is null || listen is null)
            return null;
        var own = listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any) ? Array.Empty<IPAddress>() : [listen.Address];
        return new DnsSettings.Embedded(here, names ?? [url.IdnHost], addresses ?? own);
    }

    private static OrderBounds ReadBounds(SettingReader reader)
    {
        var standard = new OrderBounds();
        var bounds = new OrderBounds
        {
            MinimumLifetime = reader.Time("min-lifetime") ?? standard.MinimumLifetime,
            MaximumLifetime = reader.Time("max-lifetime") ?? standard.MaximumLifetime,
            MaximumDuration = reader.Time("max-duration") ?? standard.MaximumDuration,
        };
        // Who shortens the longest lifetime need not name this one too.
        bounds = bounds with { DefaultLifetime = reader.Time("default-lifetime") ?? (standard.DefaultLifetime < bounds.MaximumLifetime ? standard.DefaultLifetime : bounds.MaximumLifetime) };
        if (bounds.MinimumLifetime > bounds.MaximumLifetime)
            reader.Fault("min-lifetime", "is longer than max-lifetime. Shorten it, or lengthen max-lifetime.");
        if (bounds.MaximumDuration < bounds.MinimumLifetime)
            reader.Fault("max-duration", "is shorter than min-lifetime, so that no series fits. Lengthen it.");
        if (bounds.DefaultLifetime > bounds.MaximumLifetime)
            reader.Fault("default-lifetime", "is longer than max-lifetime. Shorten it, or lengthen max-lifetime.");
        return bounds;
    }

    private static RequestLimits ReadLimits(SettingReader reader)
    {
        const int most = 1_000_000;
        var standard = new RequestLimits();
        return new()
        {
            PerAccount = reader.Number("limit-account", 0, most) ?? standard.PerAccount,
            PerAddress = reader.Number("limit-address", 0, most) ?? standard.PerAddress,
            NewAccounts = reader.Number("limit-new-accounts", 0, most) ?? standard.NewAccounts,
            NewOrders = reader.Number("limit-new-orders", 0, most) ?? standard.NewOrders,
            BodyOctets = reader.Number("limit-body", 4096, 65_536) ?? standard.BodyOctets,
        };
    }
}
