using System.Net;
using System.Net.Security;
using LocalHttps.Identity;

namespace LocalHttps.Host.Verification;

/// <summary>One attempt to shake hands with one address. Where it was answered, the connection is open until disposed.</summary>
public sealed class TlsAttempt : IDisposable
{
    private readonly SslStream? stream;

    private TlsAttempt(IPEndPoint target, ObservationOutcome outcome, CertificateFacts? certificate, DateTimeOffset at, SslStream? stream)
    {
        Target = target;
        Outcome = outcome;
        Certificate = certificate;
        At = at;
        this.stream = stream;
    }

    /// <summary>Where it went.</summary>
    public IPEndPoint Target { get; }

    /// <summary>How it went.</summary>
    public ObservationOutcome Outcome { get; }

    /// <summary>The served certificate; set exactly when answered.</summary>
    public CertificateFacts? Certificate { get; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The encrypted connection, to a peer that has proved its key and nothing else: send nothing before judging <see cref="Certificate"/>.</summary>
    public Stream Connection => stream ?? throw new InvalidOperationException("The attempt was not answered.");

    internal static TlsAttempt Answered(IPEndPoint target, CertificateFacts certificate, DateTimeOffset at, SslStream stream) =>
        new(target, ObservationOutcome.Answered, certificate, at, stream);

    internal static TlsAttempt Failed(IPEndPoint target, ObservationOutcome outcome, DateTimeOffset at) => new(target, outcome, null, at, null);

    /// <summary>As an observation of the endpoint the address belongs to.</summary>
    public EndpointObservation Observed(AnnouncedEndpoint endpoint) => new()
    {
        Endpoint = endpoint,
        Outcome = Outcome,
        Connected = new ConnectedEndpoint(Target.Address.ToString(), Target.Port),
        Certificate = Certificate,
        CheckedAt = At,
    };

    /// <inheritdoc/>
    public void Dispose() => stream?.Dispose();
}
