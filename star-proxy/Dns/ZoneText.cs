using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Dns;

/// <summary>Reads and writes the values of records as a zone file has them (RFC 1035 §5.1).</summary>
internal static class ZoneText
{
    private const int MaximumString = 255;

    /// <summary>Writes a text of any length as quoted strings.</summary>
    public static string Quote(string text) =>
        text.Length == 0 ? "\"\"" : string.Join(' ', text.Chunk(MaximumString).Select(part => $"\"{Escape(part)}\""));

    /// <summary>Writes the value of a CAA record (RFC 8659 §4.1.1).</summary>
    public static string Caa(byte flags, string tag, string value) => $"{flags} {tag} \"{Escape(value)}\"";

    /// <summary>The same record for the wire.</summary>
    /// <exception cref="FormatException">The value is not one of its type.</exception>
    public static DnsRecordBase ToWire(ZoneRecord record)
    {
        if (!DomainName.TryParse(record.Name, out var name) || name is null)
            throw new FormatException("The owner is not a name.");
        var ttl = checked((int)record.Ttl.TotalSeconds);
        return record.Type switch
        {
            ZoneRecordType.A => new ARecord(name, ttl, Address(record.Value, AddressFamily.InterNetwork)),
            ZoneRecordType.Aaaa => new AaaaRecord(name, ttl, Address(record.Value, AddressFamily.InterNetworkV6)),
            ZoneRecordType.Txt => new TxtRecord(name, ttl, Strings(record.Value)),
            ZoneRecordType.Caa => CaaRecord(name, ttl, record.Value),
            _ => throw new FormatException($"Records of type {record.Type} are not kept."),
        };
    }

    /// <summary>The type's number and name on the wire.</summary>
    public static RecordType ToWire(ZoneRecordType type) => type switch
    {
        ZoneRecordType.A => RecordType.A,
        ZoneRecordType.Aaaa => RecordType.Aaaa,
        ZoneRecordType.Txt => RecordType.Txt,
        _ => RecordType.CAA,
    };

    /// <summary>What distinguishes records of one name and type, however they were written.</summary>
    /// <returns>Null for types that the proxy does not write.</returns>
    public static string? Canonical(DnsRecordBase record) => record switch
    {
        ARecord a => a.Address.ToString(),
        AaaaRecord aaaa => aaaa.Address.ToString(),
        // A string may hold anything but its own length, so lengths tell apart what a joint would not.
        TxtRecord txt => string.Join(' ', txt.TextParts.Select(part => $"{part.Length}:{part}")),
        CAARecord caa => $"{caa.Flags} {caa.Tag.ToLowerInvariant()} {caa.Value}",
        _ => null,
    };

    /// <summary>Splits a value into its strings.</summary>
    /// <exception cref="FormatException">Not ASCII, too long, or a quote that does not end.</exception>
    public static IReadOnlyList<string> Strings(string value)
    {
        var strings = new List<string>();
        var at = 0;
        while (SkipSpaces(value, ref at))
        {
            strings.Add(NextString(value, ref at));
        }
        return strings.Count > 0 ? strings : throw new FormatException("A text record needs at least one string.");
    }

    private static CAARecord CaaRecord(DomainName name, int ttl, string value)
    {
        var parts = value.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 3 || !byte.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var flags) || !parts[1].All(char.IsAsciiLetterOrDigit))
            throw new FormatException("A CAA record is written: flags, tag and value.");
        var at = 0;
        // The value is not a character-string: no length before it, so it may be longer than one.
        var text = NextString(parts[2], ref at, maximum: 4096);
        return at == parts[2].Length ? new CAARecord(name, ttl, flags, parts[1], text) : throw new FormatException("The value of a CAA record is one string.");
    }

    private static IPAddress Address(string value, AddressFamily family) =>
        IPAddress.TryParse(value, out var address) && address.AddressFamily == family && (family == AddressFamily.InterNetwork || address.ScopeId == 0)
            ? address
            : throw new FormatException("Not an address of the record's type.");

    private static bool SkipSpaces(string value, ref int at)
    {
        while (at < value.Length && value[at] is ' ' or '\t')
        {
            at++;
        }
        return at < value.Length;
    }

    private static string NextString(string value, ref int at, int maximum = MaximumString)
    {
        var quoted = value[at] == '"';
        at += quoted ? 1 : 0;
        var text = new StringBuilder();
        while (at < value.Length && (quoted ? value[at] != '"' : value[at] is not (' ' or '\t' or '"')))
        {
            _ = text.Append(NextCharacter(value, ref at));
        }
        if (quoted && at++ >= value.Length)
            throw new FormatException("A quoted string does not end.");
        return text.Length <= maximum ? text.ToString() : throw new FormatException($"A string is longer than {maximum} octets.");
    }

    private static char NextCharacter(string value, ref int at)
    {
        var character = value[at++];
        if (character == '\\')
        {
            if (at + 3 <= value.Length && byte.TryParse(value.AsSpan(at, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            {
                at += 3;
                character = (char)code;
            }
            else
            {
                character = at < value.Length && !char.IsAsciiDigit(value[at]) ? value[at++] : throw new FormatException("A backslash stands before a character, or before three digits up to 255.");
            }
        }
        return character is >= ' ' and <= '~' ? character : throw new FormatException("Only printable ASCII is kept.");
    }

    private static string Escape(IEnumerable<char> text) => string.Concat(text.Select(character => character is '"' or '\\' ? $"\\{character}" : $"{character}"));
}
