using System.Text.Json;

namespace LocalHttps.EndToEnd.Browsers;

/// <summary>A fresh Firefox profile that trusts the lab and stays quiet.</summary>
internal static class FirefoxProfile
{
    private static readonly Dictionary<string, object> Preferences = new(StringComparer.Ordinal)
    {
        ["browser.shell.checkDefaultBrowser"] = false,
        ["browser.startup.homepage"] = "about:blank",
        ["browser.startup.page"] = 0,
        ["browser.aboutwelcome.enabled"] = false,
        ["browser.safebrowsing.malware.enabled"] = false,
        ["browser.safebrowsing.phishing.enabled"] = false,
        ["datareporting.policy.dataSubmissionEnabled"] = false,
        ["datareporting.policy.dataSubmissionPolicyBypassNotification"] = true,
        ["app.normandy.enabled"] = false,
        ["app.update.disabledForTesting"] = true,
        ["extensions.systemAddon.update.enabled"] = false,
        ["network.captive-portal-service.enabled"] = false,
        ["network.connectivity-service.enabled"] = false,
        ["network.trr.mode"] = 5,
        ["toolkit.telemetry.reportingpolicy.firstRun"] = false,
        ["ui.systemUsesDarkTheme"] = 0,
    };

    /// <summary>Writes it under the person's home, with the extension's id pinned so that its pages have a known address.</summary>
    public static string Create(Person person, string addOnId, string uuid)
    {
        var profile = Path.Combine(person.Home, "firefox-profile");
        Directory.CreateDirectory(profile);
        person.CopyCertificateDatabase(profile);
        var uuids = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { [addOnId] = uuid });
        var preferences = Preferences.Append(KeyValuePair.Create<string, object>("extensions.webextensions.uuids", uuids));
        File.WriteAllLines(
            Path.Combine(profile, "user.js"),
            preferences.Select(p => $"user_pref({JsonSerializer.Serialize(p.Key)}, {JsonSerializer.Serialize(p.Value)});"));
        return profile;
    }
}
