using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace LocalHttps.Build;

/// <summary>A program to run: the one door to other processes.</summary>
public sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Where it runs.</summary>
    public string Folder { get; init; } = Repository.Root;

    /// <summary>Variables set beside the inherited ones; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>After this it is ended with everything it started.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether it talks to the terminal itself; its output is not kept then.</summary>
    public bool Interactive { get; init; }

    /// <summary>Runs it to its end.</summary>
    public Outcome Run()
    {
        var watch = Stopwatch.StartNew();
        var output = new StringBuilder();
        using var process = new Process { StartInfo = StartInfo() };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.Start();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => PassOn(context, process));
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => PassOn(context, process));
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => PassOn(context, process));
        if (!Interactive)
        {
            process.StandardInput.Close();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }
        var ended = process.WaitForExit(Limit);
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        else if (!Interactive)
        {
            // A grandchild may keep the pipe open; what it still writes is not waited for for ever.
            _ = Task.WhenAny(process.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System)).GetAwaiter().GetResult();
        }
        lock (output)
        {
            return new Outcome(this, ended ? process.ExitCode : null, output.ToString(), watch.Elapsed);
        }
    }

    /// <summary>Runs it to its end, and throws unless it succeeds.</summary>
    /// <exception cref="BuildException">It failed or took too long.</exception>
    public Outcome Demand()
    {
        var outcome = Run();
        return outcome.Succeeded ? outcome : throw new BuildException($"{outcome.Explain()}\n{outcome.Tail(60)}");
    }

    private ProcessStartInfo StartInfo()
    {
        var info = new ProcessStartInfo(Program, Arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = !Interactive,
            RedirectStandardOutput = !Interactive,
            RedirectStandardError = !Interactive,
        };
        foreach (var (name, value) in Variables)
        {
            info.Environment[name] = value;
        }
        return info;
    }

    private static void Keep(StringBuilder output, string? line)
    {
        lock (output)
        {
            _ = line is null ? output : output.Append(line).Append('\n');
        }
    }

    private static void PassOn(PosixSignalContext context, Process process)
    {
        Interrupt.Received = true;
        context.Cancel = true;
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            kill.WaitForExit();
        }
    }
}

/// <summary>Whether the person asked to stop.</summary>
public static class Interrupt
{
    /// <summary>True after Ctrl-C or an ending signal.</summary>
    public static bool Received { get; internal set; }
}

/// <summary>How a program ended.</summary>
/// <param name="Command">What was run.</param>
/// <param name="ExitCode">Its exit code; null when its time ran out.</param>
/// <param name="Output">What it wrote, both streams.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record Outcome(Command Command, int? ExitCode, string Output, TimeSpan Elapsed)
{
    /// <summary>Whether it ended in time with exit code 0.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>One line on how it failed.</summary>
    public string Explain() => ExitCode is { } code
        ? $"{Command.Program} {string.Join(' ', Command.Arguments)}: exit code {code}"
        : $"{Command.Program} {string.Join(' ', Command.Arguments)}: ended after {Command.Limit.TotalSeconds:0} s";

    /// <summary>The last lines it wrote.</summary>
    public string Tail(int lines) => string.Join('\n', Output.TrimEnd().Split('\n').TakeLast(lines));
}

/// <summary>A step failed in a way that ends the verb; the message is for the person.</summary>
public sealed class BuildException(string message) : Exception(message);
