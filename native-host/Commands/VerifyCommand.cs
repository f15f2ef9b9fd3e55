using System.CommandLine;
using System.Text.Json;
using LocalHttps.Identity;

namespace LocalHttps.Host.Commands;

/// <summary><c>localhttps verify</c>.</summary>
internal sealed class VerifyCommand
{
    private readonly Terminal terminal;
    private readonly CommandServices services;
    private readonly SearchOptions search;
    private readonly Argument<string> name = new("NAME") { Description = "The device's public name or its DeviceName." };
    private readonly Option<bool> json = new("--json") { Description = "Write one JSON document instead of text." };

    public VerifyCommand(Terminal terminal, CommandServices services)
    {
        this.terminal = terminal;
        this.services = services;
        search = new SearchOptions(terminal, services);
    }

    public Command Make()
    {
        var command = new Command("verify", "Checks one device now and shows the evidence. Exit code 0 only when it is verified.") { name, json };
        search.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = search.Settings(parsed);
        await using var session = services.OpenDevices(settings, services);
        var next = new NextCommand("verify", "", search.Given(parsed));
        var running = new Search(terminal, session.Directory, settings, search.Timeout(parsed), services, next);
        await running.StartAsync(cancellationToken);
        var found = await running.FindAsync(parsed.GetRequiredValue(name), cancellationToken);
        var fresh = await session.Directory.VerifyAsync(found.Key, cancellationToken);
        if (parsed.GetValue(json))
        {
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new DeviceDocument(fresh.View), CommandJson.Indented.DeviceDocument));
        }
        else
        {
            foreach (var line in new DeviceText(terminal).Evidence(fresh.View))
            {
                await terminal.Out.WriteLineAsync(line);
            }
            if (VerdictRules.CanConfirm(fresh.Verdict) && fresh.View.Cname is { } cname)
            {
                await terminal.Out.WriteLineAsync($"\nIf it is yours: {next.Of($"trust confirm {cname}")}");
            }
        }
        return fresh.View.Verdict.State == "verified" ? ExitCodes.Ok : ExitCodes.NotVerified;
    }
}
