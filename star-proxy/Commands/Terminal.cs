using Spectre.Console;

namespace LocalHttps.Star.Commands;

/// <summary>The door to the person: results go to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="Out">What was asked for.</param>
/// <param name="Error">Notes and errors.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error)
{
    // A table in a file or a pipe must not be broken to fit a window.
    private const int Unbroken = 1_000;

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfThisProcess() => new(Console.Out, Console.Error);

    /// <summary>Writes a table.</summary>
    public void Write(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Out), Interactive = InteractionSupport.No });
        if (!ReferenceEquals(Out, Console.Out) || Console.IsOutputRedirected)
        {
            console.Profile.Width = Unbroken;
            console.Profile.Capabilities.Ansi = false;
        }
        console.Write(table);
    }

    /// <summary>A table without lines, as other commands have it.</summary>
    public static Table NewTable(params ReadOnlySpan<string> headings)
    {
        var table = new Table().Border(TableBorder.None).ShowRowSeparators().HideRowSeparators();
        foreach (var heading in headings)
            table.AddColumn(new TableColumn(Markup.Escape(heading)).PadRight(2).NoWrap());
        return table;
    }
}
