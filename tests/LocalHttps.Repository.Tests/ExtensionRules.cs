using System.Text.Json;
using System.Text.RegularExpressions;

namespace LocalHttps.Repository.Tests;

/// <summary>The extension's imports: domain and platform know protocol only, and only platform touches the browser.</summary>
[TestClass]
public sealed partial class ExtensionRules
{
    private static readonly string[] Scripts =
        [.. Clone.Files.Where(file => file.StartsWith("extension/", StringComparison.Ordinal) && Path.GetExtension(file) is ".js" or ".mjs")];

    [TestMethod]
    [DataRow("domain")]
    [DataRow("platform")]
    [DataRow("protocol")]
    public void Room_Imports_KnowsProtocolOnly(string room)
    {
        var wrong =
            from script in Scripts
            where script.StartsWith($"extension/{room}/", StringComparison.Ordinal)
            from target in Imports(script)
            where !target.StartsWith($"extension/{room}/", StringComparison.Ordinal) && !target.StartsWith("extension/protocol/", StringComparison.Ordinal)
            select $"{script} → {target}";

        Rule.IsKept(wrong);
    }

    [TestMethod]
    public void Imports_EveryOne_IsAFileOfTheExtension()
    {
        var wrong = from script in Scripts from target in Imports(script) where !Clone.Files.Contains(target, StringComparer.Ordinal) select $"{script} → {target}";

        Rule.IsKept(wrong);
    }

    [TestMethod]
    public void BrowserApi_OutsidePlatform_IsNotTouched()
    {
        var wrong = Scripts.Where(script => !script.StartsWith("extension/platform/", StringComparison.Ordinal))
            .Where(script => BrowserApi().IsMatch(Comment().Replace(Clone.Read(script), "")));

        Rule.IsKept(wrong);
    }

    [TestMethod]
    public void Manifest_Version_IsTheProductsVersion()
    {
        using var manifest = JsonDocument.Parse(Clone.Read("extension/manifest.json"));

        Assert.AreEqual(Build.Repository.Version, manifest.RootElement.GetProperty("version").GetString());
    }

    [TestMethod]
    public void Rules_OnAForbiddenImport_SeeIt()
    {
        Assert.AreEqual("../platform/port.js", Import().Match("import { a } from '../platform/port.js';").Groups["path"].Value);
        Assert.AreEqual("./x.js", Import().Match("const x = await import(\"./x.js\");").Groups["path"].Value);
        Assert.IsTrue(BrowserApi().IsMatch("globalThis.chrome?.runtime"));
        Assert.IsTrue(BrowserApi().IsMatch("browser.tabs.create()"));
        Assert.IsFalse(BrowserApi().IsMatch("this.browser_name"));
        Assert.IsFalse(BrowserApi().IsMatch(Comment().Replace("// browser.tabs is not here\n/* chrome.x */", "")));
    }

    private static IEnumerable<string> Imports(string script) =>
        Import().Matches(Comment().Replace(Clone.Read(script), ""))
            .Select(match => Path.GetRelativePath(Build.Repository.Root, Path.GetFullPath(Path.Combine(Clone.At(Path.GetDirectoryName(script)!), match.Groups["path"].Value))));

    [GeneratedRegex("""(?:\bfrom|\bimport\s*\(?|\bexport\s*\*\s*from)\s*["'](?<path>[^"']+)["']""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Import();

    [GeneratedRegex(@"\b(browser|chrome)\s*\??\.\s*[a-zA-Z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex BrowserApi();

    [GeneratedRegex(@"/\*.*?\*/|(?<=^|\s)//[^\n]*", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();
}
