using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.Json;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Store;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;

namespace LocalHttps.Star.Commands;

/// <summary>The command line of <c>localhttps-star</c>.</summary>
internal sealed class CommandLine(Terminal terminal, TimeProvider clock)
{
    private const string Name = "localhttps-star";

    // Longer than the host waits for requests under way, shorter than systemd waits for us; the library's own are two seconds, after which it ends the process.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(40);

    /// <summary>Runs a command of this process.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static Task<int> RunAsync(string[] arguments) => new CommandLine(Terminal.OfThisProcess(), TimeProvider.System).InvokeAsync(arguments, CancellationToken.None);

    /// <summary>Runs a command.</summary>
    public async Task<int> InvokeAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var parsed = Root().Parse(arguments is ["help", ..] ? [.. arguments.Skip(1), "--help"] : arguments);
        var json = parsed.Tokens.Any(token => token.Value == "--json");
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExitCodes)
        {
            var words = string.Join(' ', parsed.Errors.Select(error => error.Message));
            await TellAsync(new("usage", words, $"See: {Name} {(parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ")}--help"), json);
            return ExitCodes.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(new() { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = LongestStop }, cancellation);
        }
        catch (Exception problem)
        {
            var (exitCode, failure) = Explain(problem);
            if (exitCode != ExitCodes.Interrupted)
                await TellAsync(failure, json);
            return exitCode;
        }
    }

    private static (int ExitCode, FailureView Failure) Explain(Exception problem) => problem switch
    {
        CommandException command => (command.ExitCode, new(command.Code, command.Message, command.Remedy)),
        ConfigurationException settings => (ExitCodes.Environment, new("settings", settings.Message, $"Mend {(settings.Faults.Count == 1 ? "this" : "these")}, then: {Name} check with the same options")),
        StoreException => (ExitCodes.Environment, new("database", problem.Message, "See that the data directory, or PostgreSQL, can be reached and written to.")),
        CaException => (ExitCodes.Environment, new("ca", problem.Message, null)),
        ZoneException => (ExitCodes.Environment, new("dns", problem.Message, null)),
        UpstreamException => (ExitCodes.Environment, new("upstream", problem.Message, "See that the CA can be reached from here.")),
        OperationCanceledException => (ExitCodes.Interrupted, new("interrupted", "The command was interrupted.", null)),
        IOException or UnauthorizedAccessException => (ExitCodes.Environment, new("files", problem.Message, "Check that you may read and write there.")),
        _ => (ExitCodes.Defect, new("defect", $"This is a defect of {Name}: {problem.GetType().Name}: {problem.Message}", "Please report this message with the command you gave.")),
    };

    private async Task TellAsync(FailureView failure, bool json)
    {
        foreach (var line in failure.Message.Split(Environment.NewLine))
            await terminal.Error.WriteLineAsync($"{Name}: {line}");
        if (failure.Remedy is not null)
            await terminal.Error.WriteLineAsync(failure.Remedy);
        if (json)
            await terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new(failure), CommandJson.OneLine.FailureDocument));
    }

    private RootCommand Root()
    {
        var root = new RootCommand("A STAR proxy: gives devices of a DNS zone short-term certificates (ACME, RFC 8555, 8739, 9115).")
        {
            new ServeCommand(clock).Make(),
            new DeviceCommands(terminal, clock).Make(),
            new AccountCommands(terminal, clock).Make(),
            new RootCommands(terminal, clock).Make(),
            new CheckCommand(terminal, clock).Make(),
        };
        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { Action: HelpAction help } option)
            option.Action = new HelpWithExitCodes(help);
        return root;
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
