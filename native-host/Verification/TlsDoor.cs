using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Identity;

namespace LocalHttps.Host.Verification;

/// <summary>The door to devices: connects to an address, shakes hands for a name, and tells what was served. Trusts and refuses nothing itself.</summary>
public sealed class TlsDoor(CertificateJudge judge, TimeProvider time)
{
    /// <summary>Tries one address.</summary>
    /// <param name="cname">The name for SNI.</param>
    /// <param name="target">An address that <see cref="ConnectRules"/> allow.</param>
    /// <param name="limit">How long connecting and shaking hands may take.</param>
    /// <param name="cancellationToken">Abandons the attempt.</param>
    public async Task<TlsAttempt> OpenAsync(string cname, IPEndPoint target, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        Socket? socket = null;
        try
        {
            socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(target, both.Token);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            socket?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return Failed(target, fault is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.ConnectionReset }
                ? ObservationOutcome.Refused
                : ObservationOutcome.NoAnswer);
        }
        return await ShakeHandsAsync(cname, target, new HandshakeTap(new NetworkStream(socket, ownsSocket: true)), both.Token, cancellationToken);
    }

    private async Task<TlsAttempt> ShakeHandsAsync(
        string cname, IPEndPoint target, HandshakeTap tap, CancellationToken limited, CancellationToken cancellationToken)
    {
        ServedCertificates? served = null;
        // Facts are collected here and judged later; a peer without a certificate proves nothing.
        bool Collect(X509Certificate? leaf, X509Chain? chain) => (served = ServedCertificates.Of(leaf, chain)) is not null;
        var tls = new SslStream(tap, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(Options(cname, Collect), limited);
            tap.Handshaking = false;
            if (served is not null && judge.Judge(served) is { } facts)
            {
                return TlsAttempt.Answered(target, facts, time.GetUtcNow(), tls);
            }
        }
        catch (OperationCanceledException)
        {
            await tls.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return Failed(target, tap.HasSpoken ? tap.Classify() : ObservationOutcome.NoAnswer);
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException or CryptographicException or InvalidOperationException or NotSupportedException)
        {
            await tls.DisposeAsync();
            return Failed(target, tap.Classify());
        }
        // What a peer sends decides where SslStream and the parsers behind it stumble (a connection reset at the right byte makes .NET 10
        // throw IndexOutOfRangeException): whatever it is, it is this peer's failed handshake and nobody else's.
        catch (Exception)
        {
            await tls.DisposeAsync();
            return Failed(target, ObservationOutcome.HandshakeFailed);
        }
        await tls.DisposeAsync();
        return Failed(target, ObservationOutcome.HandshakeFailed);
    }

    private TlsAttempt Failed(IPEndPoint target, ObservationOutcome outcome) => TlsAttempt.Failed(target, outcome, time.GetUtcNow());

    private static SslClientAuthenticationOptions Options(string cname, Func<X509Certificate?, X509Chain?, bool> collect) => new()
    {
        TargetHost = cname,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        // A resumed session would not prove the key again.
        AllowTlsResume = false,
        CertificateChainPolicy = CollectOnly(),
        RemoteCertificateValidationCallback = (_, leaf, chain, _) => collect(leaf, chain),
    };

    /// <summary>SslStream builds a chain before it calls back. It is not used: this policy makes it cheap and keeps it off the network.</summary>
    private static X509ChainPolicy CollectOnly() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };
}
