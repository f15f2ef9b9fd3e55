using System.Net;

namespace LocalHttps.Mdns;

/// <summary>A network interface of this machine.</summary>
/// <param name="Index">The system's number for it; one that is gone may be given to another interface.</param>
/// <param name="Name">The system's name for it, such as <c>eth0</c>.</param>
/// <param name="IsLoopback">Whether it reaches this machine alone.</param>
/// <param name="Addresses">Its IPv4 and IPv6 addresses; those of IPv4 only on loopback.</param>
public sealed record MdnsInterface(int Index, string Name, bool IsLoopback, IReadOnlyList<InterfaceAddress> Addresses)
{
    /// <summary>What tells two interfaces apart that had the same name and index one after the other; empty where there is nothing.</summary>
    internal string HardwareAddress { get; init; } = "";

    /// <summary>Whether nothing changed, addresses included.</summary>
    internal bool IsSameAs(MdnsInterface other) => IsSameLinkAs(other) && Addresses.SequenceEqual(other.Addresses);

    /// <summary>Whether it is the same interface, be it with other addresses: what was joined there still is.</summary>
    internal bool IsSameLinkAs(MdnsInterface other) => Index == other.Index && Name == other.Name && HardwareAddress == other.HardwareAddress;

    /// <summary>Whether an address is on this link (RFC 6762 §11).</summary>
    internal bool IsOnLink(IPAddress address)
    {
        if (address.IsIPv6LinkLocal)
        {
            return true;
        }
        var bytes = address.GetAddressBytes();
        foreach (var own in Addresses)
        {
            if (SharePrefix(own.Address.GetAddressBytes(), bytes, own.PrefixLength))
            {
                return true;
            }
        }
        return false;
    }

    private static bool SharePrefix(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int bits)
    {
        var whole = bits / 8;
        var rest = bits % 8;
        return a.Length == b.Length && bits > 0 && bits <= a.Length * 8
            && a[..whole].SequenceEqual(b[..whole])
            && (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
    }
}

/// <summary>An address of this machine.</summary>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">Length in bits of the prefix that the hosts of its link share.</param>
public sealed record InterfaceAddress(IPAddress Address, int PrefixLength);
