using System.Text;

namespace LocalHttps.Identity;

/// <summary>The Public Suffix List (publicsuffix.org), ICANN and private rules, as of the committed copy.</summary>
internal static class PublicSuffixes
{
    private static readonly Lazy<SortedLines> Rules = new(() => SortedLines.Load("public-suffixes.txt"));

    /// <summary>Whether <paramref name="name"/> is a public suffix itself: nobody's own name. One label always is (the list's rule <c>*</c>).</summary>
    /// <param name="name">Lower-case A-labels.</param>
    public static bool IsPublicSuffix(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 || (!Has("!" + name) && (Has(name) || Has("*" + name[dot..])));
    }

    private static bool Has(string rule) => Rules.Value.Contains(Encoding.ASCII.GetBytes(rule));
}
