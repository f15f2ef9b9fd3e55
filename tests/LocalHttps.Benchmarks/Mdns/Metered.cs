using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LocalHttps.Benchmarks;

/// <summary>A program that is spoken to by lines and whose time and memory the kernel counts.</summary>
internal sealed partial class Metered : IDisposable
{
    private readonly Process process;
    private readonly BlockingCollection<(string Text, long At)> lines = [];
    private readonly string name;

    /// <summary>Starts a program.</summary>
    public Metered(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?>? environment = null)
    {
        name = string.Join(' ', command);
        var info = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            info.Environment[variable] = value;
        }
        Started = Stopwatch.GetTimestamp();
        process = Process.Start(info)!;
        var reader = new Thread(Read) { IsBackground = true };
        reader.Start();
        process.ErrorDataReceived += (_, line) => LastError = line.Data ?? LastError;
        process.BeginErrorReadLine();
    }

    /// <summary>When it was started.</summary>
    public long Started { get; }

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    private string LastError { get; set; } = "";

    /// <summary>Writes a line to it.</summary>
    public void Say(string line = "")
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
    }

    /// <summary>Waits for the next line that fits; null when none came in time.</summary>
    public (string Text, long At)? Next(Func<string, bool> fits, TimeSpan limit)
    {
        var start = Stopwatch.GetTimestamp();
        while (limit - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } rest && lines.TryTake(out var line, rest))
        {
            if (fits(line.Text))
            {
                return line;
            }
        }
        return null;
    }

    /// <summary>Forgets what was said so far.</summary>
    public void Forget()
    {
        while (lines.TryTake(out _))
        {
            // One after the other.
        }
    }

    /// <summary>Waits for a line that begins with the word.</summary>
    /// <exception cref="TimeoutException">It did not come.</exception>
    public (string Text, long At) Expect(string word, TimeSpan limit) => Next(line => line.StartsWith(word, StringComparison.Ordinal), limit)
        ?? throw new TimeoutException($"`{name}` did not say “{word}” within {limit.TotalSeconds:0} s. {LastError}");

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(TimeSpan.FromSeconds(5));
        }
        process.Dispose();
    }

    /// <summary>Processor time of a process in milliseconds, to the nanosecond, user and system.</summary>
    public static double ProcessorTime(int id)
    {
        // The clock of another process: MAKE_PROCESS_CPUCLOCK of the kernel with CPUCLOCK_SCHED, what clock_getcpuclockid(3) gives.
        var failed = ClockGetTime((~id << 3) | 2, out var time);
        return failed == 0 ? (time.Seconds * 1000.0) + (time.Nanoseconds / 1e6) : throw new InvalidOperationException($"Process {id} has ended.");
    }

    /// <summary>Memory a process holds now, in MiB.</summary>
    public static double Resident(int id) => Memory(id, "VmRSS:");

    /// <summary>The most memory a process held, in MiB.</summary>
    public static double Peak(int id) => Memory(id, "VmHWM:");

    private static double Memory(int id, string field)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) / 1024;
    }

    private void Read()
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            lines.Add((line, Stopwatch.GetTimestamp()));
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
