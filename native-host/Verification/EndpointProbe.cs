using System.Net;
using LocalHttps.Identity;

namespace LocalHttps.Host.Verification;

/// <summary>Finds out what an announced endpoint proves: tries its addresses one shortly after the other (as RFC 8305 §5 does for connections,
/// here for whole handshakes, so that an address that accepts and stays silent holds nobody up) until one settles the question.</summary>
public sealed class EndpointProbe(TlsDoor door, AttemptGate gate, TimeProvider time) : IEndpointProbe
{
    /// <summary>The delay before the next address is tried beside the ones that have not answered (RFC 8305 §8: at least 100 ms).</summary>
    public static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(150);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EndpointObservation>> ObserveAsync(ProbeQuestion question, CancellationToken cancellationToken)
    {
        if (question.Targets.Count == 0)
        {
            return [Unasked(question)];
        }
        var settled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new List<Task<TlsAttempt>>();
        var done = new List<TlsAttempt>();
        try
        {
            for (var next = 0; next < question.Targets.Count || running.Count > 0;)
            {
                if (next < question.Targets.Count)
                {
                    running.Add(TryAsync(question, question.Targets[next++], settled.Token));
                }
                await WaitAsync(running, next < question.Targets.Count, settled.Token);
                if (running.Find(task => task.IsCompleted) is not { } finished)
                {
                    continue;
                }
                running.Remove(finished);
                var attempt = await finished;
                done.Add(attempt);
                if (attempt.Certificate is { } certificate && question.Settles(certificate))
                {
                    // Of a trusted device's other answers the person is told; they do not count against the proof.
                    return question.IsTrusted ? Reduce(question, done) : [attempt.Observed(question.Endpoint)];
                }
            }
            return Reduce(question, done);
        }
        finally
        {
            await settled.CancelAsync();
            done.ForEach(attempt => attempt.Dispose());
            _ = AbandonAsync(running, settled);
        }
    }

    /// <summary>Until one has finished, or the next address is due.</summary>
    private async Task WaitAsync(List<Task<TlsAttempt>> running, bool moreToTry, CancellationToken cancellationToken)
    {
        if (!moreToTry)
        {
            await Task.WhenAny(running);
            return;
        }
        using var early = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny([.. running, Task.Delay(Stagger, time, early.Token)]);
        await early.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<TlsAttempt> TryAsync(ProbeQuestion question, IPEndPoint target, CancellationToken cancellationToken)
    {
        using var pass = await gate.EnterAsync(target.Address, question.IsTrusted, cancellationToken);
        return await door.OpenAsync(question.Cname, target, question.Limit, cancellationToken);
    }

    private static IReadOnlyList<EndpointObservation> Reduce(ProbeQuestion question, List<TlsAttempt> done)
    {
        var answered = done.Where(attempt => attempt.Certificate is not null).DistinctBy(attempt => attempt.Certificate!.LeafSha256, StringComparer.Ordinal).ToArray();
        var telling = answered.Length > 0 ? answered : [done.MaxBy(attempt => Weight(attempt.Outcome))!];
        return [.. telling.Select(attempt => attempt.Observed(question.Endpoint))];
    }

    private static int Weight(ObservationOutcome outcome) => outcome switch
    {
        ObservationOutcome.TlsTooOld => 5,
        ObservationOutcome.HandshakeFailed => 4,
        ObservationOutcome.NotTls => 3,
        ObservationOutcome.Refused => 2,
        _ => 1,
    };

    private EndpointObservation Unasked(ProbeQuestion question) => new()
    {
        Endpoint = question.Endpoint,
        Outcome = question.Endpoint.Addresses.Count == 0 ? ObservationOutcome.NoAddress : ObservationOutcome.AddressNotAllowed,
        CheckedAt = time.GetUtcNow(),
    };

    /// <summary>Closes what still opens after the question was settled.</summary>
    private static async Task AbandonAsync(List<Task<TlsAttempt>> running, CancellationTokenSource settled)
    {
        foreach (var attempt in running)
        {
            // Most end as cancelled, having closed themselves.
            await Task.WhenAny(attempt);
            if (attempt.IsCompletedSuccessfully)
            {
                (await attempt).Dispose();
            }
        }
        settled.Dispose();
    }
}
