using System.Text.Json;
using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>The host without a browser, against the same devices.</summary>
[TestClass]
public sealed class CommandLineTests
{
    [TestMethod]
    public async Task Discover_Json_ListsEveryDeviceWithItsState()
    {
        using var person = await Person.CreateAsync(LabUse.Network, "discover");
        var result = await person.LocalHttpsAsync("discover", "--json");
        Assert.AreEqual(0, result.ExitCode, result.Error);
        var seen = JsonDocument.Parse(result.Output).RootElement.GetProperty("devices").EnumerateArray()
            .ToDictionary(d => d.GetProperty("deviceName").GetString()!, d => d, StringComparer.Ordinal);
        foreach (var expected in StandingDevices.All)
        {
            Assert.IsTrue(seen.TryGetValue(expected.Name, out var device), $"{expected.Name} is missing: {result.Output}");
            Assert.AreEqual($"{expected.State}/{expected.Reason}", StateOf(device), device.ToString());
        }
    }

    [TestMethod]
    public async Task Discover_Table_NamesEveryDevice()
    {
        using var person = await Person.CreateAsync(LabUse.Network, "discover-table");
        var result = await person.LocalHttpsAsync("discover");
        Assert.AreEqual(0, result.ExitCode, result.Error);
        foreach (var expected in StandingDevices.All)
        {
            Assert.Contains(expected.Name, result.Output, StringComparison.Ordinal);
        }
    }

    [TestMethod]
    [DataRow("good", 1)]
    [DataRow("wrongname", 1)]
    [DataRow("expired", 1)]
    [DataRow("selfsigned", 1)]
    [DataRow("year", 1)]
    public async Task Verify_Unconfirmed_SaysStateAndIsNotSuccess(string id, int exitCode)
    {
        var expected = StandingDevices.Get(id);
        using var person = await Person.CreateAsync(LabUse.Network, $"verify-{id}");
        var result = await person.LocalHttpsAsync("verify", expected.Spec.PublicName!, "--json");
        Assert.AreEqual(exitCode, result.ExitCode, $"{result.Output} {result.Error}");
        Assert.AreEqual($"{expected.State}/{expected.Reason}", StateOf(JsonDocument.Parse(result.Output).RootElement.GetProperty("device")));
    }

    [TestMethod]
    public async Task Verify_OnceConfirmed_IsSuccess()
    {
        var device = LabUse.Standing("good");
        var name = device.PublicName;
        using var person = await Person.CreateAsync(LabUse.Network, "verify-confirmed");
        var other = await person.LocalHttpsAsync("trust", "confirm", name, "--yes", "--spki", LabUse.Standing("emoji").SpkiSha256);
        Assert.AreEqual(1, other.ExitCode, $"{other.Output} {other.Error}");
        var confirmed = await person.LocalHttpsAsync("trust", "confirm", name, "--yes", "--spki", device.SpkiSha256);
        Assert.AreEqual(0, confirmed.ExitCode, $"{confirmed.Output} {confirmed.Error}");
        var verified = await person.LocalHttpsAsync("verify", name, "--json");
        Assert.AreEqual(0, verified.ExitCode, $"{verified.Output} {verified.Error}");
        Assert.AreEqual("verified/confirmed", StateOf(JsonDocument.Parse(verified.Output).RootElement.GetProperty("device")));
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(person.TrustStore));

        var forgotten = await person.LocalHttpsAsync("trust", "forget", name);
        Assert.AreEqual(0, forgotten.ExitCode, $"{forgotten.Output} {forgotten.Error}");
        Assert.AreEqual(1, (await person.LocalHttpsAsync("verify", name)).ExitCode);
    }

    [TestMethod]
    public async Task Verify_UnknownName_IsNotFound()
    {
        using var person = await Person.CreateAsync(LabUse.Network, "verify-unknown");
        var result = await person.LocalHttpsAsync("verify", "nobody.example.com", "--timeout", "3");
        Assert.AreEqual(3, result.ExitCode, $"{result.Output} {result.Error}");
    }

    [TestMethod]
    public async Task Discover_WithoutNetworkOrDevices_SaysSo()
    {
        const string Island = "island-cli";
        using var person = await Person.CreateAsync(LabUse.Network, Island);
        await LabNetwork.AddIslandAsync(Island);
        var alone = await DiscoverOnAsync(person, Island);
        Assert.AreEqual(4, alone.ExitCode, $"{alone.Output} {alone.Error}");

        await LabNetwork.ConnectIslandAsync(Island);
        var quiet = await DiscoverOnAsync(person, Island);
        Assert.AreEqual(3, quiet.ExitCode, $"{quiet.Output} {quiet.Error}");
    }

    private static Task<CommandResult> DiscoverOnAsync(Person person, string island) => Command.RunAsync(
        ["ip", "netns", "exec", island, Places.Host, "discover", "--timeout", "3"],
        person.Environment.ToDictionary(v => v.Key, v => (string?)v.Value, StringComparer.Ordinal));

    private static string StateOf(JsonElement device)
    {
        var verdict = device.GetProperty("verdict");
        return $"{verdict.GetProperty("state").GetString()}/{verdict.GetProperty("reasons")[0].GetProperty("code").GetString()}";
    }
}
