using System.Globalization;
using System.Text;

namespace LocalHttps.Mdns;

/// <summary>Names as text (RFC 1035 §5.1).</summary>
internal static class PresentationForm
{
    /// <summary>Splits text into labels; empty ones are kept for the caller to refuse.</summary>
    /// <exception cref="FormatException">An escape is not finished or over 255.</exception>
    public static List<byte[]> Split(string text)
    {
        var labels = new List<byte[]>();
        if (text is "" or ".")
        {
            return labels;
        }
        var label = new List<byte>();
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '.')
            {
                labels.Add([.. label]);
                label.Clear();
            }
            else if (bytes[i] == '\\')
            {
                label.Add(Unescape(bytes, ref i));
            }
            else
            {
                label.Add(bytes[i]);
            }
        }
        if (bytes[^1] != '.' || label.Count > 0)
        {
            labels.Add([.. label]);
        }
        return labels;
    }

    /// <summary>Writes one label with what is not printable ASCII as <c>\DDD</c>.</summary>
    public static string Escape(ReadOnlySpan<byte> label)
    {
        var text = new StringBuilder(label.Length);
        foreach (var b in label)
        {
            _ = b is (byte)'.' or (byte)'\\' ? text.Append('\\').Append((char)b)
                : b is > 0x20 and < 0x7f ? text.Append((char)b)
                : text.Append('\\').Append(b.ToString("D3", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    private static byte Unescape(byte[] bytes, ref int i)
    {
        if (i + 1 >= bytes.Length)
        {
            throw new FormatException("A backslash ends the name.");
        }
        if (!char.IsAsciiDigit((char)bytes[i + 1]))
        {
            return bytes[++i];
        }
        if (i + 3 >= bytes.Length || !byte.TryParse(bytes.AsSpan(i + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            throw new FormatException("An escape \\DDD needs three digits up to 255.");
        }
        i += 3;
        return value;
    }
}
