using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalHttps.Mdns;

/// <summary>The records that follow from a registration, its present names and an interface.</summary>
internal static class RecordSet
{
    /// <summary>The name under which all types are listed (RFC 6763 §9).</summary>
    public static readonly DnsName Enumeration = DnsName.Parse("_services._dns-sd._udp.local");

    /// <summary>The instance's full name.</summary>
    public static DnsName InstanceName(ServiceRegistration registration, string label) => TypeName(registration).Prepend(Encoding.UTF8.GetBytes(label));

    /// <summary>The type with its domain.</summary>
    public static DnsName TypeName(ServiceRegistration registration) => DnsName.FromLabels([.. registration.ServiceType.Split('.').Select(Encoding.ASCII.GetBytes), "local"u8.ToArray()]);

    /// <summary>The records of one name that nobody else may have, with the one that says which types there are not (RFC 6762 §6.1).</summary>
    public static List<OwnRecord> Unique(PublishedService service, NameRole role, MdnsInterface network, PublisherOptions options)
    {
        var (host, other) = ((uint)options.HostTimeToLive.TotalSeconds, (uint)options.OtherTimeToLive.TotalSeconds);
        var (registration, names) = (service.Registration, service.Names);
        List<DnsRecord> records = role switch
        {
            NameRole.Instance =>
            [
                new ServiceRecord(service.InstanceName, names.Host, (ushort)registration.Port, host),
                new TextRecord(service.InstanceName, registration.AllText(service.PublicName), other),
            ],
            NameRole.Host => [.. Addresses(registration, network).Select(address => new AddressRecord(names.Host, address, host))],
            _ => [new CanonicalNameRecord(names.Alias!, service.PublicName!, host)],
        };
        var unique = records.Select(record => OwnRecord.Of(record, isUnique: true)).ToList();
        if (role != NameRole.Alias)
        {
            unique.Add(OwnRecord.Of(new NextSecureRecord(service.NameOf(role)!, [.. unique.Select(record => record.Type).Distinct()], host), isUnique: true));
        }
        return unique;
    }

    /// <summary>The pointers, which others may have beside us.</summary>
    public static List<OwnRecord> Shared(PublishedService service, PublisherOptions options)
    {
        var life = (uint)options.OtherTimeToLive.TotalSeconds;
        var type = TypeName(service.Registration);
        IEnumerable<DnsRecord> records =
        [
            new PointerRecord(type, service.InstanceName, life),
            .. service.Registration.Subtypes.Select(subtype => new PointerRecord(type.Prepend("_sub"u8).Prepend(Encoding.ASCII.GetBytes(subtype)), service.InstanceName, life)),
            new PointerRecord(Enumeration, type, life),
        ];
        return [.. records.Select(record => OwnRecord.Of(record, isUnique: false)).Distinct()];
    }

    private static IEnumerable<IPAddress> Addresses(ServiceRegistration registration, MdnsInterface network) =>
        (registration.Addresses ?? network.Addresses.Select(at => at.Address))
            .Where(address => address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
            // Elsewhere it would lead whoever asks to himself.
            .Where(address => network.IsLoopback || !IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address))
            .Select(address => new IPAddress(address.GetAddressBytes()))
            .Distinct()
            .Take(ServiceRegistration.MaximumAddresses);
}
