namespace LocalHttps.Identity;

/// <summary>The Public Suffix List (publicsuffix.org), ICANN and private rules, as of the committed copy.</summary>
internal static class PublicSuffixes
{
    private static readonly Lazy<Rules> List = new(Load);

    /// <summary>Whether <paramref name="name"/> is a public suffix itself: nobody's own name. One label always is (the list's rule <c>*</c>).</summary>
    /// <param name="name">Lower-case A-labels.</param>
    public static bool IsPublicSuffix(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
            return true;
        var rules = List.Value;
        if (rules.Exceptions.Contains(name))
            return false;
        return rules.Exact.Contains(name) || rules.Wildcards.Contains(name[(dot + 1)..]);
    }

    private static Rules Load()
    {
        using var stream = typeof(PublicSuffixes).Assembly.GetManifestResourceStream("public-suffixes.txt")
            ?? throw new InvalidOperationException("The public suffix list is not in the assembly.");
        using var reader = new StreamReader(stream);
        var rules = new Rules(new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            _ = line[0] switch
            {
                '!' => rules.Exceptions.Add(line[1..]),
                '*' => rules.Wildcards.Add(line[2..]),
                _ => rules.Exact.Add(line),
            };
        }
        return rules;
    }

    private sealed record Rules(HashSet<string> Exact, HashSet<string> Wildcards, HashSet<string> Exceptions);
}
