using System.Text;

namespace LocalHttps.Host.Text;

/// <summary>Lays rows out in aligned columns for a terminal.</summary>
internal sealed class TextTable
{
    private const string Gap = "  ";
    private const char FirstStrongIsolate = '\u2068';
    private const char PopIsolate = '\u2069';

    private readonly List<Row> rows = [];

    /// <summary>Starts a table with its titles.</summary>
    public TextTable(params IReadOnlyList<string> titles) => rows.Add(new([.. titles.Select(title => new Cell(title))], []));

    /// <summary>Adds a row.</summary>
    /// <param name="cells">The cells; their text is made fit for a terminal.</param>
    /// <param name="remarks">Lines below the row.</param>
    public void Add(IReadOnlyList<Cell> cells, params IReadOnlyList<string> remarks) => rows.Add(new(cells, remarks));

    /// <summary>The lines of the table.</summary>
    public IEnumerable<string> Lines()
    {
        var widths = Enumerable.Range(0, rows[0].Cells.Count).Select(column => rows.Max(row => CellWidth.Of(row.Cells[column].Text))).ToArray();
        foreach (var row in rows)
        {
            yield return Format(row.Cells, widths);
            foreach (var remark in row.Remarks)
            {
                yield return new string(' ', widths[0]) + Gap + remark;
            }
        }
    }

    private static string Format(IReadOnlyList<Cell> cells, int[] widths)
    {
        var line = new StringBuilder();
        foreach (var (column, cell) in cells.Index())
        {
            var last = column == cells.Count - 1;
            line.Append(cell.Paint(Isolate(cell.Text))).Append(' ', last ? 0 : widths[column] - CellWidth.Of(cell.Text)).Append(last ? "" : Gap);
        }
        return line.ToString().TrimEnd();
    }

    // Without it a right-to-left name would draw the columns after it in reverse (UAX #9 §2.4).
    private static string Isolate(string text) =>
        text.EnumerateRunes().Any(IsRightToLeft) ? $"{FirstStrongIsolate}{text}{PopIsolate}" : text;

    private static bool IsRightToLeft(Rune rune) =>
        rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);

    private sealed record Row(IReadOnlyList<Cell> Cells, IReadOnlyList<string> Remarks);
}

/// <summary>A cell: a text on one line, and how to colour it.</summary>
internal sealed record Cell
{
    private readonly Func<string, string>? paint;

    public Cell(string text, Func<string, string>? paint = null)
    {
        Text = Shown.OnOneLine(text);
        this.paint = paint;
    }

    public string Text { get; }

    public string Paint(string text) => paint is null ? text : paint(text);
}
