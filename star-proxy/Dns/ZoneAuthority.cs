using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Dns;

/// <summary>What an embedded server says of the zone itself.</summary>
internal sealed record ZoneAuthority
{
    /// <summary>The apex: lower-case A-labels without the final dot.</summary>
    public required string Apex { get; init; }

    /// <summary>The zone's name servers, as its parent names them; the first is the primary. Lower-case A-labels without the final dot.</summary>
    public required IReadOnlyList<string> NameServers { get; init; }

    /// <summary>Records of the service itself, such as the address of its URL's host; they are not in the store.</summary>
    public IReadOnlyList<ZoneRecord> Fixed { get; init; } = [];

    /// <summary>The TTL of SOA and NS.</summary>
    public TimeSpan Ttl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a resolver may remember that something is not there (RFC 2308 §5): short, as a device's name appears once it is switched on.</summary>
    public TimeSpan NegativeTtl { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the name is the apex or lies below it.</summary>
    public bool Contains(string name) =>
        name.EndsWith(Apex, StringComparison.Ordinal) && (name.Length == Apex.Length || name[^(Apex.Length + 1)] == '.');
}
