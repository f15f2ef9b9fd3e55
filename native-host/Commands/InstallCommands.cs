using System.CommandLine;
using LocalHttps.Host.Configuration;
using LocalHttps.Host.Install;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Text;

namespace LocalHttps.Host.Commands;

/// <summary><c>localhttps install</c> and <c>localhttps uninstall</c>.</summary>
internal sealed class InstallCommands(Terminal terminal, CommandServices services)
{
    private const string All = "all";

    private readonly IReadOnlyList<Browser> known = BrowserCatalog.For(services.Places);
    private readonly Installer installer = new(services.Registry);
    private readonly Option<string> browser = new("--browser") { HelpName = "NAME" };
    private readonly Option<string[]> ids = new("--extension-id") { Description = "Let this extension too start this program (repeatable).", HelpName = "ID" };
    private readonly Option<string?> path = new("--path")
    {
        Description = "The folder of manifests of a browser that is not known; with --browser firefox in Firefox's form, else in Chromium's.",
        HelpName = "DIR",
    };

    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Only say what would be done." };
    private readonly Option<bool> replace = new("--replace") { Description = "Also touch a manifest of this name that belongs to another program." };

    public Command Install()
    {
        Describe("Register with this browser");
        var command = new Command("install", "Registers this program with the browsers of this user: writes a file that names where it is now.")
        {
            browser, ids, path, dryRun, replace,
        };
        command.SetAction(RunInstall);
        return command;
    }

    public Command Uninstall()
    {
        Describe("Unregister from this browser");
        var command = new Command("uninstall", "Takes back what install did. Trusted devices and the configuration stay.") { browser, path, dryRun, replace };
        command.SetAction(RunUninstall);
        return command;
    }

