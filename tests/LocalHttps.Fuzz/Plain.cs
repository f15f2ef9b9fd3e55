using System.Globalization;
using System.Text;
using ARSoft.Tools.Net;
using Theirs = ARSoft.Tools.Net.Dns;
using LocalHttps.Mdns;

namespace LocalHttps.Fuzz;

/// <summary>A record in words, the same for the same record whoever decoded it.</summary>
internal static class Plain
{
    public static string Of(DnsRecord record) => $"{Name(record.Name)} {record.TimeToLive.ToString(CultureInfo.InvariantCulture)} " + record switch
    {
        PointerRecord pointer => $"PTR {Name(pointer.Target)}",
        CanonicalNameRecord alias => $"CNAME {Name(alias.Target)}",
        ServiceRecord service => $"SRV {service.Port.ToString(CultureInfo.InvariantCulture)} {Name(service.Target)}",
        AddressRecord address => $"ADDRESS {address.Address}",
        TextRecord text => $"TXT {string.Join('|', text.Text.Strings.Select(part => Encoding.ASCII.GetString(part)))}",
        NextSecureRecord none => $"NSEC {string.Join(',', none.Types.Where(type => (int)type <= byte.MaxValue))}",
        _ => throw new ArgumentException(record.GetType().Name, nameof(record)),
    };

    /// <summary>Null for a type that this project skips.</summary>
    public static string? Of(Theirs.DnsRecordBase record)
    {
        var start = $"{Name(record.Name)} {((uint)record.TimeToLive).ToString(CultureInfo.InvariantCulture)} ";
        return record switch
        {
            Theirs.PtrRecord pointer => $"{start}PTR {Name(pointer.PointerDomainName)}",
            Theirs.CNameRecord alias => $"{start}CNAME {Name(alias.CanonicalName)}",
            Theirs.SrvRecord service => $"{start}SRV {service.Port.ToString(CultureInfo.InvariantCulture)} {Name(service.Target)}",
            Theirs.AddressRecordBase address => $"{start}ADDRESS {address.Address}",
            Theirs.TxtRecord text => $"{start}TXT {string.Join('|', text.TextParts.Where(part => part.Length > 0))}",
            _ => null,
        };
    }

    /// <summary>A name in words. A writer may shorten a name by one that differs in the case of ASCII letters, so the case does not count.</summary>
    public static string Join(IEnumerable<string> labels) =>
        string.Concat(string.Join('·', labels).Select(letter => char.IsAscii(letter) ? char.ToLowerInvariant(letter) : letter));

    private static string Name(DnsName name) => Join(name.Labels.Select(label => Encoding.ASCII.GetString(label.Span)));

    private static string Name(DomainName name) => Join(name.Labels);
}
