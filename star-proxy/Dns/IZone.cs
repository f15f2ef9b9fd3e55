using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Dns;

/// <summary>The delegated zone, as the proxy writes it. A change is durable once its task completes, and visible to queries, or an error says that it is not yet.</summary>
internal interface IZone
{
    /// <summary>The apex: lower-case A-labels without the final dot.</summary>
    string Apex { get; }

    /// <summary>Makes these the only records of their name and type; none removes them.</summary>
    /// <exception cref="ZoneException">The server did not take it.</exception>
    Task SetAsync(string name, ZoneRecordType type, IReadOnlyList<ZoneRecord> records, CancellationToken cancellation);

    /// <summary>Adds one record and leaves the others of its name and type.</summary>
    /// <exception cref="ZoneException">The server did not take it.</exception>
    Task AddAsync(ZoneRecord record, CancellationToken cancellation);

    /// <summary>Removes one record.</summary>
    /// <exception cref="ZoneException">The server did not take it.</exception>
    Task RemoveAsync(ZoneRecord record, CancellationToken cancellation);

    /// <summary>Whether the zone answers; for <c>check</c> and readiness.</summary>
    /// <exception cref="ZoneException">What is wrong and what to do.</exception>
    Task CheckAsync(CancellationToken cancellation);
}

/// <summary>The zone could not be changed or asked; the message says why and what to do.</summary>
internal sealed class ZoneException(string message, Exception? inner = null) : Exception(message, inner);
