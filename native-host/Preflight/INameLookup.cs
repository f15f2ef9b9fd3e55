using System.Net;
using System.Net.Sockets;

namespace LocalHttps.Host.Preflight;

/// <summary>The door to this computer's resolver.</summary>
internal interface INameLookup
{
    /// <summary>The addresses this computer finds for a name; empty where it finds none.</summary>
    Task<IReadOnlyList<IPAddress>> FindAsync(string name, CancellationToken cancellationToken);
}

/// <summary>The system's resolver.</summary>
internal sealed class SystemNameLookup : INameLookup
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPAddress>> FindAsync(string name, CancellationToken cancellationToken)
    {
        // RFC 6761 §6.3: names under localhost are loopback, and browsers ask nobody.
        if (name.EndsWith(".localhost", StringComparison.Ordinal))
        {
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        }
        try
        {
            return await Dns.GetHostAddressesAsync(name, cancellationToken);
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
