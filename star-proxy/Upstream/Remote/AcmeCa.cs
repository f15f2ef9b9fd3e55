using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LocalHttps.Acme;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Upstream.Remote;

/// <summary>A plain ACME CA. The proxy makes a series of it: one order for each certificate, at half of the last one's life or when the CA asks for it (RFC 9773).</summary>
internal sealed partial class AcmeCa(CaSettings settings, IStore store, IZone zone, HttpClient http, TimeProvider time, ILogger<AcmeCa> logger)
    : RemoteCa(settings, store, zone, http, time, logger)
{
    // RFC 9773 §4.3.3 where the CA names no time, and the bounds of what it may name.
    private static readonly TimeSpan Usual = TimeSpan.FromHours(6);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly ILogger logger = logger;

    /// <inheritdoc/>
    public override bool IsSeriesOurs => true;

    /// <inheritdoc/>
    protected override AutoRenewalCapability Offer(AcmeDirectory directory) => Settings.AutoRenewal;

    /// <summary>Before half-life it is the CA that says whether it is time.</summary>
    protected override async Task<UpstreamStep?> PrepareAsync(AcmeClient client, AcmeDirectory directory, UpstreamRequest request, CancellationToken cancellation)
    {
        var now = Time.GetUtcNow();
        if (request.Previous is not { } previous || SeriesPlan.HalfLife(previous) is var half && half <= now)
            return null;
        var (moment, ask) = await AskAsync(client, previous, cancellation);
        if (moment <= now)
            return null;
        var next = new[] { half, moment ?? half, now + ask }.Min();
        return new UpstreamStep.Waiting(next - now);
    }

    /// <inheritdoc/>
    protected override OrderRequest Wanted(AcmeDirectory directory, UpstreamRequest request)
    {
        using var previous = request.Previous is { } last && directory.RenewalInfo is not null ? X509Certificate2.CreateFromPem(last.ChainPem) : null;
        return new OrderRequest { Identifiers = request.Order.Identifiers, Profile = request.Order.Profile ?? Settings.Profile, Replaces = previous is null ? null : AcmeClient.RenewalId(previous) };
    }

    /// <inheritdoc/>
    protected override UpstreamStep.Failed? Check(UpstreamRequest request, AcmeOrder made) => null;

    /// <inheritdoc/>
    protected override async Task<UpstreamStep> FinishAsync(AcmeClient client, AcmeDirectory directory, UpstreamRequest request, AcmeOrder order, CancellationToken cancellation)
    {
        var certificate = await client.DownloadAsync(order.Certificate ?? throw new UpstreamException("The CA's order is valid and names no certificate."), cancellation);
        return new UpstreamStep.Issued(certificate.ChainPem, directory.RenewalInfo is null ? null : Time.GetUtcNow() + Usual);
    }

    /// <summary>Nothing: an order that is not finalized ends by itself.</summary>
    protected override Task<bool> CancelAsync(AcmeClient client, Uri order, CancellationToken cancellation) => Task.FromResult(false);

    private async Task<(DateTimeOffset? Moment, TimeSpan Ask)> AskAsync(AcmeClient client, IssuedCertificate previous, CancellationToken cancellation)
    {
        try
        {
            using var leaf = X509Certificate2.CreateFromPem(previous.ChainPem);
            if (await client.GetRenewalInfoAsync(leaf, cancellation) is not { } information)
                return (null, Longest);
            var asked = information.RetryAfter ?? Usual;
            if (information.Value.ExplanationUrl is { } explanation)
                LogExplained(logger, previous.OrderId, explanation);
            return (Within(information.Value.SuggestedWindow, previous), asked < Shortest ? Shortest : asked > Longest ? Longest : asked);
        }
        catch (AcmeClientException problem)
        {
            // §4.3: it is advice; without it half of the life is the moment.
            LogNotAdvised(logger, problem.Message, previous.OrderId);
            return (null, problem.RetryAfter is { } wait && wait > Shortest && wait < Longest ? wait : Usual);
        }
    }

    // §4.2: at random within the window, but the same moment each time that it is asked for.
    private static DateTimeOffset Within(RenewalWindow window, IssuedCertificate certificate)
    {
        var chance = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(certificate.Fingerprint))) / (double)uint.MaxValue;
        return window.Start!.Value + ((window.End!.Value - window.Start.Value) * chance);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The CA explains when order {Order} is to be renewed: {Explanation}")]
    private static partial void LogExplained(ILogger logger, string order, Uri explanation);

    [LoggerMessage(Level = LogLevel.Information, Message = "The CA does not say when order {Order} is to be renewed ({Problem}); half of the certificate's life is the moment.")]
    private static partial void LogNotAdvised(ILogger logger, string problem, string order);
}
