using System.Collections;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LocalHttps.Star.Operation;

/// <summary>Logs on the console, as JSON under systemd; metrics and traces to an OpenTelemetry collector where one is named by the usual variables.</summary>
internal static class Telemetry
{
    private const string Prefix = "OTEL_";
    private const string Collector = Prefix + "EXPORTER_OTLP_ENDPOINT";

    /// <summary>Logs.</summary>
    public static void AddLogs(ILoggingBuilder logging)
    {
        // Paths of requests hold what only their owner may know, so the frameworks are heard only where something is wrong.
        logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        logging.AddConsole(options =>
        {
            options.FormatterName = SystemdHelpers.IsSystemdService() ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
            // Standard output is for what a command answers.
            options.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        logging.AddJsonConsole(options => (options.UseUtcTimestamp, options.TimestampFormat) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        logging.AddSimpleConsole(options => (options.SingleLine, options.UseUtcTimestamp, options.TimestampFormat) = (true, true, "HH:mm:ss "));
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.FormatterName = SystemdHelpers.IsSystemdService() ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple);
    }

    /// <summary>Metrics and traces.</summary>
    public static void AddExport(WebApplicationBuilder builder, string? version)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Collector)))
            return;
        // The exporters read the configuration, which knows of no variables unless it is told.
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Where(pair => ((string)pair.Key).StartsWith(Prefix, StringComparison.Ordinal));
        builder.Configuration.AddInMemoryCollection(variables.Select(pair => KeyValuePair.Create((string)pair.Key, (string?)pair.Value)));
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("localhttps-star", serviceVersion: version))
            .WithMetrics(metrics => metrics
                .AddMeter(StarMetrics.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter())
            .WithTracing(traces => traces
                .AddSource(StarMetrics.Name)
                .AddAspNetCoreInstrumentation(options =>
                {
                    options.Filter = context => context.Request.Path != "/healthz" && context.Request.Path != "/readyz";
                    // The URL of a certificate is all that keeps it from strangers; the route says enough.
                    options.EnrichWithHttpRequest = (activity, _) => activity.SetTag("url.path", null);
                    options.EnrichWithHttpResponse = (activity, response) => activity.SetTag("url.path", (response.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
                })
                .AddOtlpExporter());
    }
}
