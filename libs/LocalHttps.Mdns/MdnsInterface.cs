using System.Net;

namespace LocalHttps.Mdns;

/// <summary>A network interface the engine has joined.</summary>
public sealed record MdnsInterface(int Index, string Name, bool IsLoopback, IReadOnlyList<InterfaceAddress> Addresses)
{
    /// <summary>What tells two interfaces apart that had the same name and index one after the other; empty where there is nothing.</summary>
    internal string HardwareAddress { get; init; } = "";

    /// <summary>Whether nothing changed, addresses included.</summary>
    internal bool IsSameAs(MdnsInterface other) => IsSameLinkAs(other) && Addresses.SequenceEqual(other.Addresses);

    /// <summary>Whether it is the same interface, be it with other addresses: what was joined there still is.</summary>
    internal bool IsSameLinkAs(MdnsInterface other) => Index == other.Index && Name == other.Name && HardwareAddress == other.HardwareAddress;
}

/// <summary>An address of this machine and the length of its on-link prefix in bits.</summary>
public sealed record InterfaceAddress(IPAddress Address, int PrefixLength);
