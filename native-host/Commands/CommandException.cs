namespace LocalHttps.Host.Commands;

/// <summary>A command cannot go on, for a reason the person can mend.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">What is the matter.</param>
/// <param name="remedy">What to do next.</param>
internal sealed class CommandException(int exitCode, string message, string remedy) : Exception(message)
{
    public int ExitCode => exitCode;

    public string Remedy => remedy;

    /// <summary>One of <see cref="FailureCodes"/>.</summary>
    public string Code { get; init; } = FailureCodes.Of(exitCode);
}
