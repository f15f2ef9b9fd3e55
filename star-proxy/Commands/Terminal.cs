using Spectre.Console;

namespace LocalHttps.Star.Commands;

/// <summary>The door to the person: results go to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="Out">What was asked for.</param>
/// <param name="Error">Notes and errors.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error)
{
    // A table must not be broken to fit a window: names are copied from it, and columns without room would be left out.
    private const int Unbroken = 1_000;

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfThisProcess() => new(Console.Out, Console.Error);

    /// <summary>Writes a table; a line may be longer than a window, which breaks it where it likes.</summary>
    public void Write(Table table)
    {
        using var drawn = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(drawn), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        console.Profile.Width = Unbroken;
        console.Write(table);
        // Rows come as wide as the widest: in a window their blanks would be lines of their own.
        foreach (var line in drawn.ToString().TrimEnd().Split('\n'))
            Out.WriteLine(line.TrimEnd());
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
