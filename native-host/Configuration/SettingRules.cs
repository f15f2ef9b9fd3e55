using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using LocalHttps.Identity;
using LocalHttps.Host.Text;

namespace LocalHttps.Host.Configuration;

/// <summary>What a setting's text must look like, the same for the file and for options.</summary>
internal static partial class SettingRules
{
    /// <summary>Most values of a list.</summary>
    public const int LongestList = 100;

    /// <summary>Longest time-out of one endpoint's check.</summary>
    public const int LongestTimeoutSeconds = 60;

    /// <summary>Largest short-term cap: a span over this is never green.</summary>
    public static readonly int LargestCapHours = (int)VerdictPolicy.LongestAcceptable.TotalHours;

    /// <summary>A good value for each list.</summary>
    public static readonly IReadOnlyDictionary<string, string> Examples = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["allowedSubnets"] = "[\"192.168.20.0/24\"]",
        ["extensionIds"] = "[\"hnhbefcfgapkjgignhdplgimgdbmbkci\"]",
        ["interfaces"] = "[\"eth0\"]",
        ["serviceTypes"] = "[\"_https._tcp\"]",
        ["trustRoots"] = "[\"lab-root.pem\"]",
    };

    public static Rule<string> InterfaceName(string text) =>
        text.Length is > 0 and <= 128 && !text.Any(char.IsControl) && text.Trim() == text
            ? Rule<string>.Accept(text)
            : Rule<string>.Refuse($"{Shown.Quoted(text)} is not the name of an interface. Write one such as \"eth0\".");

    public static Rule<string> ServiceType(string text)
    {
        if (ServiceTypeForm().IsMatch(text))
        {
            return Rule<string>.Accept(text.ToLowerInvariant());
        }
        var trimmed = text.TrimEnd('.');
        return trimmed.EndsWith(".local", StringComparison.OrdinalIgnoreCase) && ServiceTypeForm().IsMatch(trimmed[..^6])
            ? Rule<string>.Refuse($"Write \"{trimmed[..^6]}\" instead, without the domain.")
            : Rule<string>.Refuse($"{Shown.Quoted(text)} is not a service type. Write one such as \"_https._tcp\".");
    }

    public static Rule<IPNetwork> Subnet(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address) || address.ScopeIdOrZero() != 0
            || !byte.TryParse(parts[1], System.Globalization.NumberStyles.None, null, out var length) || length > Bits(address))
        {
            return Rule<IPNetwork>.Refuse($"{Shown.Quoted(text)} is not a subnet. Write an address and a prefix length, such as \"192.168.20.0/24\".");
        }
        // Wider than any private range: it can only be a slip, and it would open the internet to announcements.
        if (length < (address.AddressFamily == AddressFamily.InterNetwork ? 8 : 16))
        {
            return Rule<IPNetwork>.Refuse($"{text} is too wide. Write the subnet of the devices, such as \"192.168.20.0/24\".");
        }
        var network = Masked(address, length);
        return network.ToString() == $"{address}/{length}"
            ? Rule<IPNetwork>.Accept(network)
            : Rule<IPNetwork>.Refuse($"{text} is an address inside a subnet. Write \"{network}\" instead.");
    }

    public static Rule<string> ExtensionId(string text) => ChromiumId().IsMatch(text) || FirefoxId().IsMatch(text)
        ? Rule<string>.Accept(text)
        : Rule<string>.Refuse($"{Shown.Quoted(text)} is not the id of an extension. "
            + "Chromium's are 32 letters from a to p; Firefox's look like \"name@example.org\" or \"{01234567-89ab-cdef-0123-456789abcdef}\".");

    /// <summary>Whether an id is one of Chromium's; what else is valid is one of Firefox's.</summary>
    public static bool IsChromiumId(string id) => ChromiumId().IsMatch(id);

    private static int Bits(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;

    private static long ScopeIdOrZero(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;

    private static IPNetwork Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }
        return new IPNetwork(new IPAddress(bytes), length);
    }

    // RFC 6335 §5.1: 1 to 15 letters, digits and hyphens, at least one letter, no hyphen at an end or beside another.
    [GeneratedRegex(@"^_(?=[0-9-]{0,14}[a-z])(?!-)(?!.*--)[a-z0-9-]{1,15}(?<!-)\._(tcp|udp)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ServiceTypeForm();

    [GeneratedRegex("^[a-p]{32}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ChromiumId();

    // Firefox accepts these two forms, at most 80 characters (toolkit/mozapps/extensions, gIDTest).
    [GeneratedRegex(@"^(?=.{1,80}$)(\{[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}|[a-zA-Z0-9._-]*@[a-zA-Z0-9._-]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirefoxId();
}
