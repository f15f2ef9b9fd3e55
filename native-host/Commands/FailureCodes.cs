namespace LocalHttps.Host.Commands;

/// <summary>What a command's error document calls the failure, beside the codes of the protocol. Append only: scripts branch on them.</summary>
internal static class FailureCodes
{
    /// <summary>The command was not understood.</summary>
    public const string Usage = "usage";

    /// <summary>Several devices have this name.</summary>
    public const string AmbiguousName = "ambiguous-name";

    /// <summary>No such device.</summary>
    public const string NotFound = "not-found";

    /// <summary>The device is the person's, and is not on the network now.</summary>
    public const string NotAnnounced = "not-announced";

    /// <summary>The device was not confirmed.</summary>
    public const string NotConfirmed = "not-confirmed";

    /// <summary>There is no network to search.</summary>
    public const string NoNetwork = "no-network";

    /// <summary>A chosen network interface is not there.</summary>
    public const string UnknownInterface = "unknown-interface";

    /// <summary>The file of a root cannot be used.</summary>
    public const string InvalidRoot = "invalid-root";

    /// <summary>This computer is not ready.</summary>
    public const string NotReady = "not-ready";

    /// <summary>The command was interrupted.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>A defect of this program.</summary>
    public const string Defect = "defect";

    /// <summary>The code of a failure that has no closer one.</summary>
    public static string Of(int exitCode) => exitCode switch
    {
        ExitCodes.NotVerified => NotConfirmed,
        ExitCodes.Usage => Usage,
        ExitCodes.NothingFound => NotFound,
        ExitCodes.Environment => NotReady,
        ExitCodes.Interrupted => Interrupted,
        _ => Defect,
    };
}
