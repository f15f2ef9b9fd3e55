using LocalHttps.Acme;
using LocalHttps.Star.Validation;

namespace LocalHttps.Star.Tests.Web;

/// <summary>Finds what the test says.</summary>
internal sealed class ScriptedValidators : ICaaCheck
{
    /// <summary>Why a proof fails; null: it does not.</summary>
    public Problem? Problem { get; set; }

    /// <summary>Why CAA forbids; null: it does not.</summary>
    public Problem? Forbidden { get; set; }

    /// <summary>What was looked for.</summary>
    public List<ChallengeAttempt> Asked { get; } = [];

    /// <summary>Waits before an answer.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public IReadOnlyList<IChallengeValidator> All => [new Validator(this, "dns-01"), new Validator(this, "http-01")];

    public Task<Problem?> CheckAsync(string name, bool wildcard, string method, Uri account, CancellationToken cancellation) => Task.FromResult(Forbidden);

    private sealed class Validator(ScriptedValidators owner, string type) : IChallengeValidator
    {
        public string Type => type;

        public async Task<Problem?> ValidateAsync(ChallengeAttempt attempt, CancellationToken cancellation)
        {
            lock (owner.Asked)
                owner.Asked.Add(attempt);
            await owner.Gate.WaitAsync(cancellation);
            return owner.Problem;
        }
    }
}
