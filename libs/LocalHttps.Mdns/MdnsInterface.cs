using System.Net;

namespace LocalHttps.Mdns;

/// <summary>A network interface the engine has joined.</summary>
public sealed record MdnsInterface(int Index, string Name, bool IsLoopback, IReadOnlyList<InterfaceAddress> Addresses)
{
    /// <summary>Whether nothing changed, addresses included.</summary>
    internal bool IsSameAs(MdnsInterface other) => Index == other.Index && Name == other.Name && Addresses.SequenceEqual(other.Addresses);
}

/// <summary>An address of this machine and the length of its on-link prefix in bits.</summary>
public sealed record InterfaceAddress(IPAddress Address, int PrefixLength);
