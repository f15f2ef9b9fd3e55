using LocalHttps.Host.Commands;
using LocalHttps.Host.Tests.Support;

namespace LocalHttps.Host.Tests.Commands;

[TestClass]
public sealed class CommandLineTests : IDisposable
{
    private readonly CommandRun run = new();

    // What is not understood must not search this computer's network.
    public CommandLineTests() => run.Services = run.Services with { OpenDevices = (_, _) => throw new InvalidOperationException("Something was searched.") };

    public void Dispose() => run.Dispose();

    [TestMethod]
    [DataRow("--version")]
    [DataRow("version")]
    [DataRow("-v")]
    public async Task Version_IsOneLine(string argument)
    {
        Assert.AreEqual(ExitCodes.Ok, await run.Run(argument));
        Assert.AreEqual("localhttps 0.1.0 (protocol 1 to 1)\n", run.Output);
    }

    [TestMethod]
    [DataRow("instal", "localhttps: There is no command \"instal\". Do you mean install?\nSee: localhttps --help\n")]
    [DataRow("install --browser nope", "localhttps: There is no browser \"nope\". Write one of: chrome, chrome-beta, chrome-dev, chrome-for-testing, chromium, edge, vivaldi, brave, firefox, librewolf, firefox-flatpak, chrome-flatpak, all. For another: --path DIR\nSee: localhttps install --help\n")]
    [DataRow("doctor --jsn", "localhttps: There is no option \"--jsn\". Do you mean --json?\nSee: localhttps doctor --help\n")]
    [DataRow("verify --intreface lo Lamp", "localhttps: There is no option \"--intreface\". Do you mean --interface?\nSee: localhttps verify --help\n")]
    [DataRow("discover --intreface=lo", "localhttps: There is no option \"--intreface\". Do you mean --interface?\nSee: localhttps discover --help\n")]
    [DataRow("trust confirm Lamp --yes --spki --interface lo", "localhttps: Unrecognized command or argument 'lo'.\nSee: localhttps trust confirm --help\n")]
    [DataRow("verify --nonsense", "localhttps: There is no option \"--nonsense\".\nSee: localhttps verify --help\n")]
    public async Task Usage_NotUnderstood_SaysWhatToWrite(string arguments, string expected)
    {
        Assert.AreEqual(ExitCodes.Usage, await run.Run(arguments.Split(' ')));
        Assert.AreEqual(expected, run.Error);
        Assert.AreEqual("", run.Output);
    }

    [TestMethod]
    [DataRow("help", "--help")]
    [DataRow("help trust confirm", "trust confirm --help")]
    public async Task Help_AsAWord_IsTheSame(string word, string option)
    {
        Assert.AreEqual(ExitCodes.Ok, await run.Run(option.Split(' ')));
        var expected = run.Output;
        Assert.AreEqual(ExitCodes.Ok, await run.Run(word.Split(' ')));
        Assert.AreEqual(expected, run.Output);
    }

    [TestMethod]
    public async Task Help_OfEachCommand_NamesTheExitCodes()
    {
        foreach (var command in new string[][] { [], ["discover"], ["verify"], ["trust"], ["trust", "confirm"], ["trust", "list"], ["install"], ["uninstall"], ["doctor"] })
        {
            Assert.AreEqual(ExitCodes.Ok, await run.Run([.. command, "--help"]));
            Assert.Contains(ExitCodes.Help, run.Output);
        }
    }
}
