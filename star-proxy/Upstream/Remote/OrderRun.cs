using LocalHttps.Acme;

namespace LocalHttps.Star.Upstream.Remote;

/// <summary>
/// Brings one order at a CA to its end, a step at a time: order, prove by dns-01, finalize. The order's URL and each response are durable before the
/// next step, so that whoever goes on after a crash goes on with the same order.
/// </summary>
internal sealed class OrderRun(AcmeClient client, Uri directory, ZoneProofs zone, UpstreamRequest request, TimeProvider time)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    // A CA that was told and does nothing has perhaps forgotten it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Where it stands.</summary>
    public RunJournal Journal { get; private set; } = RunJournal.Of(request.Order, request.Index, directory);

    /// <summary>Goes on until the order is valid, has failed or has to be waited for.</summary>
    /// <param name="wanted">What to order, unless it is ordered already.</param>
    /// <param name="check">Looks at a new order before anything is proved; null: it is good.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="AcmeClientException">The CA refuses or cannot be asked.</exception>
    /// <exception cref="UpstreamException">In vain; try again later.</exception>
    public async Task<RunResult> AdvanceAsync(OrderRequest wanted, Func<AcmeOrder, UpstreamStep.Failed?> check, CancellationToken cancellation)
    {
        var order = await FindAsync(cancellation) ?? await MakeAsync(wanted, cancellation);
        if (check(order.Value) is { } refused)
            return await EndAsync(refused, cancellation);
        if (order.Value.Status == AcmeStatus.Pending && await ProveAsync(order.Value, cancellation) is { } step)
            return step is UpstreamStep.Failed ? await EndAsync(step, cancellation) : new RunResult(null, step);
        if (order.Value.Status == AcmeStatus.Ready)
            order = await client.FinalizeAsync(order, request.Order.Csr!.Value, cancellation);
        return order.Value.Status switch
        {
            AcmeStatus.Valid => new RunResult(order, null),
            AcmeStatus.Pending or AcmeStatus.Ready or AcmeStatus.Processing => new RunResult(null, new UpstreamStep.Waiting(Wait(order.RetryAfter))),
            _ => await EndAsync(await WhyAsync(order.Value, cancellation), cancellation),
        };
    }

    /// <summary>Takes the responses out of the zone.</summary>
    public Task CleanAsync(CancellationToken cancellation) => zone.RemoveAsync(Journal.Proofs, request.Order, cancellation);

    private async Task<AcmeResource<AcmeOrder>?> FindAsync(CancellationToken cancellation)
    {
        if (Journal.Order is not { } url)
            return null;
        try
        {
            return await client.GetOrderAsync(url, cancellation);
        }
        catch (AcmeClientException problem) when (problem.Status is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Forbidden or System.Net.HttpStatusCode.Unauthorized && !problem.Is("rateLimited"))
        {
            // The CA has forgotten it, as after a loss of its database.
            await SaveAsync(Journal with { Order = null, OrderedAt = null });
            return null;
        }
    }

    private async Task<AcmeResource<AcmeOrder>> MakeAsync(OrderRequest wanted, CancellationToken cancellation)
    {
        AcmeResource<AcmeOrder> made;
        try
        {
            made = await client.NewOrderAsync(wanted, cancellation);
        }
        catch (AcmeClientException problem) when (wanted.Replaces is not null && (problem.Is("alreadyReplaced") || problem.Status == System.Net.HttpStatusCode.Conflict))
        {
            // RFC 9773 §5: an order that came to nothing has taken its place; without the word it is an order like any other.
            made = await client.NewOrderAsync(wanted with { Replaces = null }, cancellation);
        }
        await SaveAsync(Journal with { Order = made.Url, OrderedAt = time.GetUtcNow() });
        return made;
    }

    /// <returns>Null: all is proved, and the order only has to notice.</returns>
    private async Task<UpstreamStep?> ProveAsync(AcmeOrder order, CancellationToken cancellation)
    {
        TimeSpan? asked = null;
        var open = new List<(AcmeChallenge Challenge, ProofRecord Proof)>();
        var waits = false;
        foreach (var url in order.Authorizations)
        {
            var authorization = await client.GetAuthorizationAsync(url, cancellation);
            asked = authorization.RetryAfter ?? asked;
            if (authorization.Value.Status == AcmeStatus.Valid)
                continue;
            if (authorization.Value.Status != AcmeStatus.Pending)
                return await WhyAsync(order, cancellation);
            waits = true;
            var name = authorization.Value.Identifier.Value;
            if (!request.Order.Identifiers.Any(identifier => identifier.Value == name || identifier.Value == $"*.{name}"))
                throw new UpstreamException("The CA wants a name proved that was not ordered.");
            if (authorization.Value.Challenges.FirstOrDefault(challenge => challenge.Type == "dns-01") is not { Token: { } token } dns)
                return new UpstreamStep.Failed(Problems.RejectedIdentifier("The CA does not take dns-01 for this name.", authorization.Value.Identifier).Problem);
            if (dns.Status != AcmeStatus.Pending)
                continue;
            if (await PublishAsync(ZoneProofs.For(name, token, client.Key.PublicKey), cancellation) is { } proof)
                open.Add((dns, proof));
        }
        foreach (var (challenge, _) in open)
            await client.AnswerAsync(challenge, cancellation);
        if (open.Count > 0)
            await SaveAsync(Journal with { Proofs = [.. Journal.Proofs.Select(proof => open.Any(one => one.Proof == proof) ? proof with { AnsweredAt = time.GetUtcNow() } : proof)] });
        return waits ? new UpstreamStep.Waiting(Wait(asked)) : null;
    }

    /// <returns>Null: the CA was told of it and is at it. Told twice, some validate twice, and the second time the response is gone.</returns>
    private async Task<ProofRecord?> PublishAsync(ProofRecord wanted, CancellationToken cancellation)
    {
        var proof = Journal.Proofs.FirstOrDefault(kept => kept.Name == wanted.Name && kept.Text == wanted.Text);
        if (proof?.AnsweredAt is { } answered && time.GetUtcNow() - answered < Patience)
            return null;
        if (proof is null)
            await SaveAsync(Journal with { Proofs = [.. Journal.Proofs, proof = wanted] });
        await zone.AddAsync(proof, request.Order, cancellation);
        return proof;
    }

    private async Task<UpstreamStep> WhyAsync(AcmeOrder order, CancellationToken cancellation)
    {
        var problem = order.Error;
        foreach (var url in problem is null ? order.Authorizations : [])
        {
            var authorization = await client.GetAuthorizationAsync(url, cancellation);
            problem ??= authorization.Value.Challenges.Select(challenge => challenge.Error).FirstOrDefault(error => error is not null);
        }
        return new UpstreamStep.Failed(problem ?? Problems.Unauthorized("The CA's order is invalid, and it does not say why.").Problem);
    }

    // What failed is not gone on with: the next try orders anew.
    private async Task<RunResult> EndAsync(UpstreamStep step, CancellationToken cancellation)
    {
        await CleanAsync(cancellation);
        await SaveAsync(new RunJournal { Index = request.Index, Directory = directory });
        if (step is UpstreamStep.Failed { CertificateGetDenied: false } failed && !RemoteFault.IsForGood(failed.Problem))
            throw new UpstreamException($"The CA's order came to nothing: {failed.Problem.Type} {failed.Problem.Detail}");
        return new RunResult(null, step);
    }

    private async Task SaveAsync(RunJournal journal)
    {
        await request.SaveJournal(journal.Write());
        Journal = journal;
    }

    // Where the CA names no time, a tenth of what has passed: seconds for those that are quick, minutes for those that are not.
    private TimeSpan Wait(TimeSpan? asked)
    {
        var passed = time.GetUtcNow() - (Journal.OrderedAt ?? time.GetUtcNow());
        var wait = asked ?? passed / 10;
        return wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
    }
}

/// <summary>What came of a run.</summary>
/// <param name="Order">The valid order.</param>
/// <param name="Step">Or why there is none yet.</param>
internal sealed record RunResult(AcmeResource<AcmeOrder>? Order, UpstreamStep? Step);
