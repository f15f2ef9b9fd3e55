using System.Net.Security;
using System.Security.Authentication;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Operation;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LocalHttps.Star.Composition;

/// <summary>The service as a host.</summary>
internal static class StarHost
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    /// <summary>Builds it.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="parts">What it stands on.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="configure">The server, logs and telemetry.</param>
    public static WebApplication Build(StarSettings settings, StarParts parts, TimeProvider clock, Action<WebApplicationBuilder> configure)
    {
        // An empty builder: the environment and files that others read would be a second configuration.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "localhttps-star", ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRoutingCore();
        builder.Services.AddStar(settings, parts, clock);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = LongestStop);
        configure(builder);
        var app = builder.Build();
        if (settings.PlainHttp)
        {
            // The proxy in front is on this machine, as settings demand; nobody else is believed.
            app.UseForwardedHeaders(new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = 1 });
        }
        app.UseStar();
        return app;
    }

    /// <summary>Has Kestrel listen where the settings say.</summary>
    public static void UseKestrel(WebApplicationBuilder builder, StarSettings settings, ServerCertificates? certificates)
    {
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = settings.Limits.BodyOctets;
            options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            options.Limits.MaxRequestLineSize = 4 * 1024;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            options.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
            options.Listen(settings.Listen, listen => Secure(listen, certificates));
        });
    }

    private static void Secure(ListenOptions listen, ServerCertificates? certificates)
    {
        if (certificates is null)
            return;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = TimeSpan.FromSeconds(10),
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificates.Current,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            }),
        });
    }
}
