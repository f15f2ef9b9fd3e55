using System.CommandLine;
using System.Text.Json;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Text;
using LocalHttps.Identity;

namespace LocalHttps.Host.Commands;

/// <summary><c>localhttps trust confirm</c>: "this is my device".</summary>
internal sealed class ConfirmCommand
{
    private readonly Terminal terminal;
    private readonly CommandServices services;
    private readonly SearchOptions search;
    private readonly Argument<string> device = new("NAME") { Description = "The device's public name or its DeviceName." };
    private readonly Option<string?> called = new("--name") { Description = "Call the device this from now on.", HelpName = "TEXT" };
    private readonly Option<string[]> accept = new("--accept")
    {
        Description = "Accept this weakness of the device's certificate: long-lived or shared-name (repeatable).",
        HelpName = "WEAKNESS",
    };

    private readonly Option<bool> yes = new("--yes") { Description = "Do not ask. Needs --spki." };
    private readonly Option<string?> spki = new("--spki")
    {
        Description = "Confirm only if the device has this key: the SHA-256 of its SPKI as 64 hexadecimal digits, read from the device itself. Spaces (in quotes) and colons between them do not matter.",
        HelpName = "HEX",
    };

    private readonly Option<bool> json = new("--json") { Description = "Write one JSON document at the end instead of text." };

    public ConfirmCommand(Terminal terminal, CommandServices services)
    {
        this.terminal = terminal;
        this.services = services;
        search = new SearchOptions(terminal, services);
    }

    public Command Make()
    {
        accept.Validators.Add(result =>
        {
            foreach (var word in result.Tokens.Select(token => token.Value).Where(word => ViewMapping.ToWeakness(word) is null))
            {
                result.AddError($"--accept: There is no weakness {Shown.Quoted(word)}. Write long-lived or shared-name.");
            }
        });
        var command = new Command("confirm", "Checks a device, shows it, and trusts it from now on if you say that it is yours.") { device, called, accept, yes, spki, json };
        search.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var key = ExpectedKey(parsed);
        if (!parsed.GetValue(yes) && !terminal.CanAsk)
        {
            throw new CommandException(ExitCodes.Usage, "Nobody can be asked here.", "To confirm without a question: --yes --spki HEX, with the key read from the device itself.");
        }
        var settings = search.Settings(parsed);
        await using var session = services.OpenDevices(settings, services);
        var next = new NextCommand("trust confirm", SearchOptions.Given(parsed, called, accept, yes, spki), search.Given(parsed));
        var running = new Search(terminal, session.Directory, settings, search.Timeout(parsed), services, next);
        await running.StartAsync(cancellationToken);
        var found = await running.FindAsync(parsed.GetRequiredValue(device), cancellationToken);
        var fresh = await session.Directory.VerifyAsync(found.Key, cancellationToken);
        var accepted = (parsed.GetValue(accept) ?? []).ToHashSet(StringComparer.Ordinal);
        if (fresh.Verdict.State == VerdictState.Verified && parsed.GetValue(called) is null)
        {
            return await TellAsync(fresh.View, "You have confirmed this device already.", parsed);
        }
        var consent = new Consent(terminal, fresh);
        consent.Demand(key);
        var agreed = await consent.AskAsync(accepted, parsed.GetValue(yes), cancellationToken)
            ?? throw new CommandException(ExitCodes.NotVerified, "You did not say that it is yours.", "Nothing was changed.");
        var request = new ConfirmRequest
        {
            Id = 1,
            Device = fresh.View.Key,
            Cname = fresh.View.Cname!,
            SpkiSha256 = fresh.Verdict.Certificate!.SpkiSha256,
            Name = parsed.GetValue(called) ?? fresh.View.DeviceName,
            Accept = agreed,
        };
        var confirmed = await ConfirmAsync(session, request, next, cancellationToken);
        return await TellAsync(confirmed, "Confirmed.", parsed);
    }

    // Else the device that was just confirmed is a stranger's for the browsers and for the next command.
    private async Task RemindOfRootsAsync(ParseResult parsed, DeviceView device)
    {
        if (device.Verdict.Certificate is { Trust: "lab-root" } && search.RootsNotConfigured(parsed) is { Count: > 0 } files)
        {
            await terminal.Error.WriteLineAsync($"Its root is needed later too, also by the browsers. Add to {services.Places.ConfigurationFile}:");
            await terminal.Error.WriteLineAsync($"  \"trustRoots\": [{string.Join(", ", files.Select(file => JsonSerializer.Serialize(file, CommandJson.Indented.String)))}]");
        }
    }

    private string? ExpectedKey(ParseResult parsed)
    {
        var given = parsed.GetValue(spki);
        var key = given is null ? null : string.Concat(given.Where(letter => letter != ':' && !char.IsWhiteSpace(letter))).ToLowerInvariant();
        if (key is null && parsed.GetValue(yes))
        {
            throw new CommandException(
                ExitCodes.Usage,
                "--yes needs --spki HEX, so that a script confirms the device you mean and no other.",
                "Read the key from the device itself, not from the network.");
        }
        return key is null || (key.Length == 64 && key.All(char.IsAsciiHexDigit))
            ? key
            : throw new CommandException(ExitCodes.Usage, $"--spki: {Shown.Quoted(given!)} is not a SHA-256 in hexadecimal.", "Write its 64 digits, with or without spaces and colons between them, in quotes where there are spaces.");
    }

    private static async Task<DeviceView> ConfirmAsync(IDeviceSession session, ConfirmRequest request, NextCommand next, CancellationToken cancellationToken)
    {
        try
        {
            return await session.ConfirmAsync(request, cancellationToken);
        }
        catch (ProtocolException problem) when (problem.Code is ErrorCodes.ConfirmChanged or ErrorCodes.ConfirmRefused)
        {
            var state = problem.Parameters.GetValueOrDefault("state", "?");
            throw new CommandException(ExitCodes.NotVerified, $"Not confirmed: a fresh check showed something else ({Shown.OnOneLine(state, 40)}).", $"Nothing was changed. Look again: {next.Of($"verify {request.Cname}")}");
        }
        catch (ProtocolException problem) when (problem.Code == ErrorCodes.InvalidField)
        {
            throw new CommandException(ExitCodes.Usage, $"{Shown.Quoted(request.Name)} cannot be the name of a device.", "Write a short name without control characters: --name TEXT");
        }
    }

    private async Task<int> TellAsync(DeviceView device, string word, ParseResult parsed)
    {
        if (parsed.GetValue(json))
        {
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new DeviceDocument(device), CommandJson.Indented.DeviceDocument));
        }
        else
        {
            await terminal.Out.WriteLineAsync(word);
            await terminal.Out.WriteLineAsync(new DeviceText(terminal).Line(device));
        }
        await RemindOfRootsAsync(parsed, device);
        return device.Verdict.State == "verified" ? ExitCodes.Ok : ExitCodes.NotVerified;
    }
}
