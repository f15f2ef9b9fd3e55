using LocalHttps.EndToEnd.Browsers;
using LocalHttps.EndToEnd.Pages;
using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>When nothing works, the picker says what is the matter and how to mend it, and goes on by itself once it is mended.</summary>
[TestClass]
public sealed class ErrorStateTests
{
    private static readonly string[] States =
    [
        "host-not-found", "host-forbidden", "host-crashed", "host-silent", "invalid-reply", "host-too-old", "host-too-new",
        "no-network", "nothing-found", "trust-store-corrupt", "trust-store-newer", "invalid-configuration",
    ];

    public static IEnumerable<object[]> Cases
        => from kind in Enum.GetValues<BrowserKind>() from state in States select new object[] { kind.ToString(), state };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Picker_Broken_SaysWhatAndHow(string kind, string state)
    {
        var browser = Enum.Parse<BrowserKind>(kind);
        var person = await Person.CreateAsync(LabUse.Network, $"error-{state}-{kind}".ToLowerInvariant());
        await PrepareAsync(person, browser, state);
        await using var session = await Session.StartAsync(browser, person);
        var page = session.Page;

        var code = CodeIn(browser, state);
        await page.ShownAsync($"[data-testid=failure][data-code={code}]");
        Assert.AreNotEqual("", (await page.TextAsync("[data-testid=command]")).Trim());
        Assert.Contains(code, await page.TextAsync("[data-testid=error-code]"), StringComparison.Ordinal);
        await Accessibility.ShootAndCheckAsync(page, $"error-{state}");
        await page.ClickAsync("[data-testid=check-again]");
        await page.ShownAsync($"[data-testid=failure][data-code={code}] [data-testid=check-again]:not(:disabled)");
        await MendAsync(page, person, browser, state);
    }

    /// <summary>Firefox does not tell an extension that it is forbidden from one that has no host; it starts nothing either way.</summary>
    private static string CodeIn(BrowserKind browser, string state) => (browser, state) switch
    {
        (BrowserKind.Firefox, "host-forbidden") => "host-not-found",
        _ => state,
    };

    private static async Task PrepareAsync(Person person, BrowserKind browser, string state)
    {
        switch (state)
        {
            case "host-not-found":
                break;
            case "host-forbidden":
                HostRegistration.WriteForAnotherExtension(person);
                break;
            case "no-network":
            case "nothing-found":
                await LabNetwork.AddIslandAsync(Island(browser, state));
                if (state == "nothing-found")
                {
                    await LabNetwork.ConnectIslandAsync(Island(browser, state));
                }

                HostRegistration.WriteInNamespace(person, Island(browser, state));
                break;
            case "trust-store-corrupt":
            case "trust-store-newer":
                Directory.CreateDirectory(Path.GetDirectoryName(person.TrustStore)!);
                await File.WriteAllTextAsync(person.TrustStore, Damaged(state));
                await HostRegistration.InstallAsync(person);
                break;
            case "invalid-configuration":
                await HostRegistration.InstallAsync(person);
                person.WriteConfiguration(new { trustRoots = 7 });
                break;
            default:
                HostRegistration.Write(person, HostRegistration.WriteProgram(person, state switch
                {
                    "host-crashed" => FakeHosts.Crashing,
                    "host-silent" => FakeHosts.Silent,
                    "invalid-reply" => FakeHosts.Garbled,
                    "host-too-old" => FakeHosts.TooOld,
                    "host-too-new" => FakeHosts.TooNew,
                    _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not prepared."),
                }));
                break;
        }
    }

    private static async Task MendAsync(PickerPage page, Person person, BrowserKind browser, string state)
    {
        switch (state)
        {
            case "host-not-found":
                await HostRegistration.InstallAsync(person);
                await page.SettledRowAsync(StandingDevices.Get("good").Spec.PublicName!);
                break;
            case "no-network":
                await LabNetwork.ConnectIslandAsync(Island(browser, state));
                await page.ShownAsync("[data-testid=failure][data-code=nothing-found], [data-testid=list]");
                break;
            case "trust-store-corrupt":
            case "trust-store-newer":
                Assert.AreEqual(Damaged(state), await File.ReadAllTextAsync(person.TrustStore), "the damaged file must stay as it is");
                File.Delete(person.TrustStore);
                await page.SettledRowAsync(StandingDevices.Get("good").Spec.PublicName!);
                break;
            default:
                break;
        }
    }

    private static string Damaged(string state) => state == "trust-store-newer" ? """{"version":999,"devices":[]}""" : """{"version":1,"devices":[{"cname":"x""";

    private static string Island(BrowserKind browser, string state) => LabUse.Id(browser, $"island-{state}");
}
