using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Text;
using LocalHttps.Host.Trust;
using LocalHttps.Identity;

namespace LocalHttps.Host.Commands;

/// <summary><c>localhttps trust list</c> and <c>localhttps trust forget</c>; <see cref="ConfirmCommand"/> has <c>trust confirm</c>.</summary>
internal sealed class TrustCommands(Terminal terminal, CommandServices services)
{
    private const int LongestName = 40;

    private readonly Option<bool> json = new("--json") { Description = "Write one JSON document instead of a table." };
    private readonly Argument<string> name = new("NAME") { Description = "The device's public name or the name you gave it." };

    public Command Make()
    {
        var list = new Command("list", "Lists the devices you trust.") { json };
        list.SetAction(RunList);
        var forget = new Command("forget", "Ends your trust in a device.") { name };
        forget.SetAction(RunForget);
        return new Command("trust", "Lists, confirms and forgets the devices you trust.") { list, new ConfirmCommand(terminal, services).Make(), forget };
    }

    private int RunList(ParseResult parsed)
    {
        using var store = Open();
        var entries = store.Read().OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).ThenBy(entry => entry.Cname, StringComparer.Ordinal).ToList();
        if (parsed.GetValue(json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(new TrustListDocument([.. entries.Select(entry => entry.ToView())]), CommandJson.Indented.TrustListDocument));
            return ExitCodes.Ok;
        }
        if (entries.Count == 0)
        {
            terminal.Error.WriteLine("You trust no device yet. To see what is here: localhttps discover");
            return ExitCodes.Ok;
        }
        var table = new TextTable("DEVICE", "PUBLIC NAME", "SINCE", "HOW", "ACCEPTED", "KEY (SPKI)");
        foreach (var entry in entries)
        {
            var view = entry.ToView();
            table.Add(
            [
                new(CellWidth.Cut(Shown.OnOneLine(view.Name), LongestName)),
                new(view.Cname),
                new(view.Since.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                new(view.Method),
                new(view.Accepted.Count == 0 ? "–" : string.Join(", ", view.Accepted)),
                new(view.SpkiSha256),
            ]);
        }
        foreach (var line in table.Lines())
        {
            terminal.Out.WriteLine(line);
        }
        return ExitCodes.Ok;
    }

    private int RunForget(ParseResult parsed)
    {
        var wanted = parsed.GetRequiredValue(name);
        TrustEntry? forgotten = null;
        using var store = Open();
        store.Update(entries =>
        {
            forgotten = Find(entries, wanted);
            return [.. entries.Where(entry => entry.Cname != forgotten.Cname)];
        });
        terminal.Out.WriteLine($"Forgotten: {Shown.OnOneLine(forgotten!.Name)} ({forgotten.Cname}). It is not shown as verified until you confirm it again.");
        return ExitCodes.Ok;
    }

    private FileTrustStore Open() => new(services.Places.TrustStoreFile, services.Time);

    private static TrustEntry Find(IReadOnlyList<TrustEntry> entries, string wanted)
    {
        var cname = PublicName.TryParse(wanted, out var parsed) ? parsed : wanted;
        if (entries.FirstOrDefault(entry => entry.Cname == cname) is { } exact)
        {
            return exact;
        }
        var called = entries.Where(entry => entry.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)).ToList();
        return called switch
        {
            [var only] => only,
            [] => throw new CommandException(ExitCodes.NothingFound, $"You trust no device {Shown.Quoted(wanted)}.", "To see which you trust: localhttps trust list"),
            _ => throw new CommandException(
                ExitCodes.Usage,
                $"{called.Count} of your devices are called {Shown.Quoted(wanted)}.",
                $"Write the public name of the one you mean:{string.Concat(called.Select(entry => $"\n  {entry.Cname}"))}"),
        };
    }
}
