using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using LocalHttps.Identity;

namespace LocalHttps.Star.Configuration;

/// <summary>Reads texts as what they should be, and notes all that are not.</summary>
internal sealed class SettingReader(SettingTexts texts)
{
    private readonly List<string> faults = [.. texts.Faults];

    public IReadOnlyList<string> Faults => faults;

    /// <summary>Whether a file could not be read, in which what is missing may stand.</summary>
    public bool IsIncomplete => texts.IsIncomplete;

    public bool Has(string name) => texts[name] is not null;

    public string? Text(string name) => texts[name]?.Text;

    /// <summary>Notes a mistake at where the setting stands.</summary>
    public void Fault(string name, string mend) => faults.Add($"{texts[name]?.Source ?? $"--{name}"}: {mend}");

    /// <summary>Notes that a setting is missing; not where a file could not be read, in which it may stand.</summary>
    public void Missing(string name, string mend)
    {
        if (!Has(name) && !IsIncomplete)
            Fault(name, $"is missing. {mend}");
    }

    public string? File(string name)
    {
        if (Text(name) is not { } path || System.IO.File.Exists(path))
            return Text(name);
        Fault(name, $"there is no file {path}. Write one, or name another.");
        return null;
    }

    /// <summary>What a file of one line holds.</summary>
    public string? Secret(string name)
    {
        if (File(name) is not { } path)
            return null;
        try
        {
            var text = System.IO.File.ReadAllText(path).Trim();
            if (text.Length is > 0 and < 10_000)
                return text;
            Fault(name, $"{path} is empty or too long.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Fault(name, $"{path} cannot be read. Mend its permissions.");
        }
        return null;
    }

    public string? Name(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (PublicName.TryParse(text, out var parsed))
            return parsed;
        Fault(name, "is not a DNS name below a top-level domain. Write one such as home.test.");
        return null;
    }

    public IReadOnlyList<string>? Names(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var parsed = Split(text).Select(part => PublicName.TryParse(part, out var good) ? good : null).ToArray();
        if (parsed.Length > 0 && !parsed.Contains(null))
            return parsed!;
        Fault(name, "is not a list of DNS names. Write them with commas between, such as ns1.home.test,ns2.home.test.");
        return null;
    }

    public IReadOnlyList<IPAddress>? Addresses(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var parsed = Split(text).Select(part => IPAddress.TryParse(part, out var good) ? good : null).ToArray();
        if (!parsed.Contains(null))
            return parsed!;
        Fault(name, "is not a list of addresses. Write them with commas between, such as 192.168.1.2,fd00::2.");
        return null;
    }

    public Uri? Url(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "https", UserInfo: "", Fragment: "" })
            return url;
        Fault(name, "is not an https URL. Write one such as https://star.home.test:14000.");
        return null;
    }

    public IPEndPoint? EndPoint(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var port = text.LastIndexOf(':');
        // The colon of a bare IPv6 address is not one before a port.
        if (port > 0 && (text[0] == '[' ? text[port - 1] == ']' : text.IndexOf(':') == port) && IPEndPoint.TryParse(text, out var endPoint))
            return endPoint;
        Fault(name, "is not an address with a port. Write one such as 127.0.0.1:14000 or [::1]:14000.");
        return null;
    }

    public TimeSpan? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var unit = text.Length > 0 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 } : 0;
        if (long.TryParse(unit == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1_000_000_000)
        {
            var seconds = number * Math.Max(1, unit);
            if (seconds < 100L * 366 * 86_400)
                return TimeSpan.FromSeconds(seconds);
        }
        Fault(name, "is not a time. Write a number with s, m, h or d behind, such as 90m or 7d.");
        return null;
    }

    public int? Number(string name, int smallest, int largest)
    {
        if (Text(name) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= smallest && number <= largest)
            return number;
        Fault(name, $"is not a number from {smallest} to {largest}.");
        return null;
    }

    public bool? Truth(string name)
    {
        switch (Text(name))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            default:
                Fault(name, "write true or false.");
                return null;
        }
    }

    [SuppressMessage("Design", "MA0038", Justification = "beside the others")]
    public static IEnumerable<string> Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
