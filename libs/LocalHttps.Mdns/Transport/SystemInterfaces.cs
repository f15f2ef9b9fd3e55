using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LocalHttps.Mdns;

/// <summary>Reads which interfaces of this machine are to be joined.</summary>
public static class SystemInterfaces
{
    /// <summary>The interfaces that are up, have an address and can multicast; loopback only when named.</summary>
    /// <param name="names">Names to choose by; empty for all.</param>
    public static IReadOnlyList<MdnsInterface> Read(IReadOnlyList<string> names)
    {
        var found = new List<MdnsInterface>();
        foreach (var nic in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (IsWanted(nic, names) && Describe(nic) is { Addresses.Count: > 0 } described)
            {
                found.Add(described);
            }
        }
        return found;
    }

    private static bool IsWanted(NetworkInterface nic, IReadOnlyList<string> names)
    {
        // Virtual interfaces report Unknown although they work.
        if (nic.OperationalStatus is not (OperationalStatus.Up or OperationalStatus.Unknown))
        {
            return false;
        }
        // Linux's lo has no MULTICAST flag, yet IPv4 multicast works there when joined by index.
        return names.Count == 0
            ? nic.SupportsMulticast && nic.NetworkInterfaceType != NetworkInterfaceType.Loopback
            : names.Contains(nic.Name, StringComparer.Ordinal);
    }

    private static MdnsInterface? Describe(NetworkInterface nic)
    {
        try
        {
            var properties = nic.GetIPProperties();
            var isLoopback = nic.NetworkInterfaceType == NetworkInterfaceType.Loopback;
            var addresses = properties.UnicastAddresses
                .Where(at => !isLoopback || at.Address.AddressFamily == AddressFamily.InterNetwork)
                .Select(at => new InterfaceAddress(at.Address, at.PrefixLength))
                .OrderBy(at => at.Address.ToString(), StringComparer.Ordinal)
                .ToArray();
            return new MdnsInterface(IndexOf(nic, properties), nic.Name, isLoopback, addresses) { HardwareAddress = nic.GetPhysicalAddress().ToString() };
        }
        catch (Exception exception) when (exception is NetworkInformationException or IOException)
        {
            // It vanished between being listed and being read; the next reading will not list it.
            return null;
        }
    }

    private static int IndexOf(NetworkInterface nic, IPInterfaceProperties properties) => nic.Supports(NetworkInterfaceComponent.IPv4)
        ? properties.GetIPv4Properties().Index
        : properties.GetIPv6Properties().Index;
}
