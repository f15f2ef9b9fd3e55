using System.CommandLine;
using System.Globalization;
using LocalHttps.Host.Configuration;

namespace LocalHttps.Host.Commands;

/// <summary>The options of every command that searches the network, joined with the configuration file.</summary>
internal sealed class SearchOptions
{
    private const int LongestSeconds = 600;

    private readonly Terminal terminal;
    private readonly CommandServices services;
    private readonly Option<string[]> roots = new("--trust-root")
    {
        Description = "Trust this root's certificate too, in PEM or DER form (repeatable). Verdicts that stand on it say so.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> interfaces = new(InterfaceChoice.Option)
    {
        Description = "Search only on this network interface (repeatable). The loopback interface, lo, must be named to be searched.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> types = new("--type")
    {
        Description = "Search for this type of service instead of _https._tcp (repeatable).",
        HelpName = "TYPE",
    };

    private readonly Option<int> timeout = new("--timeout")
    {
        Description = "Take no longer than this many seconds.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 10,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, null, out var seconds) && seconds is >= 1 and <= LongestSeconds)
            {
                return seconds;
            }
            result.AddError($"--timeout: Write a whole number of seconds from 1 to {LongestSeconds}.");
            return 0;
        },
    };

    public SearchOptions(Terminal terminal, CommandServices services)
    {
        this.terminal = terminal;
        this.services = services;
        Refuse(types, text => SettingRules.ServiceType(text).Problem);
        Refuse(interfaces, text => SettingRules.InterfaceName(text).Problem);
    }

    public void AddTo(Command command)
    {
        command.Add(interfaces);
        command.Add(types);
        command.Add(roots);
        command.Add(timeout);
    }

    /// <summary>What was given of these options, as it is written after a command.</summary>
    public string Given(ParseResult parsed) => Given(parsed, interfaces, types, roots, timeout);

    /// <summary>What was given of some options, as it is written after a command.</summary>
    public static string Given(ParseResult parsed, params IEnumerable<Option> options) => string.Concat(options
        .Select(parsed.GetResult)
        .Where(result => result is { Implicit: false })
        .SelectMany(result => result!.Tokens.Count == 0 ? [$" {result.Option.Name}"] : result.Tokens.Select(token => $" {result.Option.Name} {NextCommand.Quote(token.Value)}")));

    /// <summary>How long the command may take.</summary>
    public TimeSpan Timeout(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(timeout));

    /// <summary>Whether a time was given.</summary>
    public bool HasTimeout(ParseResult parsed) => parsed.GetResult(timeout) is { Implicit: false };

    /// <summary>The configuration with what the options say instead.</summary>
    public HostSettings Settings(ParseResult parsed)
    {
        var settings = ConfigurationFile.Load(services.Places.ConfigurationFile, services.Places.Home);
        var names = parsed.GetValue(interfaces) ?? [];
        var serviceTypes = parsed.GetValue(types) ?? [];
        if (names.Length > 0)
        {
            settings = settings with { InterfaceNames = names, InterfacesSetBy = InterfaceChoice.Option };
        }
        DemandPresent(settings);
        return settings with
        {
            ServiceTypes = serviceTypes.Length > 0 ? [.. serviceTypes.Select(type => type.ToLowerInvariant())] : settings.ServiceTypes,
            LabRoots = RootFiles.Join((parsed.GetValue(roots) ?? []).Select(Load).Prepend(settings.LabRoots)),
            Timeout = settings.Timeout < Timeout(parsed) ? settings.Timeout : Timeout(parsed),
        };
    }

    /// <summary>The files of roots given by option that the configuration does not have, with their whole paths.</summary>
    public IReadOnlyList<string> RootsNotConfigured(ParseResult parsed)
    {
        var configured = ConfigurationFile.Load(services.Places.ConfigurationFile, services.Places.Home).LabRoots;
        return [.. (parsed.GetValue(roots) ?? []).Where(file => Load(file).Any(root => !configured.Contains(root))).Select(file => RootFiles.PathOf(file, Environment.CurrentDirectory, services.Places.Home))];
    }

    private System.Security.Cryptography.X509Certificates.X509Certificate2Collection Load(string file)
    {
        var root = RootFiles.Load(file, Environment.CurrentDirectory, services.Places.Home);
        return root.Problem is null ? root.Value : throw new CommandException(ExitCodes.Usage, $"--trust-root: {root.Problem}", RootFiles.Remedy) { Code = FailureCodes.InvalidRoot };
    }

    // A name in the file may be of an interface that comes and goes; one that was just typed is a slip.
    private void DemandPresent(HostSettings settings)
    {
        var present = services.Interfaces();
        var missing = InterfaceChoice.Missing(settings, present);
        if (missing.Count == 0)
        {
            return;
        }
        var typed = settings.InterfacesSetBy == InterfaceChoice.Option;
        var sentence = InterfaceChoice.NotThere(settings, missing);
        if (typed || missing.Count == settings.InterfaceNames.Count)
        {
            throw new CommandException(typed ? ExitCodes.Usage : ExitCodes.Environment, sentence, InterfaceChoice.There(present)) { Code = FailureCodes.UnknownInterface };
        }
        terminal.Error.WriteLine($"Note: {sentence}");
    }

    private static void Refuse(Option<string[]> option, Func<string, string?> problem) => option.Validators.Add(result =>
    {
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            if (problem(text) is { } sentence)
            {
                result.AddError($"{option.Name}: {sentence}");
            }
        }
    });
}
