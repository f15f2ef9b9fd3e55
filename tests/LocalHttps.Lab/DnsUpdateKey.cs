using System.Text.RegularExpressions;

namespace LocalHttps.Lab;

/// <summary>A TSIG key.</summary>
/// <param name="Name">Without the final dot.</param>
/// <param name="Algorithm">Such as <c>hmac-sha256</c>.</param>
/// <param name="Secret">Base64.</param>
public sealed record DnsUpdateKey(string Name, string Algorithm, string Secret)
{
    /// <summary>Reads what <c>tsig-keygen</c> and <c>keymgr -t</c> write.</summary>
    public static DnsUpdateKey Parse(string text)
    {
        return new(Word("(?:key|id:)"), Word("algorithm:?"), Word("secret:?"));

        string Word(string label) => Regex.Match(text, $"""^[ \t-]*{label}[ \t]+"?(?<word>[^\s";:]+)""", RegexOptions.Multiline, TimeSpan.FromSeconds(1)) is { Success: true } match
            ? match.Groups["word"].Value
            : throw new FormatException($"No {label} in the key.");
    }
}
