using System.Globalization;
using System.Text;
using LocalHttps.Acme;
using LocalHttps.Star.Orders;
using LocalHttps.Star.Upstream.Embedded;
using Microsoft.Net.Http.Headers;

namespace LocalHttps.Star.Web;

/// <summary>How certificates are answered.</summary>
internal static class CertificateReplies
{
    private const string ContentType = "application/pem-certificate-chain";

    /// <summary>A plain certificate; whoever got it by GET may keep it until it ends.</summary>
    public static Reply Plain(CurrentCertificate current, HttpRequest request, DateTimeOffset now) => Make(current, request, now, []);

    /// <summary>A STAR certificate: with its dates as HTTP dates (RFC 8739 §3.3), fresh until the next is published at the latest.</summary>
    public static Reply Star(CurrentCertificate current, HttpRequest request, DateTimeOffset now) => Make(
        current,
        request,
        now,
        [
            new("Cert-Not-Before", HttpDate(current.Certificate.NotBefore)),
            new("Cert-Not-After", HttpDate(current.Certificate.NotAfter)),
        ]);

    /// <summary>A list of revoked certificates, DER (RFC 5280 §5, RFC 2585).</summary>
    public static async Task<Reply> RevocationListAsync(RevocationLists lists, string keyId, CancellationToken cancellation) =>
        await lists.FindAsync(keyId, cancellation) is { } list
            ? Reply.Text(200, list, "application/pkix-crl") with { CacheControl = $"public, max-age={Reply.Seconds(RevocationLists.Freshness)}" }
            : throw Problems.NotFound("There is no such list.");

    private static Reply Make(CurrentCertificate current, HttpRequest request, DateTimeOffset now, KeyValuePair<string, string>[] dates)
    {
        var certificate = current.Certificate;
        var tag = $"\"{certificate.Fingerprint}\"";
        if (HttpMethods.IsPost(request.Method))
            return Reply.Text(200, Encoding.ASCII.GetBytes(certificate.ChainPem), ContentType) with { Headers = dates };
        var held = request.GetTypedHeaders().IfNoneMatch.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(new EntityTagHeaderValue(tag), useStrongComparison: false));
        var reply = held ? new Reply(StatusCodes.Status304NotModified) : Reply.Text(200, Encoding.ASCII.GetBytes(certificate.ChainPem), ContentType);
        return reply with { CacheControl = CacheControl(current, now), Headers = [.. dates, new("ETag", tag)] };
    }

    private static string CacheControl(CurrentCertificate current, DateTimeOffset now)
    {
        var end = current.ChangesAt is { } change && change < current.Certificate.NotAfter ? change : current.Certificate.NotAfter;
        var seconds = (long)Math.Floor((end - now).TotalSeconds);
        return seconds <= 0 ? "no-cache" : string.Create(CultureInfo.InvariantCulture, $"public, max-age={seconds}");
    }

    private static string HttpDate(DateTimeOffset time) => time.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
}
