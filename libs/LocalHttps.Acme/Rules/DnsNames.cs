using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace LocalHttps.Acme;

/// <summary>DNS names in identifiers and CSRs: A-labels in ASCII (RFC 8555 §7.1.4, RFC 5280 §7), here always lower-case and without the final dot.</summary>
public static class DnsNames
{
    /// <summary>Longest name in characters (RFC 1035 §2.3.4).</summary>
    public const int MaximumLength = 253;

    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Reads a host name of two labels or more, or one with <c>*.</c> in front where that is allowed (RFC 8555 §7.1.3).</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, bool allowWildcard, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (text is null || text.Length > MaximumLength || !Ascii.IsValid(text))
            return false;
        var lower = text.ToLowerInvariant();
        var host = allowWildcard && lower.StartsWith("*.", StringComparison.Ordinal) ? lower[2..] : lower;
        var labels = host.Split('.');
        // A last label of digits makes an address of it (RFC 3696 §2, WHATWG URL).
        if (labels.Length < 2 || !Array.TrueForAll(labels, IsLabel) || !labels[^1].AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;
        name = lower;
        return true;
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && !label.AsSpan().ContainsAnyExcept(LabelCharacters) && label[0] != '-' && label[^1] != '-';
}
