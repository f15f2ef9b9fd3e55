using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LocalHttps.Lab;

/// <summary>A process of the lab. What it prints goes to a log file and can be waited for; disposing kills it.</summary>
public sealed partial class LabChild : IAsyncDisposable
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(10);
    private readonly Process process;
    private readonly StreamWriter log;
    private readonly List<string> lines = [];
    private readonly Lock gate = new();

    private LabChild(Process process, StreamWriter log)
    {
        this.process = process;
        this.log = log;
    }

    /// <summary>The process id.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>What it has printed so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
            {
                return [.. lines];
            }
        }
    }

    /// <summary>Starts a program; it is found in the path.</summary>
    /// <param name="logFile">Where its output goes, appended.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables to set; null values are removed.</param>
    public static LabChild Start(string logFile, IReadOnlyList<string> command, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        var file = new StreamWriter(logFile, append: true) { AutoFlush = true };
        file.WriteLine($"$ {string.Join(' ', command)}");
        var child = new LabChild(new Process { StartInfo = start }, file);
        child.Begin();
        return child;
    }

    /// <summary>Waits until at least <paramref name="count"/> lines fit.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> fits, TimeSpan limit, string what, int count = 1)
    {
        var found = await Poll.ForAsync(
            () =>
            {
                lock (gate)
                {
                    var hits = lines.Where(fits).ToList();
                    return hits.Count >= count ? Task.FromResult<string?>(hits[count - 1])
                        : process.HasExited ? throw new InvalidOperationException($"{what}: ended with {process.ExitCode}. {string.Join(" | ", lines)}")
                        : Task.FromResult<string?>(null);
                }
            },
            what,
            limit,
            () => Task.FromResult(Tail()));
        return found;
    }

    /// <summary>Sends it a signal by number; nothing happens where it has ended.</summary>
    public void Send(int signal)
    {
        if (!process.HasExited)
        {
            _ = Signal(process.Id, signal);
        }
    }

    /// <summary>Asks it to end and waits.</summary>
    public async Task TerminateAsync()
    {
        if (!process.HasExited)
        {
            _ = Signal(process.Id, 15);
            await WaitForExitAsync();
        }
    }

    /// <summary>Kills it with its children and waits.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await WaitForExitAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
        lock (gate)
        {
            log.Dispose();
        }
    }

    private void Begin()
    {
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private async Task WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(ExitLimit, TimeProvider.System);
        await process.WaitForExitAsync(limit.Token);
    }

    private string Tail()
    {
        lock (gate)
        {
            return string.Join(" | ", lines.TakeLast(8));
        }
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            lines.Add(line);
            if (log.BaseStream is { CanWrite: true })
            {
                log.WriteLine(line);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
