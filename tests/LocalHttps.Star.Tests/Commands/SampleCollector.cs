using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace LocalHttps.Star.Tests.Commands;

/// <summary>An OpenTelemetry collector that keeps what it is sent by OTLP over HTTP.</summary>
internal sealed class SampleCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string Body)> received = new();
    private readonly WebApplication app;

    public SampleCollector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
        });
        app.Start();
    }

    public string Url => app.Urls.Single();

    /// <summary>All that came to a path.</summary>
    public string Received(string path) => string.Concat(received.Where(request => request.Path == path).Select(request => request.Body));

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
