using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;

namespace LocalHttps.Mdns;

/// <summary>Comparison of names in wire form. Length bytes are below 'A', so folding may run over the whole form.</summary>
internal static class NameBytes
{
    /// <summary>Whether two names are equal with ASCII case folded.</summary>
    public static bool Equal(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }
        if (a.SequenceEqual(b))
        {
            return true;
        }
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] != b[i] && Fold(a[i]) != Fold(b[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether a name lies strictly below another.</summary>
    public static bool IsUnder(ReadOnlySpan<byte> name, ReadOnlySpan<byte> parent)
    {
        var rest = name;
        while (rest.Length > parent.Length)
        {
            rest = rest[(rest[0] + 1)..];
        }
        return rest.Length < name.Length && Equal(rest, parent);
    }

    /// <summary>A hash of the folded bytes, seeded per process so that a sender cannot prepare collisions.</summary>
    public static int Hash(ReadOnlySpan<byte> wire)
    {
        Span<byte> folded = stackalloc byte[DnsName.MaximumLength];
        folded = folded[..wire.Length];
        FoldTo(wire, folded);
        var hash = new HashCode();
        hash.AddBytes(folded);
        return hash.ToHashCode();
    }

    private static void FoldTo(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var i = 0;
        for (; i + Vector128<byte>.Count <= source.Length; i += Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(source.Slice(i, Vector128<byte>.Count));
            var upper = Vector128.LessThan(bytes - Vector128.Create((byte)'A'), Vector128.Create((byte)26));
            (bytes | (upper & Vector128.Create((byte)0x20))).CopyTo(destination[i..]);
        }
        for (; i < source.Length; i++)
        {
            destination[i] = Fold(source[i]);
        }
    }

    private static byte Fold(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
}

/// <summary>Lets a dictionary keyed by name be asked with wire bytes, without making a name first.</summary>
internal sealed class NameComparer : IEqualityComparer<DnsName>, IAlternateEqualityComparer<ReadOnlySpan<byte>, DnsName>
{
    /// <summary>The one instance.</summary>
    public static readonly NameComparer Instance = new();

    /// <inheritdoc/>
    public bool Equals(DnsName? x, DnsName? y) => x is null ? y is null : x.Equals(y);

    /// <inheritdoc/>
    public int GetHashCode([DisallowNull] DnsName obj) => obj.GetHashCode();

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<byte> alternate, DnsName other) => NameBytes.Equal(alternate, other.Wire);

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<byte> alternate) => NameBytes.Hash(alternate);

    /// <inheritdoc/>
    public DnsName Create(ReadOnlySpan<byte> alternate) => new(alternate);
}
