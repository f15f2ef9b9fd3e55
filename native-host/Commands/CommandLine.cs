using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.Json;
using LocalHttps.Host.Configuration;
using LocalHttps.Host.Install;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Text;
using LocalHttps.Host.Trust;

namespace LocalHttps.Host.Commands;

/// <summary>The command line of <c>localhttps</c>.</summary>
internal sealed class CommandLine(Terminal terminal, CommandServices services)
{
    private const string Name = "localhttps";

    /// <summary>Runs a command of this process.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static Task<int> RunAsync(string[] arguments) =>
        new CommandLine(Terminal.OfThisProcess(), CommandServices.OfThisProcess()).InvokeAsync(arguments, CancellationToken.None);

    /// <summary>Runs a command.</summary>
    public async Task<int> InvokeAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var parsed = Root().Parse(Usual(arguments));
        var invocation = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        // --help tells of a command also where an argument is missing.
        var unknown = UnknownOption(parsed);
        if ((parsed.Errors.Count == 0 && unknown is null) || parsed.Action is HelpWithExitCodes or TellVersion)
        {
            return await GuardAsync(() => parsed.InvokeAsync(invocation, cancellationToken), WantsJson(parsed));
        }
        var complaints = unknown is null ? Complaints(parsed).ToList() : [unknown];
        foreach (var line in complaints)
        {
            await terminal.Error.WriteLineAsync($"{Name}: {Shown.OnOneLine(line)}");
        }
        var help = $"See: {string.Join(' ', Words(parsed.CommandResult))} --help";
        await terminal.Error.WriteLineAsync(help);
        if (WantsJson(parsed))
        {
            await WriteAsync(new(FailureCodes.Usage, string.Join(' ', complaints), help));
        }
        return ExitCodes.Usage;
    }

    // What people try first with a program they do not know.
    private static IReadOnlyList<string> Usual(IReadOnlyList<string> arguments) => arguments switch
    {
        ["help", ..] => [.. arguments.Skip(1), "--help"],
        ["version"] or ["-v"] => ["--version"],
        _ => arguments,
    };

    /// <summary>What to say of the first option that is none, with the nearest that is: the parser takes it and its value for further arguments.</summary>
    private static string? UnknownOption(ParseResult parsed)
    {
        var options = parsed.CommandResult.Command.Options.Select(option => option.Name).Append("--help").ToList();
        // An option that is one stands there as an argument where the option before it has no value.
        var word = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && token.Value is ['-', '-', _, ..])
            .Select(token => token.Value.Split('=')[0])
            .FirstOrDefault(name => !options.Contains(name, StringComparer.Ordinal));
        if (word is null)
        {
            return null;
        }
        var near = options.MinBy(name => EditDistance.Between(name, word))!;
        return $"There is no option {Shown.Quoted(word)}.{(EditDistance.Between(near, word) <= 2 ? $" Do you mean {near}?" : "")}";
    }

    // Also where the rest of the arguments was not understood: whoever reads the document must not wait for it in vain.
    private static bool WantsJson(ParseResult parsed) => parsed.Tokens.Any(token => token.Value == "--json");

    private Task WriteAsync(FailureView failure) =>
        terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new FailureDocument(failure), CommandJson.OneLine.FailureDocument));

    private RootCommand Root()
    {
        var root = new RootCommand("Finds the HTTPS devices of the local network and tells which of them can be trusted.")
        {
            new DiscoverCommand(terminal, services).Make(),
            new VerifyCommand(terminal, services).Make(),
            new TrustCommands(terminal, services).Make(),
            new InstallCommands(terminal, services).Install(),
            new InstallCommands(terminal, services).Uninstall(),
            new DoctorCommand(terminal, services).Make(),
        };
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
            {
                option.Action = new HelpWithExitCodes(help);
            }
            else if (option is VersionOption)
            {
                option.Action = new TellVersion();
            }
        }
        return root;
    }

    private async Task<int> GuardAsync(Func<Task<int>> command, bool json)
    {
        try
        {
            return await command();
        }
        catch (Exception problem)
        {
            var (exitCode, failure) = Explain(problem);
            terminal.EndProgress();
            if (exitCode != ExitCodes.Interrupted)
            {
                await SayAsync(problem is ProtocolException and not (TrustStoreException or ConfigurationException) ? $"{failure.Message} ({failure.Code})" : failure.Message, failure.Remedy);
            }
            if (json)
            {
                await WriteAsync(failure);
            }
            return exitCode;
        }
    }

    private static (int ExitCode, FailureView Failure) Explain(Exception problem) => problem switch
    {
        CommandException command => (command.ExitCode, new(command.Code, command.Message, command.Remedy)),
        TrustStoreException trust => (ExitCodes.Environment, new(trust.Code, trust.Message, TrustRemedy.For(trust))),
        ConfigurationException configuration => (ExitCodes.Environment, new(configuration.Code, configuration.Message, $"To check it once it is mended: {Name} doctor")),
        ProtocolException protocol => (ExitCodes.Environment, new(protocol.Code, protocol.Message, $"To see whether this computer is ready, run: {Name} doctor")),
        OperationCanceledException => (ExitCodes.Interrupted, new(FailureCodes.Interrupted, "The command was interrupted.", null)),
        IOException or UnauthorizedAccessException => (ExitCodes.Environment, new(FailureCodes.NotReady, problem.Message, "Check that you may read and write there.")),
        _ => (ExitCodes.Defect, new(
            FailureCodes.Defect,
            $"This is a defect of {Name}: {problem.GetType().Name}: {problem.Message}",
            "Please report this message with the command you gave.")),
    };

    private async Task SayAsync(string message, string? remedy)
    {
        await terminal.Error.WriteLineAsync($"{Name}: {Shown.OnOneLine(message, 2_000)}");
        if (remedy is not null)
        {
            await terminal.Error.WriteLineAsync(remedy);
        }
    }

    /// <summary>What is wrong with the arguments; for a word that is no command, the nearest one that is.</summary>
    private static IEnumerable<string> Complaints(ParseResult parsed)
    {
        var commands = parsed.CommandResult.Command.Subcommands.Select(command => command.Name).ToList();
        if (commands.Count == 0)
        {
            return parsed.Errors.Select(error => error.Message);
        }
        var word = parsed.UnmatchedTokens is [var first, ..] ? first : null;
        if (word is null)
        {
            return [$"Say what to do: {string.Join(", ", commands)}."];
        }
        var near = commands.MinBy(command => EditDistance.Between(command, word))!;
        var hint = EditDistance.Between(near, word) <= 3 ? $"Do you mean {near}?" : $"There are: {string.Join(", ", commands)}.";
        return [$"There is no command {Shown.Quoted(word)}. {hint}"];
    }

    private static Stack<string> Words(CommandResult result)
    {
        var words = new Stack<string>();
        for (var at = result; at is not null; at = at.Parent as CommandResult)
        {
            words.Push(at.Parent is null ? Name : at.Command.Name);
        }
        return words;
    }

    private sealed class TellVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"{Name} {HostVersion.Text} (protocol {ProtocolJson.Versions.Min} to {ProtocolJson.Versions.Max})");
            return ExitCodes.Ok;
        }
    }

    private sealed class HelpWithExitCodes(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            help.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(ExitCodes.Help);
            return ExitCodes.Ok;
        }
    }
}
