using System.Net;
using System.Text;
using LocalHttps.Mdns;

namespace LocalHttps.TestKit;

/// <summary>A service as a device announces it; the records follow from it.</summary>
public sealed record SampleService
{
    /// <summary>The DeviceName: the instance's one label, any UTF-8 up to 63 bytes.</summary>
    public required string Name { get; init; }

    /// <summary>The host the SRV record points to, such as <c>device.local</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The port.</summary>
    public int Port { get; init; } = 443;

    /// <summary>The host's addresses.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [IPAddress.Loopback];

    /// <summary>TXT strings such as <c>cn=…</c>.</summary>
    public IReadOnlyList<string> Text { get; init; } = [];

    /// <summary>A CNAME record to announce, as owner and target.</summary>
    public (string Owner, string Target)? Alias { get; init; }

    /// <summary>The service type with its domain.</summary>
    public string Type { get; init; } = "_https._tcp.local";

    /// <summary>The instance name.</summary>
    public DnsName InstanceName => DnsName.Parse(Type).Prepend(Encoding.UTF8.GetBytes(Name));

    /// <summary>PTR, SRV, TXT, CNAME, A and AAAA with the lives RFC 6762 §10 recommends.</summary>
    public IReadOnlyList<DnsRecord> Records
    {
        get
        {
            var records = new List<DnsRecord>
            {
                new PointerRecord(DnsName.Parse(Type), InstanceName),
                new ServiceRecord(InstanceName, DnsName.Parse(Host), (ushort)Port),
                new TextRecord(InstanceName, new TxtStrings([.. Text.Select(Encoding.UTF8.GetBytes)])),
            };
            if (Alias is { } alias)
            {
                records.Add(new CanonicalNameRecord(DnsName.Parse(alias.Owner), DnsName.Parse(alias.Target)));
            }
            records.AddRange(Addresses.Select(address => new AddressRecord(DnsName.Parse(Host), address)));
            return records;
        }
    }
}
