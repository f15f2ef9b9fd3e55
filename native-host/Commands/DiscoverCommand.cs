using System.CommandLine;
using System.Text.Json;
using LocalHttps.Host.Configuration;
using LocalHttps.Host.Discovery;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Commands;

/// <summary><c>localhttps discover</c>.</summary>
internal sealed class DiscoverCommand
{
    private readonly Terminal terminal;
    private readonly CommandServices services;
    private readonly SearchOptions search;
    private readonly DeviceText text;
    private readonly Option<bool> json = new("--json") { Description = "Write one JSON document; with --watch one for each change, a line each." };
    private readonly Option<bool> watch = new("--watch") { Description = "Go on until Ctrl-C (or --timeout) and tell each change." };

    public DiscoverCommand(Terminal terminal, CommandServices services)
    {
        this.terminal = terminal;
        this.services = services;
        search = new SearchOptions(terminal, services);
        text = new DeviceText(terminal);
    }

    public Command Make()
    {
        var command = new Command("discover", "Lists the devices of the local network and what can be said of each. Ends by itself once the network has answered.") { json, watch };
        search.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = search.Settings(parsed);
        await using var session = services.OpenDevices(settings, services);
        var limit = search.Timeout(parsed);
        var next = new NextCommand("discover", "", search.Given(parsed));
        var running = new Search(terminal, session.Directory, settings, limit, services, next);
        await running.StartAsync(cancellationToken);
        if (parsed.GetValue(watch))
        {
            return await WatchAsync(session.Directory, parsed.GetValue(json), search.HasTimeout(parsed) ? limit : Timeout.InfiniteTimeSpan, cancellationToken);
        }
        var inTime = await running.SettleAsync(_ => false, cancellationToken);
        var devices = session.Directory.Snapshot();
        if (parsed.GetValue(json))
        {
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new DeviceListDocument(devices), CommandJson.Indented.DeviceListDocument));
        }
        else
        {
            Show(devices, settings, next);
        }
        if (!inTime)
        {
            await terminal.Error.WriteLineAsync($"Stopped after {limit.TotalSeconds:0} s; there may be more. To wait longer: --timeout {2 * limit.TotalSeconds:0}");
        }
        return devices.Count == 0 ? ExitCodes.NothingFound : ExitCodes.Ok;
    }

    private void Show(IReadOnlyList<DeviceView> devices, HostSettings settings, NextCommand next)
    {
        if (devices.Count == 0)
        {
            terminal.Error.WriteLine($"{Search.Nobody(settings)} Is it on, and on the same network as this computer? To check this computer: localhttps doctor");
            return;
        }
        foreach (var line in text.Table(devices, next))
        {
            terminal.Out.WriteLine(line);
        }
    }

    private async Task<int> WatchAsync(IDeviceDirectory directory, bool asJson, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var limited = new CancellationTokenSource(limit, services.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
        var first = new FirstSearch(directory.SettledAsync(both.Token));
        var shown = new Watched();
        var changes = directory.WatchAsync(both.Token).GetAsyncEnumerator(both.Token);
        var next = changes.MoveNextAsync().AsTask();
        try
        {
            while (await first.IsOverBeforeAsync(next) || await next)
            {
                if (!next.IsCompleted)
                {
                    await TellAsync(first.End(), asJson, shown);
                    continue;
                }
                await TellAsync(first.Take(changes.Current), asJson, shown);
                next = changes.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            // Ctrl-C is how a watch ends.
        }
        finally
        {
            await both.CancelAsync();
            await Task.WhenAny(next);
            await changes.DisposeAsync();
        }
        await TellAsync(first.End(), asJson, shown);
        return ExitCodes.Ok;
    }

    private async Task TellAsync(IReadOnlyList<DeviceChangeEvent> changes, bool asJson, Watched shown)
    {
        foreach (var change in changes)
        {
            if (asJson)
            {
                var document = new DeviceChangeDocument(change.Change, change.Device);
                await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(document, CommandJson.OneLine.DeviceChangeDocument));
            }
            else
            {
                Show(change, shown);
            }
        }
        await terminal.Out.FlushAsync(CancellationToken.None);
    }

    /// <summary>Tells a change a person can see; the list also changes when only times do.</summary>
    private void Show(DeviceChangeEvent change, Watched shown)
    {
        var device = change.Device;
        if (change.Change == DeviceChange.Removed)
        {
            if (shown.Lines.Remove(device.Key, out var last))
            {
                terminal.Out.WriteLine($"{Clock}  gone     {last.Split('\n')[0]}");
            }
            return;
        }
        if (device is { Checking: true, Verdict.CheckedAt: null })
        {
            return;
        }
        var lines = string.Join("\n", DeviceText.Remarks(device).Select(remark => $"                       {remark}").Prepend(text.Line(device)));
        if (shown.Lines.TryGetValue(device.Key, out var before) && before == lines)
        {
            return;
        }
        shown.Lines[device.Key] = lines;
        terminal.Out.WriteLine($"{Clock}  {(before is null ? "new    " : "changed")}  {lines}");
        foreach (var line in DeviceText.Once(device).Where(shown.Told.Add))
        {
            terminal.Out.WriteLine(line);
        }
    }

    private string Clock => services.Time.GetUtcNow().ToString("HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What a watch has told: of each device the last, and what is said once.</summary>
    private sealed class Watched
    {
        public Dictionary<string, string> Lines { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Told { get; } = new(StringComparer.Ordinal);
    }
}
