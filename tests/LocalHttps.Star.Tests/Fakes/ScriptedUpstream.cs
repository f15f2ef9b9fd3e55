using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;

namespace LocalHttps.Star.Tests.Fakes;

/// <summary>A CA that does what the test says and otherwise issues at once, with a validity of its own.</summary>
internal sealed class ScriptedUpstream(EmbeddedCa ca, TimeProvider time) : IUpstream
{
    public bool IsSeriesOurs { get; init; } = true;

    public bool IsImmediate { get; init; }

    /// <summary>How long its certificates live, whatever was planned; null: as planned.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Done instead of issuing while it returns something.</summary>
    public Func<UpstreamRequest, CancellationToken, Task<UpstreamStep?>> Script { get; set; } = (_, _) => Task.FromResult<UpstreamStep?>(null);

    /// <summary>What was asked for.</summary>
    public List<UpstreamRequest> Asked { get; } = [];

    /// <summary>What was cancelled.</summary>
    public List<string> Canceled { get; } = [];

    public Func<Task> OnCancel { get; set; } = () => Task.CompletedTask;

    /// <summary>Why it cannot be asked what it offers.</summary>
    public UpstreamException? Fault { get; init; }

    public Task<UpstreamOffer> DescribeAsync(CancellationToken cancellation) => Fault is not null ? Task.FromException<UpstreamOffer>(Fault) : Task.FromResult(new UpstreamOffer(new AutoRenewalCapability { MinLifetime = 1, MaxDuration = 1_000_000 }, [], null));

    public async Task<UpstreamStep> AdvanceAsync(UpstreamRequest request, CancellationToken cancellation)
    {
        lock (Asked)
            Asked.Add(request);
        if (await Script(request, cancellation) is { } step)
            return step;
        return Lifetime is { } lifetime
            ? await ca.AdvanceAsync(request with { NotBefore = time.GetUtcNow(), NotAfter = time.GetUtcNow() + lifetime }, cancellation)
            : await ca.AdvanceAsync(request, cancellation);
    }

    public async Task CancelAsync(Order order, CancellationToken cancellation)
    {
        await OnCancel();
        Canceled.Add(order.Id);
    }

    public Task RevokeAsync(IssuedCertificate certificate, int? reason, CancellationToken cancellation) => Task.CompletedTask;
}
