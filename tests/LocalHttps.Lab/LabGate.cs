using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LocalHttps.Lab;

/// <summary>Puts the whole process into namespaces of its own, without an uplink, so that no packet can leave the machine.</summary>
public static class LabGate
{
    private const string Marker = "LOCALHTTPS_LAB";

    // With a process namespace everything started inside dies with the process. Where /proc cannot be mounted again
    // (some containers) the lab does without it.
    private static readonly string[][] Candidates =
    [
        ["--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"],
        ["--user", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"],
        ["--net", "--mount"],
        ["--user", "--map-root-user", "--net", "--mount"],
    ];

    /// <summary>Whether this process was started inside.</summary>
    public static bool IsInside => Environment.GetEnvironmentVariable(Marker) == "inside";

    /// <summary>Call first in <c>Main</c>: replaces the process by itself inside the namespaces.</summary>
    /// <returns>Null inside; outside an exit code, after a message that says what is missing.</returns>
    public static int? ReenterIfOutside(string[] args)
    {
        if (IsInside)
        {
            return null;
        }

        if (!OperatingSystem.IsLinux())
        {
            Console.Error.WriteLine("The lab needs Linux network namespaces; run these tests on Linux.");
            return 2;
        }

        var options = Array.Find(Candidates, Works);
        if (options is null)
        {
            Console.Error.WriteLine(
                "The lab needs a network namespace of its own and the kernel allows none. Run as root, or allow user namespaces "
                + "(sysctl kernel.unprivileged_userns_clone=1, user.max_user_namespaces=10000), and install util-linux and iproute2. "
                + "By hand: unshare --user --map-root-user --net --mount env LOCALHTTPS_LAB=inside THIS-PROGRAM");
            return 2;
        }

        // The first process of a namespace does not heed SIGTERM and has to bury orphans: that is a shell's part, not this program's.
        string[] command = ["unshare", .. options, "sh", "-c", "\"$@\"; exit $?", "lab", "env", $"{Marker}=inside", .. OwnCommand(), .. args];
        var failure = Execute("unshare", [.. command, null]);
        Console.Error.WriteLine($"unshare cannot be executed: {failure}, error {Marshal.GetLastPInvokeError()}.");
        return 2;
    }

    /// <summary>Throws where the process is not inside.</summary>
    public static void EnsureInside()
    {
        if (!IsInside)
        {
            throw new InvalidOperationException(
                "The lab runs only inside its own namespaces: call LabGate.ReenterIfOutside first in Main, or start the program by "
                + "`unshare --net --mount env LOCALHTTPS_LAB=inside PROGRAM` (without root: `unshare --user --map-root-user --net --mount …`).");
        }
    }

    private static string[] OwnCommand()
    {
        var path = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        return Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, Environment.GetCommandLineArgs()[0]] : [path];
    }

    private static bool Works(string[] options)
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("unshare", [.. options, "true"])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            });
            return probe is not null && probe.WaitForExit(TimeSpan.FromSeconds(10)) && probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

#pragma warning disable SYSLIB1054 // a source-generated import of string?[] would need unsafe code for one call
    [DllImport("libc", EntryPoint = "execvp", SetLastError = true, CharSet = CharSet.Ansi, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Execute([MarshalAs(UnmanagedType.LPUTF8Str)] string file, string?[] arguments);
#pragma warning restore SYSLIB1054
}
