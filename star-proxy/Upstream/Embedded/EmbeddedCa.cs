using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Upstream.Embedded;

/// <summary>A CA of this process: for the lab, the demo and closed networks.</summary>
internal sealed partial class EmbeddedCa : IUpstream, IDisposable
{
    private readonly CaFolder folder;
    private readonly EmbeddedCaSettings settings;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SemaphoreSlim reopening = new(1, 1);
    private ImmutableArray<LeafIssuer> issuers;
    private DateTimeOffset reopenAt;

    private EmbeddedCa(CaFolder folder, EmbeddedCaSettings settings, TimeProvider time, ILogger logger)
    {
        this.folder = folder;
        this.settings = settings;
        this.time = time;
        this.logger = logger;
    }

    /// <inheritdoc/>
    public bool IsSeriesOurs => true;

    /// <inheritdoc/>
    public bool IsImmediate => true;

    /// <summary>SHA-256 of the root, lower-case hexadecimal; the same for all instances on one database.</summary>
    public string RootFingerprint { get; private set; } = "";

    /// <summary>When the root ends; it has to be replaced by hand before.</summary>
    public DateTimeOffset RootNotAfter { get; private set; }

    /// <summary>The intermediates that still live, the one that signs last.</summary>
    public IReadOnlyList<LeafIssuer> Issuers => issuers;

    /// <summary>Reads the CA, or makes it.</summary>
    /// <exception cref="CaException">What is wrong and what to do.</exception>
    public static async Task<EmbeddedCa> OpenAsync(EmbeddedCaSettings settings, TimeProvider time, ILogger<EmbeddedCa> logger, CancellationToken cancellation)
    {
        var ca = new EmbeddedCa(new CaFolder(settings.Folder, settings.Zone, time), settings, time, logger);
        await ca.ReopenAsync(cancellation);
        return ca;
    }

    /// <inheritdoc/>
    public Task<UpstreamOffer> DescribeAsync(CancellationToken cancellation) => Task.FromResult(new UpstreamOffer(settings.AutoRenewal, settings.CaaIdentities, AccountUri: null));

    /// <inheritdoc/>
    public async Task<UpstreamStep> AdvanceAsync(UpstreamRequest request, CancellationToken cancellation)
    {
        var order = request.Order;
        var key = Csr.PublicKeyInfo(order.Csr!.Value);
        return new UpstreamStep.Issued(await SignAsync([.. order.Identifiers.Select(identifier => identifier.Value)], key, request.NotBefore, request.NotAfter, revocable: order.AutoRenewal is null, cancellation));
    }

    /// <summary>Signs a server certificate, such as the service's own; leaf and intermediate, PEM. The validity is kept within the intermediate's.</summary>
    /// <exception cref="UpstreamException">Nothing of the validity is left.</exception>
    public Task<string> SignAsync(IReadOnlyList<string> names, PublicKey key, DateTimeOffset notBefore, DateTimeOffset notAfter, bool revocable, CancellationToken cancellation) =>
        SignAsync(names, key.ExportSubjectPublicKeyInfo(), notBefore, notAfter, revocable, cancellation);

    /// <inheritdoc/>
    public Task CancelAsync(Order order, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>The store's mark is enough: the list is made of it.</summary>
    public Task RevokeAsync(IssuedCertificate certificate, int? reason, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var issuer in issuers)
            issuer.Dispose();
        reopening.Dispose();
    }

    private async Task<string> SignAsync(IReadOnlyList<string> names, ReadOnlyMemory<byte> key, DateTimeOffset notBefore, DateTimeOffset notAfter, bool revocable, CancellationToken cancellation)
    {
        if (time.GetUtcNow() >= reopenAt)
            await RenewAsync(cancellation);
        var issuer = issuers[^1];
        var (from, to) = (AuthorityMaker.Later(notBefore, issuer.NotBefore), AuthorityMaker.Earlier(notAfter, issuer.NotAfter));
        return from < to
            ? issuer.Sign(names, key, from, to, revocable)
            : throw new UpstreamException($"The embedded CA's intermediate ends at {issuer.NotAfter:u}, before the certificate would begin.");
    }

    // The old intermediate goes on signing where a new one cannot be made.
    private async Task RenewAsync(CancellationToken cancellation)
    {
        try
        {
            await ReopenAsync(cancellation);
        }
        catch (CaException problem)
        {
            reopenAt = time.GetUtcNow() + settings.RetryAfter;
            LogNotRenewed(logger, problem.Message, reopenAt);
        }
    }

    private async Task ReopenAsync(CancellationToken cancellation)
    {
        await reopening.WaitAsync(cancellation);
        try
        {
            var now = time.GetUtcNow();
            if (now < reopenAt)
                return;
            var read = await folder.OpenAsync(cancellation);
            using var root = read.Root;
            RootFingerprint = Convert.ToHexStringLower(SHA256.HashData(root.RawData));
            RootNotAfter = new DateTimeOffset(root.NotAfter);
            // Those replaced may be signing at this moment; they are few and small.
            issuers = [.. read.Intermediates.Select(intermediate => new LeafIssuer(intermediate, settings.RevocationLists))];
            reopenAt = AuthorityMaker.Later(issuers[^1].RenewAt, now + settings.RetryAfter);
            if (read.Warning is not null)
                LogWarning(logger, read.Warning);
        }
        finally
        {
            reopening.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);

    [LoggerMessage(Level = LogLevel.Error, Message = "The embedded CA's intermediate could not be renewed and goes on as it is; next try at {Next}. {Problem}")]
    private static partial void LogNotRenewed(ILogger logger, string problem, DateTimeOffset next);
}

/// <summary>What the embedded CA needs to know.</summary>
internal sealed record EmbeddedCaSettings
{
    /// <summary>Where its files are; all instances on one database share it.</summary>
    public required string Folder { get; init; }

    /// <summary>The zone it is kept within.</summary>
    public required string Zone { get; init; }

    /// <summary>The bounds of a series.</summary>
    public required AutoRenewalCapability AutoRenewal { get; init; }

    /// <summary>Where its lists of revoked certificates are published; null: nowhere.</summary>
    public Uri? RevocationLists { get; init; }

    /// <summary>Its names in CAA records.</summary>
    public IReadOnlyList<string> CaaIdentities { get; init; } = [];

    /// <summary>How long it waits before it looks again for a new intermediate that could not be made.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromHours(1);
}
