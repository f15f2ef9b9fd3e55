using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Renewal;

/// <summary>What came of one piece of work, not stored yet.</summary>
/// <param name="Lease">The work as it was taken.</param>
internal abstract record Outcome(WorkItem Lease)
{
    /// <summary>A certificate is there.</summary>
    /// <param name="Lease">The work as it was taken.</param>
    /// <param name="Certificate">It.</param>
    /// <param name="DueAt">When it was due; null: it was not waited for.</param>
    /// <param name="SeriesStart">The first nominal renewal date, of a series.</param>
    /// <param name="Next">When the next is due; null: there is none.</param>
    public sealed record Issued(WorkItem Lease, IssuedCertificate Certificate, DateTimeOffset? DueAt, DateTimeOffset? SeriesStart, DateTimeOffset? Next) : Outcome(Lease);

    /// <summary>The CA publishes it.</summary>
    public sealed record Published(WorkItem Lease, Uri Location, IssuedCertificate? Certificate) : Outcome(Lease);

    /// <summary>There is more to do later.</summary>
    /// <param name="Lease">The work as it was taken.</param>
    /// <param name="DueAt">When.</param>
    /// <param name="Attempts">The tries in vain up to now.</param>
    public sealed record Later(WorkItem Lease, DateTimeOffset DueAt, int Attempts) : Outcome(Lease);

    /// <summary>No certificate will come of the order.</summary>
    public sealed record Failed(WorkItem Lease, Problem Problem, bool CertificateGetDenied) : Outcome(Lease);

    /// <summary>There is nothing more to do.</summary>
    public sealed record Over(WorkItem Lease) : Outcome(Lease);
}
