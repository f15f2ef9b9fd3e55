using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace LocalHttps.Fuzz;

/// <summary>One record as the plain reader sees it.</summary>
/// <param name="Words">What it says; null for a type or class that this project skips, and for a strange one.</param>
/// <param name="Strangeness">Why this project drops it; null when nothing is wrong.</param>
internal sealed record PlainRecord(string? Words, string? Strangeness);

/// <summary>A message as the plain reader sees it.</summary>
/// <param name="Records">Every record up to the cut.</param>
/// <param name="IsCut">Whether the message ends before its counts do.</param>
/// <param name="HasStrangeQuestion">Whether a question's name is broken.</param>
internal sealed record PlainMessage(IReadOnlyList<PlainRecord> Records, bool IsCut, bool HasStrangeQuestion);

/// <summary>The rules of the decoder once more, written for the eye and not for speed: slow, simple, and sharing no code with it.</summary>
internal sealed class PlainReader(byte[] bytes)
{
    private const int MaximumLabels = 128;
    private const int MaximumPointers = 32;
    private const int MaximumName = 255;

    /// <summary>Reads a message of at least a header.</summary>
    public PlainMessage Read()
    {
        var (at, strangeQuestion) = (12, false);
        for (var left = Number(4); left > 0; left--)
        {
            if (End(at) is not { } end || end + 4 > bytes.Length)
            {
                return new PlainMessage([], IsCut: true, strangeQuestion);
            }
            strangeQuestion |= Name(at).Strangeness is not null;
            at = end + 4;
        }
        var records = new List<PlainRecord>();
        for (var left = Number(6) + Number(8) + Number(10); left > 0; left--)
        {
            if (End(at) is not { } end || end + 10 > bytes.Length || end + 10 + Number(end + 8) > bytes.Length)
            {
                return new PlainMessage(records, IsCut: true, strangeQuestion);
            }
            records.Add(Record(at, end));
            at = end + 10 + Number(end + 8);
        }
        return new PlainMessage(records, IsCut: false, strangeQuestion);
    }

    private PlainRecord Record(int start, int fields)
    {
        var (type, data, length) = (Number(fields), fields + 10, Number(fields + 8));
        if ((Number(fields + 2) & 0x7FFF) != 1 || type is not (1 or 5 or 12 or 16 or 28 or 33))
        {
            return new PlainRecord(null, null);
        }
        var (owner, strangeness) = Name(start);
        var (words, wrong) = type switch
        {
            1 => length == 4 ? Address(data, length) : (null, "an address of the wrong size"),
            28 => length == 16 ? Address(data, length) : (null, "an address of the wrong size"),
            16 => Text(data, data + length),
            33 => length > 6 ? Target($"SRV {Number(data + 4).ToString(CultureInfo.InvariantCulture)}", data + 6, data + length) : (null, "no room for a target"),
            _ => Target(type == 5 ? "CNAME" : "PTR", data, data + length),
        };
        strangeness ??= wrong;
        var life = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(fields + 4)).ToString(CultureInfo.InvariantCulture);
        return strangeness is null ? new PlainRecord($"{owner} {life} {words}", null) : new PlainRecord(null, strangeness);
    }

    private (string? Words, string? Strangeness) Address(int data, int length) => ($"ADDRESS {new IPAddress(bytes.AsSpan(data, length))}", null);

    private (string? Words, string? Strangeness) Text(int at, int end)
    {
        var strings = new List<string>();
        while (at < end)
        {
            var next = at + 1 + bytes[at];
            if (next > end)
            {
                return (null, "a string that runs out of its record");
            }
            strings.Add(Encoding.ASCII.GetString(bytes, at + 1, bytes[at]));
            at = next;
        }
        return ($"TXT {string.Join('|', strings.Where(text => text.Length > 0))}", null);
    }

    private (string? Words, string? Strangeness) Target(string type, int at, int end)
    {
        var (name, strangeness) = Name(at);
        return End(at) != end ? (null, strangeness ?? "a name that does not fill its data") : ($"{type} {name}", strangeness);
    }

    // Behind the name, without following pointers; null where that cannot be told.
    private int? End(int at)
    {
        for (var labels = 0; at < bytes.Length && labels <= MaximumLabels; labels++)
        {
            if (bytes[at] == 0)
            {
                return at + 1;
            }
            if (bytes[at] >= 0xC0)
            {
                return at + 2 <= bytes.Length ? at + 2 : null;
            }
            if (bytes[at] > 63)
            {
                return null;
            }
            at += bytes[at] + 1;
        }
        return null;
    }

    private (string? Name, string? Strangeness) Name(int at)
    {
        var (labels, length, pointers, limit) = (new List<string>(), 1, 0, at);
        while (true)
        {
            if (at >= bytes.Length)
            {
                return (null, "a name that runs out of the message");
            }
            var octet = bytes[at];
            switch (octet)
            {
                case 0:
                    return (Plain.Join(labels), null);
                case >= 0xC0:
                    var target = at + 1 < bytes.Length ? Number(at) & 0x3FFF : int.MaxValue;
                    if (target >= limit || ++pointers > MaximumPointers)
                    {
                        return (null, "a pointer that does not lead back, or one too many");
                    }
                    (at, limit) = (target, target);
                    break;
                case > 63:
                    return (null, "an unknown kind of label");
                default:
                    length += octet + 1;
                    if (at + 1 + octet > bytes.Length || length > MaximumName)
                    {
                        return (null, "a name that is too long");
                    }
                    labels.Add(Encoding.ASCII.GetString(bytes, at + 1, octet));
                    at += octet + 1;
                    break;
            }
        }
    }

    private int Number(int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
}
