namespace LocalHttps.Host.Messaging;

/// <summary>The extension on whose behalf a browser started this process, as its arguments tell.</summary>
/// <param name="ExtensionId">32 letters for Chromium, an add-on id for Firefox.</param>
public sealed record BrowserCaller(string ExtensionId)
{
    /// <summary>The extension's id in Chromium, fixed by the key in its manifest.</summary>
    public const string ChromiumId = "hnhbefcfgapkjgignhdplgimgdbmbkci";

    /// <summary>The extension's id in Firefox.</summary>
    public const string FirefoxId = "extension@localhttps.org";

    private const string ChromiumScheme = "chrome-extension://";

    /// <summary>Reads the arguments: Chromium passes the extension's origin (on Windows also a window handle),
    /// Firefox the path of the manifest and the add-on id. Null for anything else, which is the command line.</summary>
    public static BrowserCaller? Recognise(IReadOnlyList<string> arguments) => arguments switch
    {
        [var origin, ..] when origin.StartsWith(ChromiumScheme, StringComparison.Ordinal) => OfOrigin(origin),
        [var manifest, var id] when manifest.EndsWith(".json", StringComparison.Ordinal) && Path.IsPathRooted(manifest) && IsAddOnId(id) => new(id),
        _ => null,
    };

    /// <summary>Whether it is one of ours or one that was configured. The browser checks its manifest; this checks what the manifest says.</summary>
    public bool IsServed(IReadOnlyList<string> configuredIds) =>
        IsKnown || (ExtensionId.Length > 0 && configuredIds.Contains(ExtensionId, StringComparer.Ordinal));

    /// <summary>Whether it is one of ours.</summary>
    public bool IsKnown => ExtensionId is ChromiumId or FirefoxId;

    private static BrowserCaller OfOrigin(string origin)
    {
        var id = origin[ChromiumScheme.Length..].TrimEnd('/');
        return new(id.Length == 32 && id.All(letter => letter is >= 'a' and <= 'p') ? id : "");
    }

    private static bool IsAddOnId(string id) => id.Contains('@', StringComparison.Ordinal) || (id.StartsWith('{') && id.EndsWith('}'));
}
