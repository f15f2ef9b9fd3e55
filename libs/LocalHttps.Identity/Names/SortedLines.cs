namespace LocalHttps.Identity;

/// <summary>A data file of the assembly whose lines are sorted by their bytes. Searched where it lies: nothing is built at start, and nothing kept but the bytes.</summary>
internal sealed class SortedLines
{
    private readonly byte[] data;
    private readonly int start;

    private SortedLines(byte[] data)
    {
        this.data = data;
        while (start < data.Length && data[start] == '#')
            start = EndOf(start) + 1;
    }

    /// <summary>Reads a file; leading lines that begin with <c>#</c> are comments.</summary>
    public static SortedLines Load(string resource)
    {
        using var stream = typeof(SortedLines).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new SortedLines(bytes);
    }

    /// <summary>Whether one of the lines is <paramref name="line"/>.</summary>
    public bool Contains(scoped ReadOnlySpan<byte> line) => Floor(line).SequenceEqual(line);

    /// <summary>The last line that does not sort after <paramref name="key"/>; empty where all do.</summary>
    public ReadOnlySpan<byte> Floor(scoped ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> best = default;
        var low = start;
        var high = data.Length;
        while (low < high)
        {
            var begin = BeginOf((low + high) / 2);
            var end = EndOf(begin);
            var line = data.AsSpan(begin, end - begin);
            if (line.SequenceCompareTo(key) <= 0)
            {
                best = line;
                low = end + 1;
            }
            else
            {
                high = begin;
            }
        }
        return best;
    }

    private int BeginOf(int position) => data.AsSpan(start, position - start).LastIndexOf((byte)'\n') + start + 1;

    private int EndOf(int position)
    {
        var length = data.AsSpan(position).IndexOf((byte)'\n');
        return length < 0 ? data.Length : position + length;
    }
}
