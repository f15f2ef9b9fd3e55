using System.CommandLine;
using System.Text.Json;
using LocalHttps.Star.Composition;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Store;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace LocalHttps.Star.Commands;

/// <summary><c>check</c>: whether settings, database, CA, DNS and clock are as they should be. Changes nothing but what serve would make too.</summary>
internal sealed class CheckCommand(Terminal terminal, TimeProvider clock)
{
    private const string Good = "ok";
    private const string Bad = "bad";

    // Worth a look, no reason not to serve.
    private const string Warning = "warning";
    private static readonly string[] WithSecrets = ["tls-key", "upstream-enrolment", "database"];

    // What it was built after.
    private static readonly DateTimeOffset Earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Command Make()
    {
        var command = new Command("check", "Checks settings, database, CA, DNS and clock, and says what is to be mended.");
        var options = new SettingOptions(command, all: true);
        var json = CommandOptions.Json();
        command.Add(json);
        command.SetAction((parsed, cancellation) => RunAsync(options.Collect(parsed, besideService: true), parsed.GetValue(json), cancellation));
        return command;
    }

    private async Task<int> RunAsync(SettingTexts texts, bool json, CancellationToken cancellation)
    {
        var checks = new List<CheckView>();
        if (await LookAsync(checks, "settings", () => Task.FromResult((SettingRules.Read(texts), "complete"))) is { } settings)
        {
            checks.AddRange(FilesOpenToOthers(texts).Select(path => new CheckView("files", Warning, $"Others can read {path}, which holds a secret. Run: chmod 640 {path}")));
            await CheckAllAsync(checks, settings, cancellation);
        }
        var ready = checks.TrueForAll(check => check.State != Bad);
        if (json)
        {
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new(ready, checks), CommandJson.OneLine.CheckDocument));
            return ready ? ExitCodes.Ok : ExitCodes.NotReady;
        }
        var table = Terminal.NewTable("What", "State", "");
        foreach (var check in checks)
            table.AddRow(new Text(check.What), new Text(check.State), new Text(check.Detail));
        terminal.Write(table);
        return ready ? ExitCodes.Ok : ExitCodes.NotReady;
    }

    private async Task CheckAllAsync(List<CheckView> checks, StarSettings settings, CancellationToken cancellation)
    {
        await using var opener = new PartsOpener(settings, NullLoggerFactory.Instance, clock);
        var store = await LookAsync(checks, "database", async () =>
        {
            var opened = await opener.OpenStoreAsync(cancellation);
            return (opened.Store, settings.PostgresConnection is null ? "SQLite" : "PostgreSQL");
        });
        if (store is null)
            return;
        var upstream = await LookAsync(checks, "ca", async () =>
        {
            var opened = await opener.OpenUpstreamAsync(store, opener.OpenZoneToChange(store), cancellation);
            var offer = await opened.DescribeAsync(cancellation);
            return (opened, opened is EmbeddedCa ca ? $"embedded, root until {ca.RootNotAfter:u}" : $"answers; STAR with GET: {(offer.AutoRenewal.AllowCertificateGet ? "yes" : "no")}");
        });
        if (settings.Tls is not null || (upstream is EmbeddedCa && !settings.PlainHttp))
        {
            await LookAsync(checks, "certificate", async () =>
            {
                using var certificates = opener.OpenCertificates(upstream)!;
                await certificates.OpenAsync(cancellation);
                var leaf = certificates.Current.TargetCertificate;
                var fits = leaf.MatchesHostname(settings.Url.IdnHost, allowWildcards: true, allowCommonName: false);
                return fits ? (leaf, $"until {leaf.NotAfter.ToUniversalTime():u}") : throw new ConfigurationException([$"tls-cert is not for {settings.Url.IdnHost}, the host of url."]);
            });
        }
        await LookAsync(checks, "dns", async () =>
        {
            if (settings.Dns is DnsSettings.Embedded here)
                await ZoneProbe.DemandAuthorityAsync(here.Listen, settings.Zone, clock, "DNS here (is serve running?)", cancellation);
            else
                await CheckUpdatesAsync((DynamicUpdateZone)opener.OpenZoneToChange(store), cancellation);
            return (settings, $"answers for {settings.Zone}");
        });
        var now = clock.GetUtcNow();
        await LookAsync(checks, "clock", () => now > Earliest
            ? Task.FromResult((settings, $"{now:u}"))
            : throw new ConfigurationException([$"The clock says {now:u}. Set it: certificates count by it."]));
    }

    private static IEnumerable<string> FilesOpenToOthers(SettingTexts texts) => WithSecrets.Select(name => texts[name]?.Text).OfType<string>()
        .Where(path => !OperatingSystem.IsWindows() && File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != UnixFileMode.None);

    private static async Task CheckUpdatesAsync(DynamicUpdateZone zone, CancellationToken cancellation)
    {
        await zone.CheckAsync(cancellation);
        await zone.TryChangeAsync(cancellation);
    }

    private static async Task<T?> LookAsync<T>(List<CheckView> checks, string what, Func<Task<(T Value, string Detail)>> look)
        where T : class
    {
        try
        {
            var (value, detail) = await look();
            checks.Add(new(what, Good, detail));
            return value;
        }
        catch (ConfigurationException problem)
        {
            checks.AddRange(problem.Faults.Select(fault => new CheckView(what, Bad, fault)));
        }
        catch (Exception problem) when (problem is StoreException or CaException or ZoneException or UpstreamException or IOException or UnauthorizedAccessException)
        {
            checks.Add(new(what, Bad, problem.Message));
        }
        return null;
    }
}
