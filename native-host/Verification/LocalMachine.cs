using System.Net;
using System.Net.NetworkInformation;

namespace LocalHttps.Host.Verification;

/// <summary>The door to what this machine calls itself.</summary>
public static class LocalMachine
{
    /// <summary>Every unicast address of this machine, on whatever interface; null where the system could not tell just now,
    /// as when an interface goes away while it is read.</summary>
    public static IReadOnlyCollection<IPAddress>? Addresses()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(item => item.GetIPProperties().UnicastAddresses)
                .Select(item => item.Address)];
        }
        catch (NetworkInformationException)
        {
            return null;
        }
    }
}
