using System.Net;
using LocalHttps.Identity;

namespace LocalHttps.Host.Verification;

/// <summary>One check of one device: every endpoint at the same time.</summary>
public sealed class CheckRound
{
    /// <summary>How long a settled check of a device nobody trusts yet waits for its other endpoints, which may contradict.</summary>
    public static readonly TimeSpan Contradiction = TimeSpan.FromMilliseconds(500);

    private readonly CheckPlan plan;
    private readonly IEndpointProbe probe;
    private readonly TimeProvider time;
    private readonly Dictionary<AnnouncedEndpoint, IReadOnlyList<EndpointObservation>> observed = [];
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CheckRound(CheckPlan plan, IEndpointProbe probe, TimeProvider time)
    {
        this.plan = plan;
        this.probe = probe;
        this.time = time;
    }

    /// <summary>Done when every endpoint was observed.</summary>
    public Task Finished { get; private set; } = Task.CompletedTask;

    /// <summary>Done when enough was observed for a verdict: the pinned key was proved, or all has been heard that comes in reasonable time.</summary>
    public Task Enough { get; private set; } = Task.CompletedTask;

    /// <summary>What a probe failed with; null where none did.</summary>
    public Exception? Defect { get; private set; }

    /// <summary>What was observed so far.</summary>
    public IReadOnlyList<EndpointObservation> Observations
    {
        get
        {
            lock (observed)
            {
                return [.. observed.Values.SelectMany(observations => observations)];
            }
        }
    }

    /// <summary>Begins a check.</summary>
    /// <param name="plan">What to check.</param>
    /// <param name="probe">Observes the endpoints.</param>
    /// <param name="time">The clock.</param>
    /// <param name="report">Takes each observation as it is made, on any thread.</param>
    /// <param name="cancellationToken">Abandons the check.</param>
    public static CheckRound Start(
        CheckPlan plan, IEndpointProbe probe, TimeProvider time, Action<AnnouncedEndpoint, IReadOnlyList<EndpointObservation>> report, CancellationToken cancellationToken)
    {
        var round = new CheckRound(plan, probe, time);
        var running = plan.Endpoints.Select(item =>
            (item.HasAnswered, Task: Task.Run(() => round.ObserveAsync(item.Endpoint, item.Targets, report, cancellationToken), cancellationToken))).ToArray();
        round.Finished = Task.WhenAll(running.Select(item => item.Task));
        round.Enough = round.EnoughAsync(Task.WhenAll(running.Where(item => item.HasAnswered).Select(item => item.Task)));
        return round;
    }

    private async Task ObserveAsync(
        AnnouncedEndpoint endpoint, IReadOnlyList<IPEndPoint> targets, Action<AnnouncedEndpoint, IReadOnlyList<EndpointObservation>> report, CancellationToken cancellationToken)
    {
        var question = new ProbeQuestion(plan.Cname, endpoint, targets, plan.Limit, plan.Trust is not null, Settles);
        var observations = await AskAsync(question, cancellationToken);
        lock (observed)
        {
            observed[endpoint] = observations;
        }
        report(endpoint, observations);
        if (observations.Any(one => one.Certificate is { } certificate && Settles(certificate)))
        {
            settled.TrySetResult();
        }
    }

    /// <summary>A probe that fails is an endpoint that proved nothing: the other endpoints, and whoever waits, do not pay for it.</summary>
    private async Task<IReadOnlyList<EndpointObservation>> AskAsync(ProbeQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            return await probe.ObserveAsync(question, cancellationToken);
        }
        catch (Exception defect) when (!cancellationToken.IsCancellationRequested)
        {
            Defect = defect;
            return [new() { Endpoint = question.Endpoint, Outcome = ObservationOutcome.HandshakeFailed, CheckedAt = time.GetUtcNow() }];
        }
    }

    /// <param name="known">The endpoints that answered before: what they showed is on display, and a slow one must not be missing from what is compared with it.</param>
    private async Task EnoughAsync(Task known)
    {
        await Task.WhenAny(Finished, settled.Task);
        if (!Finished.IsCompleted && plan.Trust is null)
        {
            await Task.WhenAny(Finished, Task.WhenAll(known, Task.Delay(Contradiction, time, CancellationToken.None)));
        }
        if (Finished.IsCompleted)
        {
            await Finished;
        }
    }

    /// <summary>Whether a certificate could stand behind the best verdict the device can have; the verdict itself is decided elsewhere.</summary>
    private bool Settles(CertificateFacts certificate) => plan.Trust is { } trust
        ? VerdictRules.Proves(trust, certificate, plan.Policy, time.GetUtcNow())
        : certificate.Trust != ChainTrust.None && NameMatch.Match(plan.Cname, certificate.DnsNames) != NameMatchKind.None;
}

/// <summary>What to check of a device.</summary>
/// <param name="Cname">Its public name.</param>
/// <param name="Trust">Its trust entry; null for a device nobody confirmed.</param>
/// <param name="Policy">The numbers of the verdict rules.</param>
/// <param name="Limit">How long one address may take.</param>
/// <param name="Endpoints">The endpoints.</param>
public sealed record CheckPlan(string Cname, TrustEntry? Trust, VerdictPolicy Policy, TimeSpan Limit, IReadOnlyList<PlannedEndpoint> Endpoints);

/// <summary>An endpoint to check.</summary>
/// <param name="Endpoint">The announcement.</param>
/// <param name="Targets">The addresses that may be connected to, the best first.</param>
/// <param name="HasAnswered">Whether it answered the last check.</param>
public sealed record PlannedEndpoint(AnnouncedEndpoint Endpoint, IReadOnlyList<IPEndPoint> Targets, bool HasAnswered);
