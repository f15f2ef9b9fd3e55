using LocalHttps.Star.Dns;
using LocalHttps.Star.Upstream;

namespace LocalHttps.Star.Operation;

/// <summary>Says after the start whether CA and DNS answer. Where they do not, the service runs all the same: they may come back, and devices fetch what there is.</summary>
internal sealed partial class FirstLook(IUpstream upstream, IZone zone, ILogger<FirstLook> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(LookAtCaAsync(stoppingToken), LookAtZoneAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped before they answered.
        }
    }

    private async Task LookAtCaAsync(CancellationToken cancellation)
    {
        try
        {
            _ = await upstream.DescribeAsync(cancellation);
        }
        catch (UpstreamException problem)
        {
            LogCa(problem.Message);
        }
    }

    private async Task LookAtZoneAsync(CancellationToken cancellation)
    {
        try
        {
            await zone.CheckAsync(cancellation);
        }
        catch (ZoneException problem)
        {
            LogZone(problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The CA cannot be used; orders wait until it can: {Reason}")]
    private partial void LogCa(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "DNS is not ready: {Reason}")]
    private partial void LogZone(string reason);
}
