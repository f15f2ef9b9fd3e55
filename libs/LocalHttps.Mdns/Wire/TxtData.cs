namespace LocalHttps.Mdns;

/// <summary>The data of a TXT record: strings with a length byte each (RFC 6763 §6.1).</summary>
internal static class TxtData
{
    /// <summary>Whether the strings fill the data exactly. No data at all counts as one empty string.</summary>
    public static bool IsValid(ReadOnlySpan<byte> data)
    {
        var at = 0;
        while (at < data.Length)
        {
            at += data[at] + 1;
        }
        return at == data.Length;
    }

    /// <summary>Splits valid data; empty strings are left out.</summary>
    public static TxtStrings Split(ReadOnlySpan<byte> data)
    {
        var strings = new List<byte[]>();
        for (var at = 0; at < data.Length; at += data[at] + 1)
        {
            if (data[at] > 0)
            {
                strings.Add(data.Slice(at + 1, data[at]).ToArray());
            }
        }
        return new TxtStrings(strings);
    }

    /// <summary>Whether each string has at most 255 bytes.</summary>
    public static bool CanJoin(TxtStrings text) => text.Strings.All(part => part.Length <= byte.MaxValue);

    /// <summary>Joins strings to the data of a record.</summary>
    /// <exception cref="ArgumentException">A string is over 255 bytes.</exception>
    public static byte[] Join(TxtStrings text)
    {
        if (!CanJoin(text))
        {
            throw new ArgumentException("A TXT string has at most 255 bytes (RFC 6763 §6.1).", nameof(text));
        }
        return text.Strings.Count == 0 ? [0] : [.. text.Strings.SelectMany(part => part.Prepend((byte)part.Length))];
    }
}
