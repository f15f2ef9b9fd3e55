using LocalHttps.Star.Dns;

namespace LocalHttps.Star.Operation;

/// <summary>Serves the zone from this process.</summary>
internal sealed class EmbeddedZoneService(EmbeddedZone zone, ZoneServer server) : BackgroundService
{
    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await zone.LoadAsync(cancellationToken);
        zone.Server = server.EndPoint;
        server.Start();
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await server.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => zone.RunAsync(stoppingToken);
}

/// <summary>Keeps another server's zone as it should be.</summary>
internal sealed class UpdatedZoneService(DynamicUpdateZone zone) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => zone.RunAsync(stoppingToken);
}
