using System.Xml.Linq;

namespace LocalHttps.Repository.Tests;

/// <summary>What the house promises to whoever opens it.</summary>
[TestClass]
public sealed class HouseRules
{
    [TestMethod]
    public void Solution_Projects_AreAllListed()
    {
        var solution = Clone.Read("LocalHttps.sln").Replace('\\', '/');

        Rule.IsKept(Clone.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains($"\"{file}\"", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Readme_FirstPage_NamesBothCommands()
    {
        var first = string.Join('\n', Clone.Read("README.md").Split('\n').Take(20));

        Assert.Contains("dotnet run build.cs -- demo", first);
        Assert.Contains("dotnet run build.cs -- test", first);
    }

    [TestMethod]
    public void ContinuousIntegration_Script_CallsTheTestCommand() => Assert.Contains("dotnet run build.cs -- test", Clone.Read(".ci/run"));

    [TestMethod]
    [DataRow("LICENSE")]
    [DataRow("CONTRIBUTING.md")]
    [DataRow("SECURITY.md")]
    [DataRow("CHANGELOG.md")]
    public void House_Paper_IsThere(string file) => Assert.IsGreaterThan(200, Clone.Read(file).Length);

    [TestMethod]
    public void Changelog_TopVersion_IsTheProductsOrUnreleased()
    {
        var heading = Clone.Read("CHANGELOG.md").Split('\n').First(line => line.StartsWith("## ", StringComparison.Ordinal));

        Assert.IsTrue(heading.Contains(Build.Repository.Version, StringComparison.Ordinal) || heading.Contains("nreleased", StringComparison.Ordinal), heading);
    }

    [TestMethod]
    public void Warnings_Everywhere_AreErrors()
    {
        var properties = XDocument.Load(Clone.At("Directory.Build.props")).Descendants("TreatWarningsAsErrors").Select(element => element.Value);

        CollectionAssert.AreEqual(new[] { "true" }, properties.ToArray());
        Rule.IsKept(Clone.Files.Where(file => file.EndsWith("proj", StringComparison.Ordinal) && Clone.Read(file).Contains("<TreatWarningsAsErrors>false", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void BrowseMeter_CollectorsSettings_AreTheHosts()
    {
        var host = SettingsOf("native-host/LocalHttps.Host.csproj");

        Assert.IsNotEmpty(host);
        CollectionAssert.AreEqual(host, SettingsOf("tests/LocalHttps.BrowseMeter/LocalHttps.BrowseMeter.csproj"));

        static string[] SettingsOf(string project) =>
            [.. XDocument.Load(Clone.At(project)).Descendants().Where(element => element.Name == "IlcArg" || element.Name == "ConcurrentGarbageCollection").Select(element => element.ToString())];
    }
}
