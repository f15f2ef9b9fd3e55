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
    public static async Task<KnotServer> StartAsync(string folder, string zone, string zoneFile)
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

            """);
        await server.StartAsync();
        return server;
    }
}
