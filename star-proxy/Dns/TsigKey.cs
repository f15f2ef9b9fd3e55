using System.Globalization;
using System.Text.RegularExpressions;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;

namespace LocalHttps.Star.Dns;

/// <summary>The key that signs updates (RFC 8945).</summary>
internal sealed partial class TsigKey
{
    // Clocks may be so far apart (RFC 8945 §10).
    private static readonly TimeSpan Fudge = TimeSpan.FromSeconds(300);

    // A group may read: so are name servers' keys kept, and what systemd hands over as a credential.
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private const int LongestFile = 16 * 1024;
    private readonly DomainName name;
    private readonly TSigAlgorithm algorithm;
    private readonly byte[] secret;

    private TsigKey(DomainName name, TSigAlgorithm algorithm, byte[] secret)
    {
        this.name = name;
        this.algorithm = algorithm;
        this.secret = secret;
    }

    /// <summary>The key's name, without the final dot.</summary>
    public string Name => name.ToString(asAbsoluteFqdn: false);

    /// <summary>Reads a file that <c>tsig-keygen</c> (BIND) or <c>keymgr -t</c> (Knot) wrote. Others than its owner and group must not be able to read it.</summary>
    /// <exception cref="ZoneException">What to mend.</exception>
    public static TsigKey Load(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
                throw new ZoneException($"The key file {path} can be read by others. Run: chmod 640 {path}");
            return new FileInfo(path).Length <= LongestFile ? Parse(File.ReadAllText(path)) : throw new ZoneException($"The key file {path} is no key file: it is too long.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ZoneException($"The key file {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a key.</summary>
    /// <exception cref="ZoneException">What to mend; it never repeats the text.</exception>
    public static TsigKey Parse(string text)
    {
        var match = Bind().Match(text);
        match = match.Success ? match : Knot().Match(text);
        if (!match.Success || !DomainName.TryParse(match.Groups["name"].Value, out var name) || name is null)
            throw new ZoneException("The key file holds no key as tsig-keygen or keymgr -t write it.");
        var kind = match.Groups["algorithm"].Value.ToLowerInvariant() switch
        {
            "hmac-sha256" => TSigAlgorithm.Sha256,
            "hmac-sha512" => TSigAlgorithm.Sha512,
            _ => throw new ZoneException("The key's algorithm is not served: make one with hmac-sha256 or hmac-sha512."),
        };
        var octets = new byte[match.Groups["secret"].Length];
        if (!Convert.TryFromBase64String(match.Groups["secret"].Value, octets, out var length) || length < 16)
            throw new ZoneException("The key's secret is not base64 of at least 16 octets.");
        return new TsigKey(name, kind, octets[..length]);
    }

    /// <summary>What the library signs a message with.</summary>
    public TSigRecord Signature(ushort id, TimeProvider clock) =>
        new(name, algorithm, clock.GetUtcNow().UtcDateTime, Fudge, id, ReturnCode.NoError, null, secret);

    /// <summary>Whether a reply was signed by this key; the library says so but lets it pass.</summary>
    public bool IsProved(TSigRecord? signature) =>
        signature is { ValidationResult: ReturnCode.NoError } && signature.Name.Equals(name) && signature.Algorithm == algorithm;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} ({algorithm})");

    [GeneratedRegex("""^\s*key\s+"?(?<name>[^\s";{]+)"?\s*\{(?=[^}]*\balgorithm\s+"?(?<algorithm>[\w-]+)"?\s*;)(?=[^}]*\bsecret\s+"?(?<secret>[A-Za-z0-9+/=]+)"?\s*;)[^}]*\}""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bind();

    [GeneratedRegex("""^\s*-\s*id:\s*"?(?<name>[^\s"]+)"?\s*\n\s*algorithm:\s*"?(?<algorithm>[\w-]+)"?\s*\n\s*secret:\s*"?(?<secret>[A-Za-z0-9+/=]+)"?""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Knot();
}
