using LocalHttps.Acme;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;
using LocalHttps.Star.Web;

namespace LocalHttps.Star.Orders;

/// <summary>What is done with authorizations and their challenges (RFC 8555 §7.5).</summary>
internal sealed class AuthorizationDesk(IStore store, ChallengeRunner runner, StarSettings settings, TimeProvider clock)
{
    // Longer than any validation: what is older was lost with the process that did it.
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromMinutes(1);

    private readonly DateTimeOffset startedAt = clock.GetUtcNow();

    /// <summary>An authorization; with <c>{"status":"deactivated"}</c> given up (§7.5.2).</summary>
    /// <exception cref="AcmeException">There is none, it is another's, or it cannot be changed so.</exception>
    public async Task<Authorization> ReadOrDeactivateAsync(string id, SignedRequest request, CancellationToken cancellation)
    {
        if (request.IsPostAsGet)
        {
            var found = await store.ReadAsync(reader => FindAsync(reader, id, request.Account), cancellation);
            return await ResumeAsync(found, request.Account, cancellation);
        }
        if (request.Read(AcmeJson.Default.AuthorizationUpdateRequest).Status != AcmeStatus.Deactivated)
            throw Problems.Malformed("An authorization can be set to the status deactivated only.");
        var now = clock.GetUtcNow();
        return await store.ChangeAsync(
            async writer =>
            {
                var found = await FindAsync(writer, id, request.Account);
                if (OrderState.StatusOf(found, now) is not (AcmeStatus.Pending or AcmeStatus.Valid))
                    return found;
                found = found with { DeactivatedAt = now };
                await writer.SaveAuthorizationAsync(found);
                return found;
            },
            cancellation);
    }

    /// <summary>A challenge; with a payload the client says that it is ready (§7.5.1).</summary>
    /// <exception cref="AcmeException">There is none, or it is another's.</exception>
    public async Task<(Authorization Authorization, Challenge Challenge)> ReadOrAttemptAsync(string challengeId, SignedRequest request, CancellationToken cancellation)
    {
        if (!request.IsPostAsGet)
            _ = HostileJson.ReadObject(request.Payload, "payload");
        var found = await store.ReadAsync(reader => FindByChallengeAsync(reader, challengeId, request.Account), cancellation);
        if (request.IsPostAsGet)
            found = await ResumeAsync(found, request.Account, cancellation);
        else
            found = await AttemptAsync(found, challengeId, request.Account, cancellation);
        return (found, found.Challenges.First(challenge => challenge.Id == challengeId));
    }

    // Whoever asks for an attempt that a stopped process left behind has it done again.
    private async Task<Authorization> ResumeAsync(Authorization authorization, Account account, CancellationToken cancellation) =>
        authorization.Challenges.FirstOrDefault(IsLost) is { } lost ? await AttemptAsync(authorization, lost.Id, account, cancellation) : authorization;

    private async Task<Authorization> AttemptAsync(Authorization authorization, string challengeId, Account account, CancellationToken cancellation)
    {
        var begun = false;
        authorization = await store.ChangeAsync(
            async writer =>
            {
                begun = false;
                var now = clock.GetUtcNow();
                var found = await writer.FindAuthorizationAsync(authorization.Id) ?? throw new StoreException("an authorization is gone");
                var challenge = found.Challenges.First(one => one.Id == challengeId);
                if (OrderState.StatusOf(found, now) != AcmeStatus.Pending || (OrderState.StatusOf(challenge) != AcmeStatus.Pending && !IsLost(challenge)))
                    return found;
                begun = true;
                found = found with { Challenges = [.. found.Challenges.Select(one => one.Id == challengeId ? one with { AttemptedAt = now } : one)] };
                await writer.SaveAuthorizationAsync(found);
                return found;
            },
            cancellation);
        if (begun)
            runner.Start(new(authorization, authorization.Challenges.First(one => one.Id == challengeId), account));
        return authorization;
    }

    // Alone on its database, a process knows that what began before it is nobody's any more.
    private bool IsLost(Challenge challenge) => OrderState.StatusOf(challenge) == AcmeStatus.Processing
        && (clock.GetUtcNow() - challenge.AttemptedAt > LongestAttempt || (settings.PostgresConnection is null && challenge.AttemptedAt < startedAt));

    private static async Task<Authorization> FindAsync(IStoreReader reader, string id, Account account)
    {
        var found = Id.IsWellFormed(id) ? await reader.FindAuthorizationAsync(id) : null;
        return found?.AccountId == account.Id ? found : throw Problems.NotFound("There is no such authorization.");
    }

    private static async Task<Authorization> FindByChallengeAsync(IStoreReader reader, string challengeId, Account account)
    {
        var found = Id.IsWellFormed(challengeId) ? await reader.FindAuthorizationByChallengeAsync(challengeId) : null;
        return found?.AccountId == account.Id ? found : throw Problems.NotFound("There is no such challenge.");
    }
}
