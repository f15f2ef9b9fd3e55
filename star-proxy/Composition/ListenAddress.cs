using System.Net;
using System.Net.Sockets;
using LocalHttps.Star.Configuration;

namespace LocalHttps.Star.Composition;

/// <summary>Tries an address before the web server takes it: the server itself would tell by stack traces only.</summary>
internal static class ListenAddress
{
    /// <exception cref="ConfigurationException">It cannot be listened at.</exception>
    public static void Demand(IPEndPoint listen)
    {
        try
        {
            using var socket = new Socket(listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // As the web server does.
            if (listen.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(listen);
        }
        catch (SocketException problem)
        {
            throw new ConfigurationException([$"--listen: {listen} cannot be listened at: {problem.Message}. {BindAdvice.For(problem, "--listen")}"]);
        }
    }
}
