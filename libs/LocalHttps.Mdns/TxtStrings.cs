using System.Text;

namespace LocalHttps.Mdns;

/// <summary>The strings of one TXT record (RFC 6763 §6): ASCII keys without regard to case, values of any bytes.</summary>
public sealed class TxtStrings
{
    private readonly IReadOnlyList<byte[]> strings;

    /// <summary>Keeps the strings as given, each <c>key=value</c> or a mere <c>key</c> in bytes; to publish text, <see cref="FromText"/> is shorter.</summary>
    public TxtStrings(IReadOnlyList<byte[]> strings)
    {
        ArgumentNullException.ThrowIfNull(strings);
        this.strings = strings;
    }

    /// <summary>The strings as received, in order.</summary>
    public IReadOnlyList<byte[]> Strings => strings;

    /// <summary>Strings of text, each <c>key=value</c> or a mere <c>key</c>, in UTF-8.</summary>
    public static TxtStrings FromText(params IEnumerable<string> strings) => new([.. strings.Select(Encoding.UTF8.GetBytes)]);

    /// <summary>The value of the first string with this key (RFC 6763 §6.4): null when absent, empty for a key without value.</summary>
    /// <param name="key">The key in ASCII, in any case.</param>
    public byte[]? Find(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        foreach (var text in strings)
        {
            var equals = Array.IndexOf(text, (byte)'=');
            var length = equals < 0 ? text.Length : equals;
            // A string without a key "MUST be silently ignored".
            if (length > 0 && length == key.Length && Ascii.EqualsIgnoreCase(text.AsSpan(0, length), key))
            {
                return equals < 0 ? [] : text[(equals + 1)..];
            }
        }
        return null;
    }

    /// <summary>As <see cref="Find"/>, the value read as UTF-8; what is none becomes U+FFFD.</summary>
    /// <param name="key">The key in ASCII, in any case.</param>
    public string? FindText(string key) => Find(key) is { } value ? Encoding.UTF8.GetString(value) : null;
}
