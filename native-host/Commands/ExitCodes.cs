namespace LocalHttps.Host.Commands;

/// <summary>What the command line's exit codes mean. Stable: scripts branch on them.</summary>
internal static class ExitCodes
{
    /// <summary>Done; for <c>verify</c> and <c>trust confirm</c>: the device is verified; for <c>discover</c>: there are devices.</summary>
    public const int Ok = 0;

    /// <summary>The device was checked and is not verified; for <c>trust confirm</c>: it was not confirmed.</summary>
    public const int NotVerified = 1;

    /// <summary>The command was not understood, what an option names is not there, or a name fits several devices.</summary>
    public const int Usage = 2;

    /// <summary>No such device, or no device at all.</summary>
    public const int NothingFound = 3;

    /// <summary>This computer is not ready: configuration, trust store, network, registration.</summary>
    public const int Environment = 4;

    /// <summary>A defect of this program.</summary>
    public const int Defect = 70;

    /// <summary>Interrupted: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>The list for <c>--help</c>.</summary>
    public const string Help = """
        Exit codes:
          0    done; for verify and trust confirm: the device is verified; for discover: there are devices, whatever their states
          1    the device was checked and is not verified, or was not confirmed
          2    the command was not understood, an option names an interface or a root that cannot be used, or a name fits several devices
          3    no such device, or no device at all
          4    this computer is not ready: configuration, trust store, network or registration
          70   a defect of this program
          130  interrupted

        With --json a command that cannot go on writes {"error":{"code","message","remedy"}} instead of its document, with the same exit code.
        """;
}
