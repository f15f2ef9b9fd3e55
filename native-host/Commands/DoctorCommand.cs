using System.CommandLine;
using System.Text.Json;
using LocalHttps.Host.Install;
using LocalHttps.Host.Text;

namespace LocalHttps.Host.Commands;

/// <summary><c>localhttps doctor</c>.</summary>
internal sealed class DoctorCommand(Terminal terminal, CommandServices services)
{
    private readonly Option<bool> json = new("--json") { Description = "Write one JSON document instead of lines." };
    private readonly Option<string[]> paths = new("--path") { Description = "Look also at the manifests in this folder (repeatable).", HelpName = "DIR" };

    private readonly Option<bool> all = new("--all") { Description = "List also the known browsers that this user does not use." };

    public Command Make()
    {
        var command = new Command("doctor", "Checks that this computer and its browsers are ready: starts this program as each browser does.") { json, paths, all };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<Browser> browsers = [.. BrowserCatalog.For(services.Places), .. (parsed.GetValue(paths) ?? []).Select(CustomBrowser.Found)];
        var doctor = new Doctor(services.Places, browsers, services.Registry, services.Time, (settings, stop) => services.LookAround(settings, services.Time, stop));
        terminal.Progress("Starting this program as each browser does, and searching the network for a moment …");
        var report = await doctor.RunAsync(services.Executable ?? "", cancellationToken);
        terminal.EndProgress();
        if (parsed.GetValue(json))
        {
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(report, CommandJson.Indented.DoctorReport));
        }
        else
        {
            Show(report, parsed.GetValue(all));
        }
        return report.Healthy ? ExitCodes.Ok : ExitCodes.Environment;
    }

    private void Show(DoctorReport report, bool everything)
    {
        foreach (var check in report.Checks.Where(check => check.Status != CheckStatus.Skip))
        {
            var (word, tone) = check.Status switch
            {
                CheckStatus.Pass => ("PASS", Tone.Good),
                CheckStatus.Warn => ("WARN", Tone.Weak),
                _ => ("FAIL", Tone.Bad),
            };
            terminal.Out.WriteLine($"{terminal.Paint(word, tone)}  {Shown.OnOneLine(check.Text, 1_000)}");
            if (check.Remedy is not null)
            {
                terminal.Out.WriteLine($"      {check.Remedy}");
            }
        }
        var skipped = report.Checks.Where(check => check.Status == CheckStatus.Skip).ToList();
        if (skipped.Count > 0)
        {
            var others = everything ? $"Not used by this user: {string.Join(", ", skipped.Select(check => check.Browser))}." : $"{InstallCommands.Others(skipped.Count)} To list them: localhttps doctor --all";
            terminal.Out.WriteLine($"{terminal.Paint("SKIP", Tone.Faint)}  {others}");
        }
        int Count(CheckStatus status) => report.Checks.Count(check => check.Status == status);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"{Count(CheckStatus.Pass)} passed, {Count(CheckStatus.Warn)} warnings, {Count(CheckStatus.Fail)} failed, {skipped.Count} skipped.");
    }
}
