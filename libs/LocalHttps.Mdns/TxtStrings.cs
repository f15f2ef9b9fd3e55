namespace LocalHttps.Mdns;

/// <summary>The strings of one TXT record (RFC 6763 §6): ASCII keys without regard to case, values of any bytes.</summary>
public sealed class TxtStrings
{
    private readonly IReadOnlyList<byte[]> strings;

    /// <summary>Keeps the strings as received.</summary>
    public TxtStrings(IReadOnlyList<byte[]> strings) => this.strings = strings;

    /// <summary>The strings as received, in order.</summary>
    public IReadOnlyList<byte[]> Strings => strings;

    /// <summary>The value of the first string with this key (RFC 6763 §6.4): null when absent, empty for a key without value.</summary>
    /// <param name="key">The key in lower-case ASCII.</param>
    public byte[]? Find(string key)
    {
        foreach (var text in strings)
        {
            var equals = Array.IndexOf(text, (byte)'=');
            var length = equals < 0 ? text.Length : equals;
            if (length == key.Length && System.Text.Ascii.EqualsIgnoreCase(text.AsSpan(0, length), key))
            {
                return equals < 0 ? [] : text[(equals + 1)..];
            }
        }
        return null;
    }
}
