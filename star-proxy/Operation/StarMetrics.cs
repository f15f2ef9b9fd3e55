using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LocalHttps.Star.Operation;

/// <summary>What the service counts (OpenTelemetry). No name, account or address is ever a tag: their number is unbounded, and they are somebody's.</summary>
internal sealed class StarMetrics : IDisposable
{
    /// <summary>The meter's and the traces' name.</summary>
    public const string Name = "LocalHttps.Star";

    // From what nobody notices to a day, as lifetimes are from minutes to weeks.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400] };

    private readonly Meter meter;
    private readonly Counter<long> orders;
    private readonly Counter<long> certificates;
    private readonly Counter<long> problems;
    private readonly Counter<long> upstreamFailures;
    private readonly Histogram<double> lateness;

    /// <summary>Makes the instruments.</summary>
    public StarMetrics(IMeterFactory meters)
    {
        meter = meters.Create(Name);
        orders = meter.CreateCounter<long>("localhttps.star.orders", "{order}", "Orders accepted.");
        certificates = meter.CreateCounter<long>("localhttps.star.certificates.issued", "{certificate}", "Certificates stored.");
        problems = meter.CreateCounter<long>("localhttps.star.problems", "{problem}", "Problem documents sent.");
        upstreamFailures = meter.CreateCounter<long>("localhttps.star.upstream.failures", "{failure}", "Tries at the upstream that will be repeated.");
        lateness = meter.CreateHistogram<double>("localhttps.star.renewal.lateness", "s", "Time from when a renewal was due to when its certificate was stored.", tags: null, Seconds);
    }

    /// <summary>The meter, for whoever listens to this one alone.</summary>
    public Meter Meter => meter;

    /// <summary>Spans of what is worth tracing beyond requests.</summary>
    public static ActivitySource Traces { get; } = new(Name);

    /// <summary>An order was accepted: <c>plain</c>, <c>star</c>, <c>delegated-plain</c> or <c>delegated-star</c>.</summary>
    public void OrderAccepted(string kind) => orders.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>A certificate was stored: <c>first</c> or <c>renewal</c>.</summary>
    public void CertificateIssued(string kind) => certificates.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>A renewal's certificate was stored so long after it was due.</summary>
    public void Renewed(TimeSpan late) => lateness.Record(late.TotalSeconds);

    /// <summary>The upstream could not do it this time.</summary>
    public void UpstreamFailed() => upstreamFailures.Add(1);

    /// <summary>A problem document was sent; the type without its prefix.</summary>
    public void ProblemSent(string type, int status) =>
        problems.Add(1, new KeyValuePair<string, object?>("type", type), new KeyValuePair<string, object?>("status", status));

    /// <summary>Has the length of the queue asked for with each export.</summary>
    public void WatchQueue(Func<long> length) => _ = meter.CreateObservableGauge("localhttps.star.queue.length", length, "{item}", "Work that is due and waits.");

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();
}
