using System.Net.Sockets;

namespace LocalHttps.Star.Configuration;

/// <summary>What to do about an address that cannot be listened at.</summary>
internal static class BindAdvice
{
    /// <summary>One sentence.</summary>
    /// <param name="problem">What the system said.</param>
    /// <param name="flag">The setting, such as <c>--dns</c>.</param>
    public static string For(SocketException problem, string flag) => problem.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"Another server listens there; stop it or choose another port with {flag}.",
        SocketError.AccessDenied => "Ports below 1024 need CAP_NET_BIND_SERVICE; the systemd unit grants it.",
        SocketError.AddressNotAvailable => $"This machine does not have the address; name one of its own with {flag}.",
        _ => $"Choose another address with {flag}.",
    };
}
