using System.Text;
using System.Text.Json;
using LocalHttps.Host.Text;

namespace LocalHttps.Host.Configuration;

/// <summary>Says in our own words where a text stops being JSON.</summary>
internal static class JsonFault
{
    /// <summary>The fault behind an exception of the reader.</summary>
    public static ConfigurationException Explain(ConfigurationSource source, JsonException problem)
    {
        var text = source.Text.Span;
        // A reader that may hope for more finds nothing wrong in a text that only ends too early.
        var reader = source.Read(isComplete: false);
        var open = new Stack<(char Bracket, int Line)>();
        var key = "";
        var offset = text.Length;
        try
        {
            while (reader.Read())
            {
                Follow(ref reader, source, open, ref key);
            }
        }
        catch (JsonException fault)
        {
            // It counts from 0, lines by their feeds and columns in bytes.
            offset = Math.Min(StartOf((int)(fault.LineNumber ?? 0), text) + (int)(fault.BytePositionInLine ?? 0), text.Length);
        }
        var line = source.LineOf(offset);
        var column = Encoding.UTF8.GetCharCount(text[StartOf(line - 1, text)..offset]) + 1;
        var sentence = Sentence(text[offset..], text[(int)reader.BytesConsumed..], open);
        return ConfigurationException.At(source.Path, line, key, $"This is not JSON at column {column}: {sentence} Comments and trailing commas are allowed.", problem);
    }

    private static void Follow(ref Utf8JsonReader reader, ConfigurationSource source, Stack<(char Bracket, int Line)> open, ref string key)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                open.Push((reader.TokenType == JsonTokenType.StartObject ? '{' : '[', source.LineOf(reader.TokenStartIndex)));
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                open.Pop();
                break;
            case JsonTokenType.PropertyName when open.Count == 1:
                key = Shown.OnOneLine(reader.GetString()!, 60);
                return;
            default:
                break;
        }
        if (open.Count <= 1)
        {
            // Its value is complete: what comes now is another's.
            key = "";
        }
    }

    private static string Sentence(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> unread, Stack<(char Bracket, int Line)> open)
    {
        var token = unread.TrimStart(" \t\r\n,:"u8);
        if (token.StartsWith("\""u8) && IsOpenQuote(token[1..]))
        {
            return "a quote is not closed on its line.";
        }
        if (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf8(rest, out var rune, out _);
            return $"{Shown.Quoted(rune.ToString())} cannot stand here. A comma, a quote or a bracket may be missing before it.";
        }
        return open.TryPeek(out var bracket)
            ? $"the file ends here, and the \"{bracket.Bracket}\" of line {bracket.Line} is not closed."
            : "the file ends here, too early.";
    }

    private static bool IsOpenQuote(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'"', (byte)'\n') is var end && (end < 0 || text[end] == '\n');

    private static int StartOf(int line, ReadOnlySpan<byte> text)
    {
        var start = 0;
        for (var at = 0; at < line; at++)
        {
            var feed = text[start..].IndexOf((byte)'\n');
            if (feed < 0)
            {
                break;
            }
            start += feed + 1;
        }
        return start;
    }
}