    private void Describe(string purpose)
    {
        browser.Description = $"{purpose}: {string.Join(", ", known.Select(at => at.Id))}, or all that are used here (the default).";
        browser.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && name != All && known.All(at => at.Id != name))
            {
                result.AddError($"There is no browser {Shown.Quoted(name)}. Write one of: {string.Join(", ", known.Select(at => at.Id))}, {All}. For another: --path DIR");
            }
        });
    }

    private int RunInstall(ParseResult parsed)
    {
        var executable = Executable();
        WarnSuperuser();
        var extensions = Extensions(parsed.GetValue(ids) ?? []);
        var (chosen, skipped) = Choose(parsed);
        if (chosen.Count == 0)
        {
            throw new CommandException(
                ExitCodes.NothingFound,
                "This user has used none of the browsers that are known here.",
                $"Start your browser once, or name it: localhttps install --browser {known[0].Id} (others: {string.Join(", ", known.Skip(1).Select(at => at.Id))}), or its folder of manifests: --path DIR");
        }
        var changes = chosen.ConvertAll(at => installer.PlanInstall(at, Manifest(at, executable, extensions), parsed.GetValue(replace)));
        var code = Carry(changes, skipped, parsed.GetValue(dryRun));
        foreach (var sandboxed in changes.Where(change => change is { Browser.Flatpak: not null, Kind: not ChangeKind.Refuse }).Select(change => change.Browser))
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(FlatpakAdvice.Text(sandboxed));
            terminal.Out.WriteLine(FlatpakAdvice.Command(sandboxed, executable));
        }
        if (code == ExitCodes.Ok && !parsed.GetValue(dryRun))
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine("Keep this program where it is, and run install again when you move it. To check everything: localhttps doctor");
        }
        return code;
    }

    private int RunUninstall(ParseResult parsed)
    {
        var (chosen, _) = Choose(parsed);
        // A manifest may be left of a browser that is gone.
        if (parsed.GetValue(browser) is null or All && parsed.GetValue(path) is null)
        {
            chosen = [.. known];
        }
        var changes = chosen.ConvertAll(at => installer.PlanUninstall(at, parsed.GetValue(replace))).FindAll(change => change.Kind != ChangeKind.Absent || chosen.Count == 1);
        if (changes.Count == 0)
        {
            terminal.Out.WriteLine("This program is registered with no browser of this user: there is nothing to remove.");
            return ExitCodes.Ok;
        }
        return Carry(changes, [], parsed.GetValue(dryRun));
    }

    private int Carry(IReadOnlyList<PlannedChange> changes, IReadOnlyList<Browser> skipped, bool dry)
    {
        var table = new TextTable(dry ? "WOULD BE" : "DONE", "BROWSER", "FILE");
        foreach (var change in changes)
        {
            if (!dry)
            {
                installer.Apply(change);
            }
            table.Add([Word(change.Kind), new(change.Browser.Title), new(change.Browser.ManifestPath)], Remarks(change));
        }
        foreach (var line in table.Lines())
        {
            terminal.Out.WriteLine(line);
        }
        if (skipped.Count > 0)
        {
            terminal.Out.WriteLine($"{Others(skipped.Count)} For one of them: localhttps install --browser NAME (names: localhttps install --help)");
        }
        if (dry)
        {
            ShowTexts(changes);
        }
        return changes.Any(change => change.Kind == ChangeKind.Refuse) ? ExitCodes.Environment : ExitCodes.Ok;
    }

    /// <summary>What is said of the known browsers that were left out.</summary>
    public static string Others(int count) => count == 1 ? "One known browser is not used by this user." : $"{count} known browsers are not used by this user.";

    private void ShowTexts(IReadOnlyList<PlannedChange> changes)
    {
        foreach (var change in changes.Where(change => change.Kind is ChangeKind.Write or ChangeKind.Update or ChangeKind.Replace))
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine($"{change.Browser.ManifestPath}:");
            terminal.Out.Write(change.Text);
        }
    }

    private Cell Word(ChangeKind kind) => kind switch
    {
        ChangeKind.Write => new("written"),
        ChangeKind.Update => new("renewed"),
        ChangeKind.Replace => new("replaced"),
        ChangeKind.Unchanged => new("unchanged"),
        ChangeKind.Remove => new("removed"),
        ChangeKind.Absent => new("absent", text => terminal.Paint(text, Tone.Faint)),
        _ => new("refused", text => terminal.Paint(text, Tone.Bad)),
    };

    private static string[] Remarks(PlannedChange change) => change.Kind switch
    {
        ChangeKind.Update or ChangeKind.Replace when change.Before != change.After => [$"It was {Shown.OnOneLine(change.Before ?? "")}."],
        ChangeKind.Refuse => [$"There is {Shown.OnOneLine(change.Before ?? "")}", "Add --replace if that is what you want."],
        _ => [],
    };

    private (List<Browser> Chosen, List<Browser> Skipped) Choose(ParseResult parsed)
    {
        var name = parsed.GetValue(browser);
        if (parsed.GetValue(path) is { } folder)
        {
            var family = known.FirstOrDefault(at => at.Id == name)?.Family ?? BrowserFamily.Chromium;
            return ([CustomBrowser.At(folder, family)], []);
        }
        return name is null or All
            ? ([.. known.Where(at => at.IsInUse)], [.. known.Where(at => !at.IsInUse)])
            : ([known.First(at => at.Id == name)], []);
    }

    private string Executable() => services.Executable is { } file && Path.GetFileNameWithoutExtension(file) == "localhttps"
        ? file
        : throw new CommandException(
            ExitCodes.Environment,
            $"Browsers need the program itself, and this runs from {services.Executable ?? "an unknown file"}.",
            "Run the published executable: dotnet publish native-host -c Release");

    private void WarnSuperuser()
    {
        if (services.InvokedBy is { } person)
        {
            terminal.Error.WriteLine($"This registers for the superuser only. For {Shown.OnOneLine(person)}, run it again without sudo.");
        }
    }

    private IReadOnlyList<string> Extensions(IReadOnlyList<string> given)
    {
        foreach (var id in given)
        {
            if (SettingRules.ExtensionId(id).Problem is { } problem)
            {
                throw new CommandException(ExitCodes.Usage, problem, "Copy the id from the browser's page of extensions.");
            }
        }
        var configured = ConfigurationFile.Load(services.Places.ConfigurationFile, services.Places.Home).ExtensionIds;
        var unserved = given.Except([.. configured, BrowserCaller.ChromiumId, BrowserCaller.FirefoxId], StringComparer.Ordinal).ToList();
        if (unserved.Count > 0)
        {
            terminal.Error.WriteLine($"This program serves other extensions only when its configuration names them. Add to {services.Places.ConfigurationFile}:");
            terminal.Error.WriteLine($"  \"extensionIds\": [{string.Join(", ", configured.Concat(unserved).Select(id => $"\"{id}\""))}]");
        }
        return [.. given.Concat(configured).Distinct(StringComparer.Ordinal)];
    }

    private static HostManifest Manifest(Browser browser, string executable, IReadOnlyList<string> extensions)
    {
        var chromium = browser.Family == BrowserFamily.Chromium;
        var others = extensions.Where(id => SettingRules.IsChromiumId(id) == chromium);
        return new()
        {
            Executable = executable,
            Family = browser.Family,
            ExtensionIds = [.. others.Prepend(chromium ? BrowserCaller.ChromiumId : BrowserCaller.FirefoxId).Distinct(StringComparer.Ordinal)],
        };
    }
}
