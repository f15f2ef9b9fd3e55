using System.Security.Cryptography;

namespace LocalHttps.Lab;

/// <summary>A running device of the lab: a namespace with Avahi and, where it serves something, nginx.</summary>
public sealed class LabDevice : IAsyncDisposable
{
    private readonly DeviceNamespace space;
    private readonly AvahiDaemon avahi;
    private readonly NginxServer nginx;
    private readonly LabCertificates certificates;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private LabDevice(DeviceSpec spec, DeviceNamespace space, LabCertificates certificates, string folder)
    {
        Spec = spec;
        this.space = space;
        this.certificates = certificates;
        avahi = new AvahiDaemon(space, Path.Combine(folder, "avahi"));
        nginx = new NginxServer(space, Path.Combine(folder, "nginx"));
    }

    /// <summary>What it was made from.</summary>
    public DeviceSpec Spec { get; }

    /// <summary>Its DeviceName as announced.</summary>
    public string Name => Spec.Services[0].Name;

    /// <summary>Its public name.</summary>
    public string PublicName => Spec.PublicName ?? throw new InvalidOperationException($"{Spec.Id} has no public name.");

    /// <summary>The address a client uses: IPv4 where it has one.</summary>
    public string Address => Spec.Ipv4 ? space.Ipv4 : space.Ipv6;

    /// <summary>SHA-256 of the public key it keeps through renewals, lower-case hexadecimal.</summary>
    public string SpkiSha256 => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    internal static async Task<LabDevice> StartAsync(DeviceSpec spec, int number, LabCertificates certificates, string folder)
    {
        var home = await DeviceNamespace.CreateAsync(spec, number, folder);
        var device = new LabDevice(spec, home, certificates, folder);
        try
        {
            if (spec.PublicName is not null)
            {
                await device.ServeAsync(spec.Leaf);
            }

            await device.AnnounceAsync();
            return device;
        }
        catch
        {
            await device.DisposeAsync();
            throw;
        }
    }

    /// <summary>Announces what its specification says.</summary>
    public Task AnnounceAsync() => avahi.StartAsync(Spec);

    /// <summary>Says goodbye and announces no more.</summary>
    public Task SayGoodbyeAsync() => avahi.StopAsync();

    /// <summary>Serves another certificate under its own key, as a renewal does.</summary>
    public Task ServeAsync(LeafKind leaf) => nginx.StartAsync(certificates.Issue(PublicName, leaf, key), Spec.Id, Spec.ServedName);

    /// <summary>Serves another certificate under a new key, as an impostor or a reset device does.</summary>
    public Task ServeWithNewKeyAsync(LeafKind leaf) => nginx.StartAsync(certificates.Issue(PublicName, leaf), Spec.Id, Spec.ServedName);

    /// <summary>Stops answering; the announcement goes on.</summary>
    public async Task StopServingAsync() => await nginx.DisposeAsync();

    /// <summary>Listens in the device's namespace.</summary>
    public Task<ConnectionLog> LogConnectionsAsync(int port) => ConnectionLog.StartAsync(port, space);

    /// <summary>Pulls the plug: no goodbye, no answer.</summary>
    public async Task KillAsync()
    {
        await nginx.DisposeAsync();
        await avahi.KillAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await nginx.DisposeAsync();
        await avahi.StopAsync();
        await space.DisposeAsync();
        key.Dispose();
    }
}
