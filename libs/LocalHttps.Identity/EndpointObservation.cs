namespace LocalHttps.Identity;

/// <summary>What one attempt to reach an announced endpoint showed.</summary>
public sealed record EndpointObservation
{
    /// <summary>The endpoint tried.</summary>
    public required AnnouncedEndpoint Endpoint { get; init; }

    /// <summary>How it went.</summary>
    public required ObservationOutcome Outcome { get; init; }

    /// <summary>Where the connection went; null where none was made.</summary>
    public ConnectedEndpoint? Connected { get; init; }

    /// <summary>The served certificate; set exactly when <see cref="Outcome"/> is <see cref="ObservationOutcome.Answered"/>.</summary>
    public CertificateFacts? Certificate { get; init; }

    /// <summary>When; null for <see cref="ObservationOutcome.NotChecked"/>.</summary>
    public DateTimeOffset? CheckedAt { get; init; }
}

/// <summary>How an attempt to reach an endpoint went.</summary>
public enum ObservationOutcome
{
    /// <summary>Not tried yet.</summary>
    NotChecked,

    /// <summary>A TLS handshake was completed and proved possession of the key.</summary>
    Answered,

    /// <summary>No answer in time.</summary>
    NoAnswer,

    /// <summary>The port is closed.</summary>
    Refused,

    /// <summary>It does not speak TLS.</summary>
    NotTls,

    /// <summary>It speaks only TLS before 1.2.</summary>
    TlsTooOld,

    /// <summary>It speaks TLS and the handshake failed: it refused the name, wants a client certificate, or served none that can be read.</summary>
    HandshakeFailed,

    /// <summary>No address is known.</summary>
    NoAddress,

    /// <summary>Every address is one the host does not connect to.</summary>
    AddressNotAllowed,
}

/// <summary>Everything the verdict of one device stands on, besides policy, trust and time.</summary>
public sealed record DeviceFacts
{
    /// <summary>The announcements; null for a trusted device that is not announced now.</summary>
    public required AssembledDevice? Device { get; init; }

    /// <summary>The latest observation of each endpoint.</summary>
    public required IReadOnlyList<EndpointObservation> Observations { get; init; }

    /// <summary>The look-alike finding (<c>looks-like-trusted</c>, <c>looks-like-other</c>), if any.</summary>
    public required Finding? LookAlike { get; init; }

    /// <summary>Whether announced endpoints or addresses were left out of the checks, so that what proves the device may be among them.</summary>
    public bool IsPartial { get; init; }
}
