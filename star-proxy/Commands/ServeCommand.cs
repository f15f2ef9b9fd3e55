using System.CommandLine;
using LocalHttps.Star.Composition;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Operation;

namespace LocalHttps.Star.Commands;

/// <summary><c>serve</c>: the service itself.</summary>
internal sealed partial class ServeCommand(TimeProvider clock)
{
    public Command Make()
    {
        var command = new Command("serve", "Serves until it is stopped. Settings also come from LOCALHTTPS_STAR_… variables and from a JSON file.");
        var options = new SettingOptions(command, all: true);
        command.SetAction((parsed, cancellation) => RunAsync(options.Collect(parsed, besideService: false), cancellation));
        return command;
    }

    private async Task<int> RunAsync(SettingTexts texts, CancellationToken cancellation)
    {
        var settings = SettingRules.Read(texts);
        ListenAddress.Demand(settings.Listen);
        using var logs = LoggerFactory.Create(Telemetry.AddLogs);
        var log = logs.CreateLogger<ServeCommand>();
        await using var opener = new PartsOpener(settings, logs, clock);
        var parts = await opener.OpenAsync(cancellation);
        ServedSettings.Save(settings.Data, texts);
        await using var app = StarHost.Build(settings, parts, clock, builder =>
        {
            builder.Services.AddSystemd();
            builder.Services.AddLogging(Telemetry.AddLogs);
            Telemetry.AddExport(builder, typeof(ServeCommand).Assembly.GetName().Version?.ToString(3));
            builder.Services.AddHostedService<FirstLook>();
            StarHost.UseKestrel(builder, settings, opener.Certificates);
        });
        await app.StartAsync(cancellation);
        LogServing(log, settings.Url, settings.Listen.ToString(), settings.Zone);
        await app.WaitForShutdownAsync(cancellation);
        LogStopped(log);
        return ExitCodes.Ok;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving {Url}directory on {Listen} for the zone {Zone}")]
    private static partial void LogServing(ILogger log, Uri url, string listen, string zone);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped")]
    private static partial void LogStopped(ILogger log);
}
