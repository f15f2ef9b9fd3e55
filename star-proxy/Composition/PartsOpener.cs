using LocalHttps.Acme;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Operation;
using LocalHttps.Star.Store;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;
using LocalHttps.Star.Upstream.Remote;
using LocalHttps.Star.Validation;

namespace LocalHttps.Star.Composition;

/// <summary>Opens what the settings name, in the order in which one needs the other; closes it in the opposite order.</summary>
internal sealed class PartsOpener(StarSettings settings, ILoggerFactory logs, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan ServiceTtl = TimeSpan.FromMinutes(5);

    private readonly Stack<object> opened = new();

    /// <summary>The service's certificate; null where something in front shows one.</summary>
    public ServerCertificates? Certificates { get; private set; }

    /// <exception cref="ConfigurationException">What is to be mended.</exception>
    /// <exception cref="StoreException">The database cannot be used.</exception>
    /// <exception cref="CaException">The embedded CA cannot be used.</exception>
    /// <exception cref="ZoneException">The zone cannot be served.</exception>
    public async Task<StarParts> OpenAsync(CancellationToken cancellation)
    {
        var (store, nonces) = await OpenStoreAsync(cancellation);
        var zone = OpenZone(store, out var zoneLoop);
        var upstream = await OpenUpstreamAsync(store, zone, cancellation);
        if (upstream is EmbeddedCa ca)
            await StoreFacts.DemandSameAsync(store, "root", ca.RootFingerprint, "the embedded CA in the data directory", cancellation);
        var resolver = DnsResolver.From(settings.Validation.Resolver, clock);
        Certificates = OpenCertificates(upstream);
        if (Certificates is not null)
            await Certificates.OpenAsync(cancellation);
        return new()
        {
            Store = store,
            Nonces = nonces,
            Upstream = upstream,
            Zone = zone,
            Validators = [new DnsValidator(resolver), new HttpValidator(resolver, settings.Validation.HttpPort, settings.Validation.Loopback, clock)],
            Caa = new CaaCheck(resolver, [settings.Url.IdnHost], clock),
            RevocationLists = upstream is EmbeddedCa signing ? new(signing, store, clock) : null,
            Loops = Certificates is null ? [zoneLoop] : [zoneLoop, Certificates],
        };
    }

    /// <summary>The database alone.</summary>
    /// <exception cref="StoreException">It cannot be used.</exception>
    public async Task<(IStore Store, INonceLedger Nonces)> OpenStoreAsync(CancellationToken cancellation)
    {
        var (store, nonces) = await StoreOpener.OpenAsync(settings.Data, settings.PostgresConnection, clock, cancellation);
        opened.Push(store);
        await StoreFacts.DemandSameAsync(store, "zone", settings.Zone, "zone", cancellation);
        return (store, nonces);
    }

    /// <summary>The service's certificate, not yet read.</summary>
    public ServerCertificates? OpenCertificates(IUpstream? upstream) => settings.Tls is { } files
        ? new FileCertificates(files, clock, logs.CreateLogger<ServerCertificates>())
        : !settings.PlainHttp && upstream is EmbeddedCa own ? new EmbeddedCertificates(own, settings.Url.IdnHost, clock, logs.CreateLogger<ServerCertificates>()) : null;

    /// <summary>The zone, for changes beside a service that serves it.</summary>
    public IZone OpenZoneToChange(IStore store) => settings.Dns switch
    {
        DnsSettings.Embedded here => new EmbeddedZone(store, AuthorityOf(here), logs.CreateLogger<EmbeddedZone>(), clock),
        DnsSettings.Rfc2136 there => new DynamicUpdateZone(store, settings.Zone, there.Server, TsigKey.Load(there.KeyFile), logs.CreateLogger<DynamicUpdateZone>(), clock),
        _ => throw new InvalidOperationException("a way to serve the zone that is not known"),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (opened.TryPop(out var part))
        {
            if (part is IAsyncDisposable later)
                await later.DisposeAsync();
            else
                (part as IDisposable)?.Dispose();
        }
    }

    /// <summary>Where certificates come from.</summary>
    /// <exception cref="ConfigurationException">A file that is named cannot be used.</exception>
    /// <exception cref="CaException">The embedded CA cannot be used.</exception>
    public async Task<IUpstream> OpenUpstreamAsync(IStore store, IZone zone, CancellationToken cancellation)
    {
        var renewal = new AutoRenewalCapability
        {
            MinLifetime = (long)settings.Bounds.MinimumLifetime.TotalSeconds,
            MaxDuration = (long)settings.Bounds.MaximumDuration.TotalSeconds,
            AllowCertificateGet = true,
        };
        if (settings.Upstream is not UpstreamSettings.Embedded)
        {
            var remote = RemoteCaOpener.Open(settings.Upstream, renewal, store, zone, clock, logs);
            opened.Push(remote);
            return remote;
        }
        var ca = await EmbeddedCa.OpenAsync(
            new()
            {
                Folder = Path.Combine(settings.Data, "ca"),
                Zone = settings.Zone,
                AutoRenewal = renewal,
                RevocationLists = new Uri(settings.Url, "/crl/"),
                CaaIdentities = [settings.Url.IdnHost],
            },
            clock,
            logs.CreateLogger<EmbeddedCa>(),
            cancellation);
        opened.Push(ca);
        return ca;
    }

    private IZone OpenZone(IStore store, out IHostedService loop)
    {
        var zone = OpenZoneToChange(store);
        if (zone is not EmbeddedZone here)
        {
            loop = new UpdatedZoneService((DynamicUpdateZone)zone);
            return zone;
        }
        var server = new ZoneServer(((DnsSettings.Embedded)settings.Dns).Listen, here.Answer, logs.CreateLogger<ZoneServer>(), clock);
        opened.Push(server);
        loop = new EmbeddedZoneService(here, server);
        return zone;
    }

    private ZoneAuthority AuthorityOf(DnsSettings.Embedded here) => new()
    {
        Apex = settings.Zone,
        NameServers = here.NameServers,
        Fixed = SettingRules.IsBelow(settings.Url.IdnHost, settings.Zone)
            ? [.. here.ServiceAddresses.Select(address => new ZoneRecord(settings.Url.IdnHost, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? ZoneRecordType.A : ZoneRecordType.Aaaa, address.ToString(), ServiceTtl, DeviceId: null))]
            : [],
    };
}
