using LocalHttps.Star.Dns;
using LocalHttps.Star.Store;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;
using LocalHttps.Star.Validation;

namespace LocalHttps.Star.Composition;

/// <summary>What the service stands on, opened before it serves. Tests put their own in place.</summary>
internal sealed record StarParts
{
    /// <summary>The database, up to date.</summary>
    public required IStore Store { get; init; }

    /// <summary>The nonces.</summary>
    public required INonceLedger Nonces { get; init; }

    /// <summary>Where certificates come from.</summary>
    public required IUpstream Upstream { get; init; }

    /// <summary>The zone.</summary>
    public required IZone Zone { get; init; }

    /// <summary>Who proves control over names.</summary>
    public required IReadOnlyList<IChallengeValidator> Validators { get; init; }

    /// <summary>Who asks whether the CA may issue.</summary>
    public required ICaaCheck Caa { get; init; }

    /// <summary>The lists of revoked certificates of the embedded CA.</summary>
    public RevocationLists? RevocationLists { get; init; }

    /// <summary>What runs as long as the service, in the order of starting.</summary>
    public IReadOnlyList<IHostedService> Loops { get; init; } = [];
}
