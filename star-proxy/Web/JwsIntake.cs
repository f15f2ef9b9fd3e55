using System.Buffers;
using LocalHttps.Acme;
using LocalHttps.Star.Accounts;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;
using Microsoft.Net.Http.Headers;

namespace LocalHttps.Star.Web;

/// <summary>From the body of a POST to a request whose signer is known (RFC 8555 §6.2 to §6.5); the same steps for every URL.</summary>
internal sealed class JwsIntake(Links links, INonceLedger nonces, IStore store, AccountKeys keys, RequestGate gate, StarSettings settings)
{
    /// <exception cref="AcmeException">The one thing that is wrong with it.</exception>
    public async Task<SignedRequest> ReadAsync(HttpContext context, SignedBy rule)
    {
        var cancellation = context.RequestAborted;
        CheckContentType(context.Request);
        var jws = FlattenedJws.ParseRequest(await ReadBodyAsync(context.Request, settings.Limits.BodyOctets, cancellation));
        var url = links.Of(context.Request);
        var byOwnKey = jws.Header.Key is not null && rule != SignedBy.Account;
        // What says whose the request is comes before the nonce: a client that sends the wrong one need not spend a nonce to be told.
        var accountUrl = byOwnKey ? null : JwsVerifier.AccountOf(jws);
        if (accountUrl is not null && rule == SignedBy.OwnKey)
            throw Problems.Malformed("This request must carry its key as jwk, not name it by kid.");
        if (!await nonces.TryUseAsync(jws.Header.Nonce!, cancellation))
            throw Problems.BadNonce();
        var address = RequestGate.AddressOf(context);
        if (accountUrl is null)
            return new(url, JwsVerifier.VerifyByOwnKey(jws, url), null, jws.Payload, address);
        var account = await FindAsync(accountUrl, cancellation);
        var key = keys.Read(account.Jwk);
        JwsVerifier.Verify(jws, key, url);
        DemandActive(account);
        gate.EnterAccount(account.Id);
        return new(url, key, account, jws.Payload, address);
    }

    /// <summary>An account that ended is refused whatever it asks (RFC 8555 §7.3.6).</summary>
    /// <exception cref="AcmeException">unauthorized</exception>
    public static void DemandActive(Account account)
    {
        if (account.DeactivatedAt is not null || account.RevokedAt is not null)
            throw Problems.Unauthorized("This account was deactivated or revoked.", 401);
    }

    private async Task<Account> FindAsync(string url, CancellationToken cancellation)
    {
        var account = links.TryReadAccount(url, out var id) ? await store.ReadAsync(reader => reader.FindAccountAsync(id), cancellation) : null;
        return account ?? throw Problems.AccountDoesNotExist("The kid is not the URL of an account here.");
    }

    private static void CheckContentType(HttpRequest request)
    {
        // RFC 8555 §6.2
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/jose+json", StringComparison.OrdinalIgnoreCase))
            throw Problems.Malformed("The content type must be application/jose+json.", 415);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, int limit, CancellationToken cancellation)
    {
        var tooLarge = Problems.Malformed($"A request may have at most {limit} bytes.", 413);
        if (request.ContentLength > limit)
            throw tooLarge;
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            if (read.Buffer.Length > limit)
                throw tooLarge;
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
