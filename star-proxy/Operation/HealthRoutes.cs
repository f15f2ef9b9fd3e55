using LocalHttps.Star.Dns;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Operation;

/// <summary>For supervisors: <c>/healthz</c> says that the process lives, <c>/readyz</c> that it can do its work.</summary>
internal sealed partial class HealthRoutes(IStore store, IZone zone, TimeProvider clock, ILogger<HealthRoutes> log) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    // Whoever asks often does not make us ask DNS as often.
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim looking = new(1, 1);
    private (DateTimeOffset At, string? Fault)? last;

    /// <summary>Adds both.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/healthz", ["GET", "HEAD"], (HttpContext context) => WriteAsync(context, null));
        routes.MapMethods("/readyz", ["GET", "HEAD"], async (HttpContext context) => await WriteAsync(context, await LookAsync(context.RequestAborted)));
    }

    /// <inheritdoc/>
    public void Dispose() => looking.Dispose();

    private async Task<string?> LookAsync(CancellationToken cancellation)
    {
        await looking.WaitAsync(cancellation);
        try
        {
            if (last is not { } known || clock.GetUtcNow() - known.At >= Kept)
                last = known = (clock.GetUtcNow(), await FindFaultAsync(cancellation));
            return known.Fault;
        }
        finally
        {
            looking.Release();
        }
    }

    private async Task<string?> FindFaultAsync(CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        var part = "database";
        try
        {
            _ = await store.ReadAsync(reader => reader.FindSettingAsync("zone"), either.Token);
            part = "dns";
            await zone.CheckAsync(either.Token);
            return null;
        }
        catch (Exception fault) when (fault is StoreException or ZoneException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // What exactly is wrong is for the log, not for whoever asks.
            LogNotReady(fault, part);
            return part;
        }
    }

    private static Task WriteAsync(HttpContext context, string? fault)
    {
        context.Response.StatusCode = fault is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain";
        context.Response.Headers.CacheControl = "no-store";
        var text = fault is null ? "ok\n" : $"not ready: {fault}\n";
        context.Response.ContentLength = text.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(text, context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready: {Part}")]
    private partial void LogNotReady(Exception fault, string part);
}
