namespace LocalHttps.Identity;

/// <summary>Builds findings with bounded parameters.</summary>
internal static class Findings
{
    private const int ListedAtMost = 5;

    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>(StringComparer.Ordinal);

    public static Finding Of(string code) => new(code, None);

    public static Finding Of(string code, string key, string value) =>
        new(code, new Dictionary<string, string>(StringComparer.Ordinal) { [key] = value });

    public static Finding Of(string code, string key, string value, string key2, string value2) =>
        new(code, new Dictionary<string, string>(StringComparer.Ordinal) { [key] = value, [key2] = value2 });

    /// <summary>The first few of a list, comma-separated; the rest is a matter of the details.</summary>
    public static string List(IReadOnlyCollection<string> values) =>
        string.Join(", ", values.Take(ListedAtMost)) + (values.Count > ListedAtMost ? ", …" : "");

    /// <summary>A time as the protocol writes it: ISO 8601 in UTC.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
