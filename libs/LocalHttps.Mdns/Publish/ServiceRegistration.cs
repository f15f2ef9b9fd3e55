using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalHttps.Mdns;

/// <summary>A service to publish. From it follow, on every interface: PTR records of the type, of its subtypes and of
/// <c>_services._dns-sd._udp</c> (RFC 6763 §4.1, §7.1, §9), SRV and TXT of the instance, A and AAAA of its host, and, with a public name,
/// TXT <c>cn=</c> and <c>&lt;first label of the public name&gt;.local CNAME &lt;public name&gt;</c>.</summary>
/// <param name="Name">The instance: what a person reads, 1 to 63 bytes of UTF-8 without control characters (RFC 6763 §4.1.1).
/// When somebody else on the network has it already, a number is added: <c>Name (2)</c>.</param>
/// <param name="ServiceType">The type without the domain, such as <c>_https._tcp</c> (RFC 6763 §7).</param>
/// <param name="Port">The port, 1 to 65535; 0 says that the name is taken but the service does not run (RFC 6763 §8).</param>
public sealed record ServiceRegistration(string Name, string ServiceType, int Port)
{
    /// <summary>Most bytes of TXT data: with its record it still fits one Ethernet frame (RFC 6763 §6.2).</summary>
    public const int MaximumTextLength = 1200;

    /// <summary>Most addresses announced for the host on one interface; further ones are left out.</summary>
    public const int MaximumAddresses = 16;

    private const int MaximumSubtypes = 32;

    /// <summary>Subtypes such as <c>_printer</c> (RFC 6763 §7.1), at most 32.</summary>
    public IReadOnlyList<string> Subtypes { get; init; } = [];

    /// <summary>The host's label before <c>.local</c>: letters, digits and hyphens. Null makes one of the instance name, which does not contend with the
    /// name another responder on this machine gives the machine itself.</summary>
    public string? HostLabel { get; init; }

    /// <summary>The TXT strings, up to 255 bytes each with their keys, <see cref="MaximumTextLength"/> together. <c>cn=</c> is put before them.</summary>
    public TxtStrings Text { get; init; } = new([]);

    /// <summary>The public DNS name, for which the service has its certificate; never under <c>.local</c>. Conflicts do not change it.</summary>
    public string? PublicName { get; init; }

    /// <summary>The host's addresses in place of those of the interface asked on: of IPv4 or IPv6, none of them unspecified, broadcast or multicast. Those of
    /// loopback are announced on loopback only.</summary>
    public IReadOnlyList<IPAddress>? Addresses { get; init; }

    /// <summary>Checks what the records are made of.</summary>
    /// <exception cref="FormatException">Something is out of its limits; the message says what.</exception>
    internal void Validate()
    {
        Demand(Array.TrueForAll<object?>([Name, ServiceType, Subtypes, Text], part => part is not null), "The name, the service type, the subtypes or the text is null.");
        var length = Encoding.UTF8.GetByteCount(Name);
        Demand(length is > 0 and <= DnsName.MaximumLabelLength, $"The instance name has {length} bytes of UTF-8; 1 to 63 it may have (RFC 6763 §4.1.1).");
        Demand(!Name.Any(char.IsControl) && !Name.EnumerateRunes().Contains(Rune.ReplacementChar), "The instance name has a control character or half a surrogate pair (RFC 6763 §4.1.1).");
        Demand(
            ServiceType.Split('.') is [var service, var transport] && IsUnderscored(service) && IsTransport(transport),
            $"'{ServiceType}' is not a service type such as _https._tcp: without the domain, with _tcp or _udp, with 1 to 15 letters, digits and inner hyphens (RFC 6763 §7).");
        Demand(Port is >= 0 and <= ushort.MaxValue, $"The port is {Port}; it is 0 to 65535.");
        Demand(Subtypes.Count <= MaximumSubtypes, $"There are {Subtypes.Count} subtypes; at most {MaximumSubtypes} there may be.");
        Demand(Subtypes.All(subtype => subtype is { Length: > 0 and <= DnsName.MaximumLabelLength } && Ascii.IsValid(subtype)), "A subtype has 1 to 63 bytes of ASCII.");
        Demand(HostLabel is null || IsHostLabel(HostLabel), $"'{HostLabel}' is not a host label: 1 to 63 letters, digits and inner hyphens, without .local.");
        Demand(Addresses is null or { Count: > 0 }, "Addresses, where given, are at least one.");
        foreach (var address in Addresses ?? [])
        {
            Demand(IsOfAHost(address), $"'{address}' is not the address of a host: an unspecified or reserved one, a broadcast and a multicast group lead to no device.");
        }
        var publicName = PublicDomain();
        Demand(publicName is null || HostLabel is null || !Encoding.UTF8.GetBytes(HostLabel).AsSpan().SequenceEqual(publicName.FirstLabel), "The host label must differ from the public name's first label: a CNAME shares its owner with nothing.");
        ValidateText(AllText(publicName));
    }

