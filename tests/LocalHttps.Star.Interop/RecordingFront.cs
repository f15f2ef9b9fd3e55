using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace LocalHttps.Star.Interop;

/// <summary>Ends TLS in front of a server that speaks plain HTTP on loopback, and keeps what passes.</summary>
internal sealed class RecordingFront : IAsyncDisposable
{
    // Of one connection, or of the message's own framing.
    private static readonly HashSet<string> NotPassedOn = new(["Connection", "Keep-Alive", "Transfer-Encoding", "Date", "Host", "Content-Length"], StringComparer.OrdinalIgnoreCase);

    private readonly WebApplication app;
    private readonly HttpClient behind = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly List<Exchange> exchanges = [];
    private readonly Lock gate = new();

    private RecordingFront(WebApplication app) => this.app = app;

    /// <summary>What has passed.</summary>
    public IReadOnlyList<Exchange> Exchanges
    {
        get
        {
            lock (gate)
            {
                return [.. exchanges];
            }
        }
    }

    /// <summary>Starts one.</summary>
    /// <param name="listen">Where clients come.</param>
    /// <param name="folder">Holds <c>tls.pem</c> and <c>tls.key</c>.</param>
    /// <param name="target">The server behind.</param>
    public static async Task<RecordingFront> StartAsync(IPEndPoint listen, string folder, IPEndPoint target)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        using var pair = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "tls.pem"), Path.Combine(folder, "tls.key"));
        var leaf = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(Path.Combine(folder, "tls.pem"));
        builder.WebHost.ConfigureKestrel(options => options.Listen(listen, on => on.UseHttps(https => (https.ServerCertificate, https.ServerCertificateChain) = (leaf, chain))));
        var front = new RecordingFront(builder.Build());
        front.app.Run(context => front.PassAsync(context, target));
        await front.app.StartAsync();
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        behind.Dispose();
    }

    private async Task PassAsync(HttpContext context, IPEndPoint target)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        using var request = new HttpRequestMessage(new(context.Request.Method), $"http://{target}{context.Request.GetEncodedPathAndQuery()}") { Content = new ByteArrayContent(body.ToArray()) };
        foreach (var (name, values) in context.Request.Headers.Where(header => !NotPassedOn.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }
        request.Headers.Host = context.Request.Host.Value;
        using var response = await behind.SendAsync(request, context.RequestAborted);
        var answer = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => !NotPassedOn.Contains(header.Key)).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        lock (gate)
        {
            exchanges.Add(new(context.Request.Method, context.Request.GetEncodedPathAndQuery(), context.Request.ContentType, body.ToArray(), context.Response.StatusCode, headers, answer));
        }
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(answer);
    }
}

/// <summary>A request and its answer.</summary>
internal sealed record Exchange(string Method, string Path, string? ContentType, byte[] Body, int Status, IReadOnlyDictionary<string, string> Headers, byte[] Answer);
