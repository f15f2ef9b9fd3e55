using LocalHttps.Star.Store;

namespace LocalHttps.Star.Web;

/// <summary>What every answer carries: a nonce (RFC 8555 §6.5) and the way to the directory (§7.1).</summary>
internal sealed class AcmeHeaders(RequestDelegate next, INonceLedger nonces, RequestGate gate, Links links)
{
    private readonly string index = $"<{links.Directory.AbsoluteUri}>;rel=\"index\"";

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        // Supervisors ask often, from one address, and must not be turned away.
        if (path == "/healthz" || path == "/readyz")
            return next(context);
        context.Response.OnStarting(() =>
        {
            var response = context.Response;
            response.Headers.XContentTypeOptions = "nosniff";
            if (path != "/directory")
                response.Headers.Append("Link", index);
            // A nonce in what caches keep would be handed out again and again.
            if (HttpMethods.IsPost(context.Request.Method) || response.StatusCode >= 400 || path == "/acme/new-nonce")
                response.Headers["Replay-Nonce"] = nonces.Create();
            return Task.CompletedTask;
        });
        return EnterAsync(context);
    }

    private Task EnterAsync(HttpContext context)
    {
        gate.EnterAddress(RequestGate.AddressOf(context));
        return next(context);
    }
}
