using System.Net;
using System.Net.Sockets;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Validation;

namespace LocalHttps.Star.Dns;

/// <summary>The addresses that a device sets itself in DNS. See docs/decisions/0011-dns-for-the-delegated-zone.md.</summary>
internal sealed class DeviceAddresses(IZone zone)
{
    /// <summary>Addresses of one device: a few interfaces with both families.</summary>
    public const int Maximum = 8;

    /// <summary>Devices move; a minute is what a person waits for.</summary>
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(60);

    private static readonly IPNetwork[] Allowed =
    [
        // RFC 1918.
        new(new IPAddress([10, 0, 0, 0]), 8),
        new(new IPAddress([172, 16, 0, 0]), 12),
        new(new IPAddress([192, 168, 0, 0]), 16),
        // RFC 4193.
        new(IPAddress.Parse("fc00::"), 7),
    ];

    /// <summary>Reads addresses as a device sends them.</summary>
    /// <exception cref="AcmeException">Malformed: too many, or one that a device may not publish.</exception>
    public static IReadOnlyList<IPAddress> Parse(IReadOnlyList<string> texts)
    {
        if (texts.Count > Maximum)
            throw Problems.Malformed($"A device publishes at most {Maximum} addresses.");
        return [.. texts.Select(Parse).Distinct()];
    }

    /// <summary>Whether a device may publish it: private addresses alone, so that a name of the zone never leads out of the local network or to what answers on link or host.</summary>
    public static bool IsAllowed(IPAddress address) =>
        // A network also contains the IPv6 forms of its IPv4 addresses, but no resolver takes them for a device's.
        !address.IsIPv4MappedToIPv6 && !(address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0) && Array.Exists(Allowed, network => network.Contains(address)) && !HttpReach.IsMetadata(address);

    /// <summary>Makes these the device's only addresses; none takes it out of DNS.</summary>
    /// <exception cref="ZoneException">The server did not take it.</exception>
    public async Task PublishAsync(Device device, IReadOnlyList<IPAddress> addresses, CancellationToken cancellation)
    {
        await zone.SetAsync(device.Cname, ZoneRecordType.A, Records(device, addresses, AddressFamily.InterNetwork, ZoneRecordType.A), cancellation);
        await zone.SetAsync(device.Cname, ZoneRecordType.Aaaa, Records(device, addresses, AddressFamily.InterNetworkV6, ZoneRecordType.Aaaa), cancellation);
    }

    /// <summary>Takes the device out of DNS.</summary>
    /// <exception cref="ZoneException">The server did not take it.</exception>
    public async Task WithdrawAsync(Device device, CancellationToken cancellation)
    {
        foreach (var type in Enum.GetValues<ZoneRecordType>())
        {
            await zone.SetAsync(device.Cname, type, [], cancellation);
        }
        await zone.SetAsync($"_acme-challenge.{device.Cname}", ZoneRecordType.Txt, [], cancellation);
    }

    private static IPAddress Parse(string text)
    {
        // IPAddress also reads 10.1 and 0x0a000001; a record shows an address the way it was meant.
        if (text.Length > 45 || !IPAddress.TryParse(text, out var address) || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text))
            throw Problems.Malformed("One of the addresses is not an IPv4 or IPv6 address.");
        return IsAllowed(address) ? address
            : throw Problems.Malformed($"A device publishes private addresses only (10/8, 172.16/12, 192.168/16, fc00::/7); {address} is none.");
    }

    private static List<ZoneRecord> Records(Device device, IReadOnlyList<IPAddress> addresses, AddressFamily family, ZoneRecordType type) =>
        [.. addresses.Where(address => address.AddressFamily == family).Select(address => new ZoneRecord(device.Cname, type, address.ToString(), Ttl, device.Id))];
}
