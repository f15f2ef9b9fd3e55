using System.Text.Json;

namespace LocalHttps.EndToEnd;

/// <summary>Ways a host can be registered, or fail to be, with a person's browsers.</summary>
internal static class HostRegistration
{
    private const string HostName = "org.localhttps.host";
    private const string ChromiumOrigin = "chrome-extension://hnhbefcfgapkjgignhdplgimgdbmbkci/";
    private const string FirefoxAddOn = "extension@localhttps.org";

    /// <summary>As people do it: <c>localhttps install</c>.</summary>
    public static async Task InstallAsync(Person person)
    {
        foreach (var browser in new[] { "chromium", "firefox" })
        {
            var result = await person.LocalHttpsAsync("install", "--browser", browser);
            Assert.AreEqual(0, result.ExitCode, $"localhttps install --browser {browser}: {result.Output} {result.Error}");
        }
    }

    /// <summary>Manifests that name a program of the test's choice.</summary>
    public static void Write(Person person, string program, string? chromiumOrigin = ChromiumOrigin, string? firefoxAddOn = FirefoxAddOn)
    {
        Write(Path.Combine(person.Home, ".config", "chromium", "NativeMessagingHosts"), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = HostName,
            ["description"] = "LocalHttps",
            ["path"] = program,
            ["type"] = "stdio",
            ["allowed_origins"] = new[] { chromiumOrigin },
        });
        Write(Path.Combine(person.Home, ".mozilla", "native-messaging-hosts"), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = HostName,
            ["description"] = "LocalHttps",
            ["path"] = program,
            ["type"] = "stdio",
            ["allowed_extensions"] = new[] { firefoxAddOn },
        });
    }

    /// <summary>Another extension's registration.</summary>
    public static void WriteForAnotherExtension(Person person)
        => Write(person, Places.Host, "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/", "another@example.com");

    /// <summary>The real host, run within another network namespace.</summary>
    public static void WriteInNamespace(Person person, string space)
        => Write(person, WriteProgram(person, $"#!/bin/sh\nexec ip netns exec {space} {Places.Host} \"$@\"\n"));

    /// <summary>An executable script in the person's home.</summary>
    public static string WriteProgram(Person person, string text)
    {
        var path = Path.Combine(person.Home, "program");
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static void Write(string folder, Dictionary<string, object?> manifest)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{HostName}.json"), JsonSerializer.Serialize(manifest));
    }
}
