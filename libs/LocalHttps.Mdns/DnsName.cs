using System.Text;

namespace LocalHttps.Mdns;

/// <summary>A DNS name as a sequence of byte labels; equal when the bytes are equal with ASCII case folded (RFC 1035 §2.3.3, RFC 6762 §16).</summary>
public sealed class DnsName : IEquatable<DnsName>
{
    /// <summary>Longest label in bytes (RFC 1035 §2.3.4).</summary>
    public const int MaximumLabelLength = 63;

    /// <summary>Longest name on the wire in bytes, with length bytes and the root (RFC 1035 §2.3.4).</summary>
    public const int MaximumLength = 255;

    private readonly byte[][] labels;

    private DnsName(byte[][] labels) => this.labels = labels;

    /// <summary>The labels from the left, without the root.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Labels => Array.ConvertAll(labels, label => new ReadOnlyMemory<byte>(label));

    /// <summary>Makes a name of labels.</summary>
    /// <exception cref="FormatException">A label is empty or over 63 bytes, or the name is over 255.</exception>
    public static DnsName FromLabels(IEnumerable<byte[]> labels)
    {
        var copy = labels.Select(label => (byte[])label.Clone()).ToArray();
        if (copy.Any(label => label.Length is 0 or > MaximumLabelLength) || copy.Sum(label => label.Length + 1) + 1 > MaximumLength)
        {
            throw new FormatException("A DNS label has 1 to 63 bytes, a name at most 255.");
        }
        return new DnsName(copy);
    }

    /// <summary>Reads the presentation form: UTF-8, <c>\.</c>, <c>\\</c> and <c>\DDD</c> escapes (RFC 1035 §5.1), with or without the final dot.</summary>
    /// <exception cref="FormatException">The text is not a name.</exception>
    public static DnsName Parse(string text)
    {
        var parsed = new List<byte[]>();
        var label = new List<byte>();
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '.')
            {
                parsed.Add([.. label]);
                label.Clear();
            }
            else if (bytes[i] == '\\' && i + 3 < bytes.Length && char.IsAsciiDigit((char)bytes[i + 1]))
            {
                label.Add(byte.Parse(Encoding.ASCII.GetString(bytes, i + 1, 3)));
                i += 3;
            }
            else
            {
                label.Add(bytes[i] == '\\' && i + 1 < bytes.Length ? bytes[++i] : bytes[i]);
            }
        }
        if (label.Count > 0)
        {
            parsed.Add([.. label]);
        }
        return FromLabels(parsed);
    }

    /// <summary>Whether this name lies strictly below <paramref name="parent"/>.</summary>
    public bool IsUnder(DnsName parent)
    {
        var offset = labels.Length - parent.labels.Length;
        return offset > 0 && parent.labels.Index().All(at => LabelEquals(labels[offset + at.Index], at.Item));
    }

    /// <inheritdoc/>
    public bool Equals(DnsName? other) =>
        other is not null && labels.Length == other.labels.Length && labels.Zip(other.labels).All(pair => LabelEquals(pair.First, pair.Second));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DnsName);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var label in labels)
        {
            hash.Add(label.Length);
            foreach (var b in label)
            {
                hash.Add(Fold(b));
            }
        }
        return hash.ToHashCode();
    }

    /// <summary>The presentation form without the final dot; bytes that are not printable UTF-8 text are escaped as <c>\DDD</c>.</summary>
    public override string ToString() => string.Join('.', labels.Select(EscapeLabel));

    private static string EscapeLabel(byte[] label)
    {
        var text = new StringBuilder();
        foreach (var b in label)
        {
            _ = b is (byte)'.' or (byte)'\\' ? text.Append('\\').Append((char)b)
                : b is > 0x20 and < 0x7f ? text.Append((char)b)
                : text.Append('\\').Append(b.ToString("D3"));
        }
        return text.ToString();
    }

    private static bool LabelEquals(byte[] a, byte[] b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }
        for (var i = 0; i < a.Length; i++)
        {
            if (Fold(a[i]) != Fold(b[i]))
            {
                return false;
            }
        }
        return true;
    }

    private static byte Fold(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
}
