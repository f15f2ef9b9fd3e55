namespace LocalHttps.Star.Commands;

/// <summary>What the exit codes mean. Stable: scripts branch on them. The same as those of <c>localhttps</c>.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>For <c>check</c>: something is not as it should be.</summary>
    public const int NotReady = 1;

    /// <summary>The command was not understood.</summary>
    public const int Usage = 2;

    /// <summary>There is no such device.</summary>
    public const int NothingFound = 3;

    /// <summary>Settings, database, CA or DNS cannot be used.</summary>
    public const int Environment = 4;

    /// <summary>A defect of this program.</summary>
    public const int Defect = 70;

    /// <summary>Interrupted: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>The list for <c>--help</c>.</summary>
    public const string Help = """
        Exit codes:
          0    done
          1    check: something is not as it should be
          2    the command was not understood
          3    there is no such device
          4    settings, database, CA or DNS cannot be used; what is to be mended was said
          70   a defect of this program
          130  interrupted

        With --json a command that cannot go on writes {"error":{"code","message","remedy"}} instead of its document, with the same exit code.
        """;
}

/// <summary>A command cannot go on.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="code">For programs; stable.</param>
/// <param name="message">What is wrong.</param>
/// <param name="remedy">What to do.</param>
internal sealed class CommandException(int exitCode, string code, string message, string? remedy) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string Code { get; } = code;

    public string? Remedy { get; } = remedy;
}
