namespace LocalHttps.Fuzz;

/// <summary>Real messages to start from.</summary>
internal static class Corpus
{
    /// <summary>Payloads captured from other programs, see <c>Corpus/README.md</c>.</summary>
    public static IReadOnlyList<byte[]> Packets { get; } = Read();

    private static List<byte[]> Read()
    {
        using var stream = typeof(Corpus).Assembly.GetManifestResourceStream("packets.hex")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Convert.FromHexString)];
    }
}
