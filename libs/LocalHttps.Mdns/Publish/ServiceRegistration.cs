using System.Globalization;
using System.Net;
using System.Text;

namespace LocalHttps.Mdns;

/// <summary>A service to publish. From it follow, on every interface: PTR records of the type, of its subtypes and of
/// <c>_services._dns-sd._udp</c> (RFC 6763 §4.1, §7.1, §9), SRV and TXT of the instance, A and AAAA of its host, and, with a public name,
/// TXT <c>cn=</c> and <c>&lt;first label of the public name&gt;.local CNAME &lt;public name&gt;</c>.</summary>
/// <param name="Name">The instance: what a person reads, 1 to 63 bytes of UTF-8 without control characters (RFC 6763 §4.1.1).
/// When somebody else on the network has it already, a number is added: <c>Name (2)</c>.</param>
/// <param name="ServiceType">The type without the domain, such as <c>_https._tcp</c> (RFC 6763 §7).</param>
/// <param name="Port">The port, 1 to 65535; 0 says that the name is taken but the service does not run (RFC 6763 §6).</param>
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

    /// <summary>The host's addresses in place of those of the interface asked on.</summary>
    public IReadOnlyList<IPAddress>? Addresses { get; init; }

    /// <summary>Checks what the records are made of.</summary>
    /// <exception cref="FormatException">Something is out of its limits; the message says what.</exception>
    internal void Validate()
    {
        Demand(Encoding.UTF8.GetByteCount(Name) is > 0 and <= DnsName.MaximumLabelLength && !Name.Any(char.IsControl), "An instance name has 1 to 63 bytes and no control characters.");
        Demand(ServiceType.Split('.') is [var service, "_tcp" or "_udp"] && IsUnderscored(service), "A service type reads like _https._tcp.");
        Demand(Port is >= 0 and <= ushort.MaxValue, "A port is 0 to 65535.");
        Demand(Subtypes.Count <= MaximumSubtypes && Subtypes.All(subtype => subtype.Length is > 0 and <= DnsName.MaximumLabelLength && Ascii.IsValid(subtype)), "There are at most 32 subtypes, of 1 to 63 bytes of ASCII.");
        Demand(HostLabel is null || IsHostLabel(HostLabel), "A host label has letters, digits and inner hyphens.");
        Demand(Addresses is null or { Count: > 0 }, "Addresses, where given, are at least one.");
        var publicName = PublicDomain();
        Demand(publicName is null || HostLabel is null || !Encoding.UTF8.GetBytes(HostLabel).AsSpan().SequenceEqual(publicName.FirstLabel), "The host label must differ from the public name's first label: a CNAME shares its owner with nothing.");
        foreach (var text in AllText(publicName).Strings)
        {
            var key = text.AsSpan(0, Math.Max(0, Array.IndexOf(text, (byte)'=') is var at and >= 0 ? at : text.Length));
            Demand(text.Length <= byte.MaxValue && key.Length > 0 && !key.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E), "A TXT string has at most 255 bytes and a key of printable ASCII (RFC 6763 §6.4).");
        }
        Demand(TxtData.Join(AllText(publicName)).Length <= MaximumTextLength, $"TXT data has at most {MaximumTextLength} bytes.");
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
            ascii = new IdnMapping().GetAscii(ascii);
        }
        var labels = ascii.ToLowerInvariant().Split('.');
        Demand(labels.Length > 1 && labels.All(IsHostLabel) && labels[^1] != "local" && !labels[^1].All(char.IsAsciiDigit) && ascii.Length < DnsName.MaximumLength - 1, "A public name has two labels or more, of letters, digits and inner hyphens, and is not under .local.");
        return DnsName.FromLabels(labels.Select(Encoding.ASCII.GetBytes));
    }

    /// <summary>The TXT strings with <c>cn=</c>.</summary>
    internal TxtStrings AllText(DnsName? publicName) => publicName is null ? Text : new TxtStrings([Encoding.UTF8.GetBytes($"cn={publicName}"), .. Text.Strings]);

    private static void Demand(bool holds, string message)
    {
        if (!holds)
        {
            throw new FormatException(message);
        }
    }

    private static bool IsUnderscored(string label) => label is ['_', .. { Length: > 0 and <= 15 } name] && IsHostLabel(name);

    private static bool IsHostLabel(string label) =>
        label.Length is > 0 and <= DnsName.MaximumLabelLength && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
