using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Upstream;

/// <summary>Where certificates come from: the embedded CA, a plain ACME CA or a STAR CA.</summary>
internal interface IUpstream
{
    /// <summary>Whether this proxy answers for the series itself; false where the CA publishes the star-certificate (RFC 8739).</summary>
    bool IsSeriesOurs { get; }

    /// <summary>Whether it answers by computing alone, so that finalize need not wait for the worker, and validity follows the plan to the second.</summary>
    bool IsImmediate { get; }

    /// <summary>What it offers now; for the directory's meta.</summary>
    /// <exception cref="UpstreamException">It cannot be asked.</exception>
    Task<UpstreamOffer> DescribeAsync(CancellationToken cancellation);

    /// <summary>Goes on with one certificate from where the journal stands until it is there, has failed or has to wait.</summary>
    /// <exception cref="UpstreamException">Could not be asked; try again later.</exception>
    Task<UpstreamStep> AdvanceAsync(UpstreamRequest request, CancellationToken cancellation);

    /// <summary>Ends what an order has under way: tells a STAR CA that it is cancelled, takes leftover records out of the zone. May be called again.</summary>
    /// <exception cref="UpstreamException">Could not be asked; try again later.</exception>
    Task CancelAsync(Order order, CancellationToken cancellation);

    /// <summary>Revokes a plain certificate.</summary>
    /// <exception cref="UpstreamException">Could not be asked; try again later.</exception>
    Task RevokeAsync(IssuedCertificate certificate, int? reason, CancellationToken cancellation);
}

/// <summary>What an upstream offers.</summary>
/// <param name="AutoRenewal">Bounds of a series.</param>
/// <param name="CaaIdentities">Its names in CAA records.</param>
/// <param name="AccountUri">The account that certificates are ordered with, for CAA's accounturi (RFC 8657).</param>
internal sealed record UpstreamOffer(AutoRenewalCapability AutoRenewal, IReadOnlyList<string> CaaIdentities, Uri? AccountUri);

/// <summary>One certificate to get.</summary>
/// <param name="Order">The order, with its CSR and its journal.</param>
/// <param name="Index">Its place in the series, from 0.</param>
/// <param name="NotBefore">The notBefore planned; a plain ACME CA sets its own.</param>
/// <param name="NotAfter">The notAfter planned, never after the order's end.</param>
/// <param name="SaveJournal">Makes the journal durable before the next step is taken.</param>
/// <param name="Previous">The certificate before it in the series.</param>
internal sealed record UpstreamRequest(Order Order, int Index, DateTimeOffset NotBefore, DateTimeOffset NotAfter, Func<string, Task> SaveJournal, IssuedCertificate? Previous = null);

/// <summary>How far it came.</summary>
internal abstract record UpstreamStep
{
    private UpstreamStep()
    {
    }

    /// <summary>The certificate is there.</summary>
    /// <param name="ChainPem">Leaf and issuers.</param>
    /// <param name="RenewAt">When the upstream would like to be asked for the next one (ARI, RFC 9773); half of its life is the latest moment all the same.</param>
    public sealed record Issued(string ChainPem, DateTimeOffset? RenewAt = null) : UpstreamStep;

    /// <summary>The CA publishes it itself (RFC 9115 §2.3.2, §2.3.3).</summary>
    /// <param name="Certificate">Its star-certificate or, of a plain order, certificate.</param>
    /// <param name="ChainPem">Leaf and issuers of a plain order, so that it can be revoked.</param>
    public sealed record Published(Uri Certificate, string? ChainPem = null) : UpstreamStep;

    /// <summary>The CA needs time.</summary>
    public sealed record Waiting(TimeSpan Delay) : UpstreamStep;

    /// <summary>It will not come of this order.</summary>
    /// <param name="Problem">Why.</param>
    /// <param name="CertificateGetDenied">The CA offers no GET of certificates: allow-certificate-get turns false (RFC 9115 §2.3.2).</param>
    public sealed record Failed(Problem Problem, bool CertificateGetDenied = false) : UpstreamStep;
}

/// <summary>The upstream could not be asked; the message says why.</summary>
internal sealed class UpstreamException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>When the upstream said to come back.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
