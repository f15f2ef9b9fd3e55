using System.Threading.Channels;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;
using LocalHttps.Star.Validation;
using LocalHttps.Star.Web;

namespace LocalHttps.Star.Orders;

/// <summary>One challenge to be looked at.</summary>
internal sealed record Attempt(Authorization Authorization, Challenge Challenge, Account Account);

/// <summary>Validates challenges beside the requests (RFC 8555 §8.2). What is lost when the process stops is begun again when the client asks for it.</summary>
internal sealed partial class ChallengeRunner(IStore store, IEnumerable<IChallengeValidator> validators, ICaaCheck caa, Links links, TimeProvider clock, ILogger<ChallengeRunner> log)
    : BackgroundService
{
    private const int AtOnce = 32;

    private const int LongestQueue = 10_000;

    private readonly Channel<Attempt> attempts = Channel.CreateBounded<Attempt>(LongestQueue);

    /// <summary>Has a challenge looked at soon.</summary>
    /// <exception cref="AcmeException">Too many wait.</exception>
    public void Start(Attempt attempt)
    {
        if (!attempts.Writer.TryWrite(attempt))
            throw Problems.Unavailable("Too many challenges wait to be looked at.", TimeSpan.FromSeconds(60));
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        attempts.Reader.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
        RunAsync);

    private async ValueTask RunAsync(Attempt attempt, CancellationToken cancellation)
    {
        try
        {
            var problem = await ValidateAsync(attempt, cancellation);
            LogResult(attempt.Challenge.Type, attempt.Authorization.Identifier.Value, problem?.Type ?? "proved");
            await SaveAsync(attempt, problem, cancellation);
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            // Its client will ask, and have it tried again.
            LogFault(fault);
        }
    }

    private async Task<Problem?> ValidateAsync(Attempt attempt, CancellationToken cancellation)
    {
        var (authorization, challenge) = (attempt.Authorization, attempt.Challenge);
        var validator = validators.First(one => one.Type == challenge.Type);
        var name = authorization.Identifier.Value;
        var problem = await validator.ValidateAsync(new(name, challenge.Token, JsonWebKey.Parse(attempt.Account.Jwk).KeyAuthorization(challenge.Token)), cancellation);
        return problem ?? await caa.CheckAsync(name, authorization.Wildcard, challenge.Type, links.Account(attempt.Account.Id), cancellation);
    }

    private Task SaveAsync(Attempt attempt, Problem? problem, CancellationToken cancellation) => store.ChangeAsync(
        async writer =>
        {
            if (await writer.FindAuthorizationAsync(attempt.Authorization.Id) is not { } authorization)
                return false;
            await writer.SaveAuthorizationAsync(authorization with
            {
                Challenges = [.. authorization.Challenges.Select(challenge =>
                    challenge.Id != attempt.Challenge.Id || OrderState.StatusOf(challenge) != AcmeStatus.Processing ? challenge
                    : problem is null ? challenge with { ValidatedAt = clock.GetUtcNow() } : challenge with { Error = problem })],
            });
            return true;
        },
        cancellation);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Type} for {Name}: {Result}")]
    private partial void LogResult(string type, string name, string result);

    [LoggerMessage(Level = LogLevel.Error, Message = "A challenge could not be looked at; its client may ask again")]
    private partial void LogFault(Exception fault);
}