    /// <summary>The public name as lower-case A-labels.</summary>
    /// <exception cref="FormatException">It is not a name a certificate could be for.</exception>
    internal DnsName? PublicDomain()
    {
        if (PublicName is null)
        {
            return null;
        }
        var ascii = PublicName.TrimEnd('.');
        if (!Ascii.IsValid(ascii))
        {
            try
            {
                ascii = new IdnMapping().GetAscii(ascii);
            }
            catch (ArgumentException problem)
            {
                throw new FormatException($"'{PublicName}' is not a public name: {problem.Message}", problem);
            }
        }
        var labels = ascii.ToLowerInvariant().Split('.');
        Demand(labels.Length > 1 && labels.All(IsHostLabel) && labels[^1] != "local" && !labels[^1].All(char.IsAsciiDigit) && ascii.Length < DnsName.MaximumLength - 1, $"'{PublicName}' is not a public name: two labels or more, of letters, digits and inner hyphens, not under .local.");
        return DnsName.FromLabels(labels.Select(Encoding.ASCII.GetBytes));
    }

    /// <summary>The TXT strings with <c>cn=</c>.</summary>
    internal TxtStrings AllText(DnsName? publicName) => publicName is null ? Text : new TxtStrings([Encoding.UTF8.GetBytes($"cn={publicName}"), .. Text.Strings]);

    private static void ValidateText(TxtStrings text)
    {
        foreach (var line in text.Strings)
        {
            var equals = Array.IndexOf(line, (byte)'=');
            var key = line.AsSpan(0, equals < 0 ? line.Length : equals);
            Demand(key.Length > 0 && !key.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E), "A TXT string has no key, or one that is not printable ASCII (RFC 6763 §6.4).");
            Demand(line.Length <= byte.MaxValue, $"The TXT string '{Encoding.ASCII.GetString(key[..Math.Min(key.Length, 32)])}' has {line.Length} bytes with its key; at most 255 it may have (RFC 6763 §6.1).");
        }
        var length = TxtData.Join(text).Length;
        Demand(length <= MaximumTextLength, $"The TXT data has {length} bytes; at most {MaximumTextLength} it may have (RFC 6763 §6.2).");
    }

    private static void Demand(bool holds, string message)
    {
        if (!holds)
        {
            throw new FormatException(message);
        }
    }

    // "This network" (RFC 6890 §2.2.2) and what the first byte says of IPv4: 224 and above are groups, reserved and the broadcast.
    private static bool IsOfAHost(IPAddress? address) => address is not null && (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) switch
    {
        { AddressFamily: AddressFamily.InterNetwork } v4 => v4.GetAddressBytes()[0] is > 0 and < 224,
        { AddressFamily: AddressFamily.InterNetworkV6 } v6 => !v6.IsIPv6Multicast && !v6.GetAddressBytes().AsSpan().SequenceEqual(IPAddress.IPv6Any.GetAddressBytes()),
        _ => false,
    };

    private static bool IsUnderscored(string label) => label is ['_', .. { Length: > 0 and <= 15 } name] && IsHostLabel(name);

    private static bool IsTransport(string label) => Ascii.EqualsIgnoreCase(label, "_tcp") || Ascii.EqualsIgnoreCase(label, "_udp");

    private static bool IsHostLabel(string label) =>
        label.Length is > 0 and <= DnsName.MaximumLabelLength && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
