using LocalHttps.Acme;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Upstream.Remote;

/// <summary>A CA that renews by itself (RFC 8739). What the device ordered is passed on and the CA's star-certificate passed back (RFC 9115 §2.3.2).</summary>
internal sealed class StarCa(CaSettings settings, IStore store, IZone zone, HttpClient http, TimeProvider time, ILogger<StarCa> logger)
    : RemoteCa(settings, store, zone, http, time, logger)
{
    private static readonly UpstreamStep.Failed NoGet = new(
        Problems.Unauthorized("The CA does not offer its certificates by plain GET, which a delegation needs (RFC 9115 §2.3.2).").Problem, CertificateGetDenied: true);

    /// <inheritdoc/>
    public override bool IsSeriesOurs => false;

    /// <inheritdoc/>
    protected override AutoRenewalCapability Offer(AcmeDirectory directory) =>
        directory.Meta?.AutoRenewal ?? throw new UpstreamException($"The CA at {Settings.Directory} does not renew by itself (RFC 8739): set the upstream to a plain ACME CA.");

    /// <summary>RFC 9115 §2.3.2: without plain GET the order is not forwarded.</summary>
    protected override Task<UpstreamStep?> PrepareAsync(AcmeClient client, AcmeDirectory directory, UpstreamRequest request, CancellationToken cancellation)
    {
        var offered = request.Order.AutoRenewal is null ? directory.Meta?.AllowCertificateGet : directory.Meta?.AutoRenewal?.AllowCertificateGet;
        return Task.FromResult<UpstreamStep?>(offered == true ? null : NoGet);
    }

    /// <summary>Identifiers and auto-renewal are copied, the delegation is not.</summary>
    protected override OrderRequest Wanted(AcmeDirectory directory, UpstreamRequest request) => new()
    {
        Identifiers = request.Order.Identifiers,
        AutoRenewal = request.Order.AutoRenewal,
        AllowCertificateGet = request.Order.AutoRenewal is null ? true : null,
        Profile = request.Order.Profile ?? Settings.Profile,
    };

    /// <summary>RFC 9115 §2.3.2: "The same occurs in case … the CA does not reflect the allow-certificate-get setting".</summary>
    protected override UpstreamStep.Failed? Check(UpstreamRequest request, AcmeOrder made) =>
        (request.Order.AutoRenewal is null ? made.AllowCertificateGet : made.AutoRenewal?.AllowCertificateGet) == true ? null : NoGet;

    /// <inheritdoc/>
    protected override async Task<UpstreamStep> FinishAsync(AcmeClient client, AcmeDirectory directory, UpstreamRequest request, AcmeOrder order, CancellationToken cancellation)
    {
        if (request.Order.AutoRenewal is not null)
            return new UpstreamStep.Published(order.StarCertificate ?? throw new UpstreamException("The CA's order is valid and names no star-certificate."));
        var location = order.Certificate ?? throw new UpstreamException("The CA's order is valid and names no certificate.");
        return new UpstreamStep.Published(location, (await client.DownloadAsync(location, cancellation)).ChainPem);
    }

    /// <inheritdoc/>
    protected override async Task<bool> CancelAsync(AcmeClient client, Uri order, CancellationToken cancellation)
    {
        AcmeResource<AcmeOrder> found;
        try
        {
            found = await client.GetOrderAsync(order, cancellation);
        }
        catch (AcmeClientException problem) when (problem.Status == System.Net.HttpStatusCode.NotFound)
        {
            return false;
        }
        if (found.Value.Status == AcmeStatus.Processing)
            throw new UpstreamException("The CA is still at the order; it can be cancelled after that.") { RetryAfter = found.RetryAfter };
        if (found.Value is not { Status: AcmeStatus.Valid, AutoRenewal: not null })
            return false;
        await client.CancelAsync(order, cancellation);
        return true;
    }
}
