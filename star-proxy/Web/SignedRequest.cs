using System.Text.Json.Serialization.Metadata;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Web;

/// <summary>A request whose JWS was verified.</summary>
/// <param name="Url">Where it arrived, which is what was signed.</param>
/// <param name="Key">Who signed.</param>
/// <param name="Signer">Whose key it is; null where the request carries its key.</param>
/// <param name="Payload">What was signed.</param>
/// <param name="Address">Whom it came from.</param>
internal sealed record SignedRequest(string Url, JsonWebKey Key, Account? Signer, ReadOnlyMemory<byte> Payload, string Address)
{
    /// <summary>Whose request it is.</summary>
    /// <exception cref="InvalidOperationException">It carries its key.</exception>
    public Account Account => Signer ?? throw new InvalidOperationException("This request names no account.");

    /// <summary>Whether it only asks (RFC 8555 §6.3).</summary>
    public bool IsPostAsGet => Payload.IsEmpty;

    /// <summary>Reads the payload.</summary>
    /// <exception cref="AcmeException">malformed</exception>
    public T Read<T>(JsonTypeInfo<T> type)
        where T : class => HostileJson.Read(Payload.Span, type, "payload");

    /// <summary>Refuses a payload where there is nothing to be changed.</summary>
    /// <exception cref="AcmeException">malformed</exception>
    public void DemandPostAsGet()
    {
        if (!IsPostAsGet)
            throw Problems.Malformed("This resource is asked for by POST-as-GET: with an empty payload.");
    }
}

/// <summary>How a request says whose it is (RFC 8555 §6.2).</summary>
internal enum SignedBy
{
    /// <summary>By <c>kid</c>.</summary>
    Account,

    /// <summary>By <c>jwk</c>.</summary>
    OwnKey,

    /// <summary>By the one or the other.</summary>
    Either,
}
