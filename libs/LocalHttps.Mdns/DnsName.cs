namespace LocalHttps.Mdns;

/// <summary>A DNS name as a sequence of byte labels; equal when the bytes are equal with ASCII case folded (RFC 1035 §2.3.3, RFC 6762 §16).</summary>
public sealed class DnsName : IEquatable<DnsName>
{
    /// <summary>Longest label in bytes (RFC 1035 §2.3.4).</summary>
    public const int MaximumLabelLength = 63;

    /// <summary>Longest name on the wire in bytes, with length bytes and the root (RFC 1035 §2.3.4).</summary>
    public const int MaximumLength = 255;

    /// <summary>The domain of link-local names (RFC 6762 §3).</summary>
    public static readonly DnsName Local = Parse("local");

    private readonly byte[] wire;
    private readonly int hash;

    /// <summary>Copies valid wire form: labels with their length bytes, without the root.</summary>
    internal DnsName(ReadOnlySpan<byte> wire)
    {
        this.wire = wire.ToArray();
        hash = NameBytes.Hash(wire);
    }

    /// <summary>The labels from the left, without the root.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Labels
    {
        get
        {
            var labels = new List<ReadOnlyMemory<byte>>();
            for (var at = 0; at < wire.Length; at += wire[at] + 1)
            {
                labels.Add(wire.AsMemory(at + 1, wire[at]));
            }
            return labels;
        }
    }

    /// <summary>Labels with their length bytes, without the root.</summary>
    internal ReadOnlySpan<byte> Wire => wire;

    /// <summary>Bytes of the left-most label; none for the root.</summary>
    internal ReadOnlySpan<byte> FirstLabel => wire.Length == 0 ? [] : wire.AsSpan(1, wire[0]);

    /// <summary>Whether two names are equal, ASCII case folded.</summary>
    public static bool operator ==(DnsName? left, DnsName? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two names differ, ASCII case folded.</summary>
    public static bool operator !=(DnsName? left, DnsName? right) => !(left == right);

    /// <summary>Makes a name of labels.</summary>
    /// <exception cref="FormatException">A label is empty or over 63 bytes, or the name is over 255.</exception>
    public static DnsName FromLabels(IEnumerable<byte[]> labels)
    {
        Span<byte> buffer = stackalloc byte[MaximumLength];
        var length = 0;
        foreach (var label in labels)
        {
            if (label.Length is 0 or > MaximumLabelLength || length + label.Length + 2 > MaximumLength)
            {
                throw new FormatException("A DNS label has 1 to 63 bytes, a name at most 255 (RFC 1035 §2.3.4).");
            }
            buffer[length] = (byte)label.Length;
            label.CopyTo(buffer[(length + 1)..]);
            length += label.Length + 1;
        }
        return new DnsName(buffer[..length]);
    }

    /// <summary>Reads the presentation form: UTF-8, <c>\.</c>, <c>\\</c> and <c>\DDD</c> escapes (RFC 1035 §5.1), with or without the final dot.</summary>
    /// <exception cref="FormatException">The text is not a name.</exception>
    public static DnsName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FromLabels(PresentationForm.Split(text));
    }

    /// <summary>Puts a label in front of this name.</summary>
    /// <exception cref="FormatException">The label is empty or over 63 bytes, or the name is over 255.</exception>
    public DnsName Prepend(ReadOnlySpan<byte> label) => FromLabels([label.ToArray(), .. Labels.Select(at => at.ToArray())]);

    /// <summary>Whether this name lies strictly below <paramref name="parent"/>.</summary>
    public bool IsUnder(DnsName parent) => NameBytes.IsUnder(wire, parent.wire);

    /// <inheritdoc/>
    public bool Equals(DnsName? other) => ReferenceEquals(this, other) || (other is not null && hash == other.hash && NameBytes.Equal(wire, other.wire));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DnsName);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;

    /// <summary>The presentation form without the final dot; bytes that are not printable ASCII are escaped as <c>\DDD</c>.</summary>
    public override string ToString() => string.Join('.', Labels.Select(label => PresentationForm.Escape(label.Span)));
}
