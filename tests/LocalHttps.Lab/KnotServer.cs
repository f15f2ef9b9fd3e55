namespace LocalHttps.Lab;

/// <summary>Debian's Knot DNS.</summary>
public sealed class KnotServer : LabDnsServer
{
    private KnotServer(string folder, string zone)
        : base(folder, zone)
    {
    }

    private protected override IReadOnlyList<string> Command => ["knotd", "-c", Path.Combine(Folder, "knot.conf")];

    /// <summary>Starts it with a zone file.</summary>
    /// <param name="folder">Its own.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="zoneFile">What is in it.</param>
    /// <param name="parent">A zone above it, so that whoever climbs the tree gets answers; empty.</param>
    public static async Task<KnotServer> StartAsync(string folder, string zone, string zoneFile, string? parent = null)
    {
        Directory.CreateDirectory(folder);
        var server = new KnotServer(folder, zone);
        var key = await Lab.Command.MustAsync("keymgr", "-t", "star-update", "hmac-sha512");
        server.WriteKey(key);
        await File.WriteAllTextAsync(Path.Combine(folder, "zone.db"), zoneFile);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "knot.conf"),
            $"""
            server:
                listen: {server.EndPoint.Address}@{server.EndPoint.Port}
                rundir: {folder}
                udp-workers: 1
                tcp-workers: 1
                background-workers: 1
            database:
                storage: {folder}
            log:
              - target: stderr
                any: info
            {key}
            acl:
              - id: update
                key: star-update
                action: update
            zone:
              - domain: {zone}
                file: {folder}/zone.db
                acl: update
                zonefile-sync: 0
                zonefile-load: whole
                journal-content: none
            {(parent is null ? "" : $"  - domain: {parent}\n    file: {folder}/parent.db")}

            """);
        if (parent is not null)
            await File.WriteAllTextAsync(Path.Combine(folder, "parent.db"), ZoneFile(parent, $"{zone}. NS ns.{zone}."));
        await server.StartAsync();
        return server;
    }
}
