using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.Versioning;

namespace LocalHttps.Repository.Tests;

/// <summary>Runs build.ps1 in the PowerShell engine, with a stub in dotnet's place.</summary>
[TestClass]
[DoNotParallelize]
[UnsupportedOSPlatform("windows")]
public sealed class BuildScriptTests
{
    private readonly string folder = Directory.CreateTempSubdirectory("localhttps-ps1-").FullName;

    private readonly string? path = Environment.GetEnvironmentVariable("PATH");

    [TestInitialize]
    public void PutStubInPlace()
    {
        var stub = Path.Combine(folder, "dotnet");
        File.WriteAllText(stub, $"#!/bin/sh\nfor word; do printf '%s\\n' \"$word\"; done > '{folder}/arguments'\nexit 7\n");
        File.SetUnixFileMode(stub, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("PATH", $"{folder}:{path}");
    }

    [TestCleanup]
    public void TakeStubAway()
    {
        Environment.SetEnvironmentVariable("PATH", path);
        Directory.Delete(folder, recursive: true);
    }

    [TestMethod]
    [DataRow("test --only mdns", "test", "--only", "mdns")]
    [DataRow("demo --yes", "demo", "--yes")]
    [DataRow("soak 'two words'", "soak", "two words")]
    [DataRow("")]
    public void BuildPs1_WithArguments_ForwardsThemAndKeepsTheExitCode(string written, params string[] arguments)
    {
        // The core alone: the library does not carry the modules that the full shell loads.
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell.AddScript($"& '{Clone.At("build.ps1")}' {written}; $LASTEXITCODE");

        var results = shell.Invoke();

        Assert.AreEqual("", string.Join('\n', shell.Streams.Error.Select(error => $"{error} {error.Exception}")));
        Assert.AreEqual(7, results.Last().BaseObject);
        CollectionAssert.AreEqual((string[])["run", Clone.At("build.cs"), "--", .. arguments], File.ReadAllLines(Path.Combine(folder, "arguments")));
    }
}
