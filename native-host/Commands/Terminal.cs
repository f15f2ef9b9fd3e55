namespace LocalHttps.Host.Commands;

/// <summary>What a text means, for its colour.</summary>
internal enum Tone
{
    Good,
    Weak,
    Bad,
    Faint,
    Strong,
    Plain,
}

/// <summary>The door to the person: results go to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
internal sealed class Terminal
{
    /// <summary>What was asked for.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress, questions and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Answers; opened when first read, because opening the console's input changes the terminal's mode.</summary>
    public required Lazy<TextReader> In { get; init; }

    /// <summary>Whether <see cref="Out"/> takes colours.</summary>
    public bool HasColors { get; init; }

    /// <summary>Whether a person sees <see cref="Error"/> and its lines can be overwritten.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>Whether somebody can answer a question.</summary>
    public bool CanAsk { get; init; }

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfThisProcess()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }
        // https://no-color.org: present and not empty, whatever its value.
        var plain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        return new()
        {
            Out = Console.Out,
            Error = Console.Error,
            In = new(() => Console.In),
            HasColors = !Console.IsOutputRedirected && (!plain || (OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("NO_COLOR") is null)),
            ShowsProgress = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb",
            CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        };
    }

    /// <summary>Colours a text, where colours can be shown.</summary>
    public string Paint(string text, Tone tone)
    {
        var code = tone switch
        {
            Tone.Good => "32",
            Tone.Weak => "33",
            Tone.Bad => "31",
            Tone.Strong => "1",
            _ => "2",
        };
        return HasColors && tone != Tone.Plain ? $"\u001b[{code}m{text}\u001b[0m" : text;
    }

    /// <summary>Shows one line of progress in place of the last; nothing where lines cannot be overwritten.</summary>
    public void Progress(string line)
    {
        if (ShowsProgress)
        {
            Error.Write($"\r\u001b[K{line}");
            Error.Flush();
        }
    }

    /// <summary>Takes the line of progress away.</summary>
    public void EndProgress() => Progress("");
}
