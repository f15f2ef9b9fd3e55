using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Upstream.Remote;

/// <summary>What a plain ACME CA and a STAR CA have in common.</summary>
internal abstract partial class RemoteCa : IUpstream, IDisposable
{
    private readonly CaAccount account;
    private readonly ILogger logger;
    private readonly ZoneProofs zone;

    /// <summary>Nothing is sent yet.</summary>
    /// <param name="settings">The CA.</param>
    /// <param name="store">Keeps the account.</param>
    /// <param name="zone">Proves control over the names.</param>
    /// <param name="http">Speaks to the CA; see <see cref="AcmeHttp"/>. The caller's to dispose of.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For the operator.</param>
    protected RemoteCa(CaSettings settings, IStore store, IZone zone, HttpClient http, TimeProvider time, ILogger logger)
    {
        (Settings, Time, this.zone, this.logger) = (settings, time, new ZoneProofs(zone, logger), logger);
        account = new CaAccount(store, http, settings, time);
    }

    /// <inheritdoc/>
    public abstract bool IsSeriesOurs { get; }

    /// <inheritdoc/>
    public bool IsImmediate => false;

    /// <summary>The CA.</summary>
    protected CaSettings Settings { get; }

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; }

    /// <inheritdoc/>
    public Task<UpstreamOffer> DescribeAsync(CancellationToken cancellation) => WithClientAsync(async client =>
    {
        var directory = await client.GetDirectoryAsync(cancellation);
        CheckProfile(directory);
        return new UpstreamOffer(Offer(directory), directory.Meta?.CaaIdentities ?? [], client.Account);
    }, cancellation);

    /// <inheritdoc/>
    public Task<UpstreamStep> AdvanceAsync(UpstreamRequest request, CancellationToken cancellation) => WithClientAsync(async client =>
    {
        var run = new OrderRun(client, Settings.Directory, zone, request, Time);
        try
        {
            return await AdvanceAsync(client, run, request, cancellation);
        }
        catch (AcmeClientException problem) when (!problem.IsTransient && RemoteFault.IsForGood(problem.Problem))
        {
            await run.CleanAsync(cancellation);
            return new UpstreamStep.Failed(problem.Problem!);
        }
    }, cancellation);

    /// <inheritdoc/>
    public async Task CancelAsync(Order order, CancellationToken cancellation)
    {
        var journal = RunJournal.Of(order, 0, Settings.Directory);
        await zone.RemoveAsync(journal.Proofs, order, cancellation);
        if (journal.Order is { } url)
            await WithClientAsync(client => CancelAsync(client, url, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task RevokeAsync(IssuedCertificate certificate, int? reason, CancellationToken cancellation) => WithClientAsync(async client =>
    {
        using var leaf = X509Certificate2.CreateFromPem(certificate.ChainPem);
        try
        {
            await client.RevokeAsync(leaf.RawData, reason, certificateKey: null, cancellation);
        }
        catch (AcmeClientException problem) when (problem.Is("alreadyRevoked"))
        {
            return false;
        }
        catch (AcmeClientException problem) when (problem.Is("badRevocationReason"))
        {
            throw Problems.BadRevocationReason("The CA does not take this reason.");
        }
        return true;
    }, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        account.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The bounds of a series.</summary>
    protected abstract AutoRenewalCapability Offer(AcmeDirectory directory);

    /// <summary>Looks before ordering; null: order.</summary>
    protected abstract Task<UpstreamStep?> PrepareAsync(AcmeClient client, AcmeDirectory directory, UpstreamRequest request, CancellationToken cancellation);

    /// <summary>What is ordered.</summary>
    protected abstract OrderRequest Wanted(AcmeDirectory directory, UpstreamRequest request);

    /// <summary>Looks at the order as the CA made it; null: it is good.</summary>
    protected abstract UpstreamStep.Failed? Check(UpstreamRequest request, AcmeOrder made);

    /// <summary>Takes what a valid order holds.</summary>
    protected abstract Task<UpstreamStep> FinishAsync(AcmeClient client, AcmeDirectory directory, UpstreamRequest request, AcmeOrder order, CancellationToken cancellation);

    /// <summary>Ends an order at the CA.</summary>
    /// <returns>Whether there was something to end.</returns>
    protected abstract Task<bool> CancelAsync(AcmeClient client, Uri order, CancellationToken cancellation);

    private async Task<UpstreamStep> AdvanceAsync(AcmeClient client, OrderRun run, UpstreamRequest request, CancellationToken cancellation)
    {
        var directory = await client.GetDirectoryAsync(cancellation);
        CheckProfile(directory);
        if (run.Journal.Order is null)
        {
            if (await PrepareAsync(client, directory, request, cancellation) is { } before)
                return before;
            await zone.RestrictAsync(request.Order, directory.Meta?.CaaIdentities, client.Account!, cancellation);
        }
        var (order, step) = await run.AdvanceAsync(Wanted(directory, request), made => Check(request, made), cancellation);
        if (order is null)
            return step!;
        var result = await FinishAsync(client, directory, request, order.Value, cancellation);
        await run.CleanAsync(cancellation);
        return result;
    }

    private void CheckProfile(AcmeDirectory directory)
    {
        if (Settings.Profile is not { } profile || directory.Meta?.Profiles?.ContainsKey(profile) == true)
            return;
        var offered = directory.Meta?.Profiles is { Count: > 0 } profiles ? $"it offers {string.Join(", ", profiles.Keys.Take(20))}" : "it offers none";
        throw new UpstreamException($"The CA at {Settings.Directory} has no profile {profile}; {offered}.");
    }

    // A CA that lost its database does not know the account any more: it is told the same key again, once.
    private async Task<T> WithClientAsync<T>(Func<AcmeClient, Task<T>> use, CancellationToken cancellation)
    {
        for (var again = false; ; again = true)
        {
            var client = await account.OpenAsync(cancellation);
            try
            {
                return await use(client);
            }
            catch (AcmeClientException problem) when (problem.Is("accountDoesNotExist") && !again)
            {
                LogForgotten(logger, Settings.Directory);
                await account.ForgetAsync(client);
            }
            catch (AcmeClientException problem)
            {
                throw RemoteFault.From(problem);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The CA at {Directory} does not know the account any more; the same key is registered anew.")]
    private static partial void LogForgotten(ILogger logger, Uri directory);
}
