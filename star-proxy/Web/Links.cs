using System.Diagnostics.CodeAnalysis;

namespace LocalHttps.Star.Web;

/// <summary>The one place that knows how URLs look.</summary>
/// <param name="root">Where clients see the service: no path.</param>
internal sealed class Links(Uri root)
{
    private readonly string text = root.GetLeftPart(UriPartial.Authority);

    public Uri Directory { get; } = new(root, "/directory");

    public Uri NewNonce { get; } = new(root, "/acme/new-nonce");

    public Uri NewAccount { get; } = new(root, "/acme/new-account");

    public Uri NewOrder { get; } = new(root, "/acme/new-order");

    public Uri RevokeCert { get; } = new(root, "/acme/revoke-cert");

    public Uri KeyChange { get; } = new(root, "/acme/key-change");

    public Uri Account(string id) => new(root, $"/acme/account/{id}");

    public Uri Orders(string accountId, string? after = null) => new(root, $"/acme/account/{accountId}/orders{Cursor(after)}");

    public Uri Delegations(string accountId, string? after = null) => new(root, $"/acme/account/{accountId}/delegations{Cursor(after)}");

    public Uri Delegation(string id) => new(root, $"/acme/delegation/{id}");

    public Uri Order(string id) => new(root, $"/acme/order/{id}");

    public Uri Finalize(string orderId) => new(root, $"/acme/order/{orderId}/finalize");

    public Uri Authorization(string id) => new(root, $"/acme/authz/{id}");

    public Uri Challenge(string id) => new(root, $"/acme/challenge/{id}");

    public Uri Certificate(string certificateId) => new(root, $"/acme/certificate/{certificateId}");

    public Uri StarCertificate(string certificateId) => new(root, $"/acme/star/{certificateId}");

    public Uri Addresses(string deviceId) => new(root, $"/device/{deviceId}/addresses");

    /// <summary>A request's URL as a client must have signed it (RFC 8555 §6.4): by what the service is called, not by what the request says it is.</summary>
    public string Of(HttpRequest request) => $"{text}{request.Path.ToUriComponent()}{request.QueryString.ToUriComponent()}";

    /// <summary>The id in an account's URL.</summary>
    public bool TryReadAccount(string url, [NotNullWhen(true)] out string? id) => TryRead(url, "/acme/account/", out id);

    /// <summary>The id in a delegation's URL.</summary>
    public bool TryReadDelegation(string url, [NotNullWhen(true)] out string? id) => TryRead(url, "/acme/delegation/", out id);

    private static string Cursor(string? after) => after is null ? "" : $"?after={after}";

    private bool TryRead(string url, string path, [NotNullWhen(true)] out string? id)
    {
        var length = text.Length + path.Length;
        var fits = url.StartsWith(text, StringComparison.Ordinal) && url.AsSpan(text.Length).StartsWith(path) && Domain.Id.IsWellFormed(url.AsSpan(length));
        id = fits ? url[length..] : null;
        return fits;
    }
}
