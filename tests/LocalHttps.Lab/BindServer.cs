namespace LocalHttps.Lab;

/// <summary>Debian's BIND.</summary>
public sealed class BindServer : LabDnsServer
{
    private BindServer(string folder, string zone)
        : base(folder, zone)
    {
    }

    private protected override IReadOnlyList<string> Command => ["named", "-g", "-n", "1", "-c", Path.Combine(Folder, "named.conf")];

    /// <summary>Starts it with a zone file.</summary>
    public static async Task<BindServer> StartAsync(string folder, string zone, string zoneFile)
    {
        Directory.CreateDirectory(folder);
        var server = new BindServer(folder, zone);
        var key = await Lab.Command.MustAsync("tsig-keygen", "-a", "hmac-sha256", "star-update");
        server.WriteKey(key);
        await File.WriteAllTextAsync(Path.Combine(folder, "zone.db"), zoneFile);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "named.conf"),
            $$"""
            {{key}}
            controls { };
            options {
              directory "{{folder}}";
              pid-file none;
              session-keyfile none;
              managed-keys-directory "{{folder}}";
              listen-on port {{server.EndPoint.Port}} { 127.0.0.1; };
              listen-on-v6 { none; };
              recursion no;
              dnssec-validation no;
              notify no;
              allow-transfer { none; };
              empty-zones-enable no;
              zero-no-soa-ttl no;
            };
            zone "{{zone}}" {
              type primary;
              file "{{folder}}/zone.db";
              update-policy { grant star-update zonesub ANY; };
            };

            """);
        await server.StartAsync();
        return server;
    }
}
