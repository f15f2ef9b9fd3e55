using LocalHttps.Host.Discovery;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Text;
using LocalHttps.Identity;

namespace LocalHttps.Host.Commands;

/// <summary>Shows a device to the person and asks whether it is theirs.</summary>
/// <param name="terminal">Where it is shown and asked.</param>
/// <param name="fresh">The device after a fresh check.</param>
internal sealed class Consent(Terminal terminal, CheckedDevice fresh)
{
    /// <summary>Ends the command where the device cannot be confirmed, or is not the expected one.</summary>
    /// <param name="key">The expected key; null for any.</param>
    /// <exception cref="CommandException">It cannot be confirmed.</exception>
    public void Demand(string? key)
    {
        var verdict = fresh.Verdict;
        if (!VerdictRules.CanConfirm(verdict) && verdict.State != VerdictState.Verified)
        {
            throw new CommandException(
                ExitCodes.NotVerified,
                $"{Shown.Quoted(fresh.View.DeviceName)} cannot be confirmed: its state is {Shown.OnOneLine(fresh.View.Verdict.State, 20)}.",
                string.Join('\n', DeviceText.Refusal(fresh.View)));
        }
        if (key is not null && verdict.Certificate!.SpkiSha256 != key)
        {
            throw new CommandException(
                ExitCodes.NotVerified,
                $"The device has the key {verdict.Certificate.SpkiSha256}, not the one you gave.",
                "Something else may answer in its place. Read the key from the device itself again; if it still differs, do not confirm it.");
        }
    }

    /// <summary>Asks for each weakness and whether the device is the person's.</summary>
    /// <param name="given">The weaknesses accepted by option.</param>
    /// <param name="silent">Whether not to ask: what is not given is not accepted.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The accepted weaknesses in the protocol's words; null where the person declined.</returns>
    public async Task<IReadOnlyList<string>?> AskAsync(IReadOnlySet<string> given, bool silent, CancellationToken cancellationToken)
    {
        var needed = VerdictRules.Weaknesses(fresh.Verdict).Select(weakness => weakness.ToWord()).ToList();
        if (given.Except(needed, StringComparer.Ordinal).FirstOrDefault() is { } absent)
        {
            throw new CommandException(ExitCodes.Usage, $"The device's certificate is not {absent}: there is nothing to accept.", $"Leave --accept {absent} away.");
        }
        if (silent)
        {
            return needed.Find(word => !given.Contains(word)) is { } missing
                ? throw new CommandException(ExitCodes.NotVerified, $"The device's certificate is {missing}. {Cost(missing)}", $"If you accept that for this device: --accept {missing}")
                : needed;
        }
        foreach (var line in new DeviceText(terminal).Evidence(fresh.View))
        {
            await terminal.Error.WriteLineAsync(line);
        }
        foreach (var word in needed.Where(word => !given.Contains(word)))
        {
            await terminal.Error.WriteLineAsync($"\nIts certificate is {word}. {Cost(word)}");
            if (!await IsYesAsync("Accept that for this device? Type yes: ", cancellationToken))
            {
                return null;
            }
        }
        await terminal.Error.WriteLineAsync($"""

            Confirming means: from now on it is shown as verified, as long as it has this key and a valid certificate for {fresh.View.Cname}.
            Nothing has proved yet that it is yours and not a neighbour's: compare its public name or key with what the device itself shows.
            """);
        return await IsYesAsync("Is this your device? Type yes: ", cancellationToken) ? needed : null;
    }

    private static string Cost(string weakness) => weakness == "long-lived"
        ? "Whoever steals its key can pose as the device until the certificate ends."
        : "Whoever has another device with the same certificate can pose as this one.";

    private async Task<bool> IsYesAsync(string question, CancellationToken cancellationToken)
    {
        await terminal.Error.WriteAsync(question);
        await terminal.Error.FlushAsync(cancellationToken);
        var answer = (await ReadAsync(cancellationToken))?.Trim() ?? "";
        return answer.ToUpperInvariant() switch
        {
            "YES" => true,
            "" or "N" or "NO" => false,
            _ => throw new CommandException(ExitCodes.NotVerified, "Only \"yes\" in full confirms.", "Nothing was changed."),
        };
    }

    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        string? answer;
        try
        {
            // The console's reader blocks; Ctrl-C must not wait for Enter.
            answer = await Task.Run(() => terminal.In.Value.ReadLine(), CancellationToken.None).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("\nNothing was changed.");
            throw;
        }
        if (answer is null)
        {
            // Nobody pressed Enter.
            await terminal.Error.WriteLineAsync();
        }
        return answer;
    }
}
