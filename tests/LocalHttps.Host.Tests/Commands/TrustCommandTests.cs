using System.Text.Json;
using LocalHttps.Host.Commands;
using LocalHttps.Host.Tests.Support;
using LocalHttps.Host.Trust;

namespace LocalHttps.Host.Tests.Commands;

[TestClass]
public sealed class TrustCommandTests : IDisposable
{
    private readonly CommandRun run = new();
    private readonly FileTrustStore store;

    public TrustCommandTests() => store = new FileTrustStore(run.Services.Places.TrustStoreFile, TimeProvider.System);

    public void Dispose()
    {
        store.Dispose();
        run.Dispose();
    }

    [TestMethod]
    public async Task List_Entries_AreATableOrADocument()
    {
        store.Update(_ => [TrustEntries.Named("a.example.com", "Küche"), TrustEntries.Named("b.example.com", "Auto") with { Accepted = [] }]);
        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "list"));
        Assert.AreEqual(
            """
            DEVICE  PUBLIC NAME    SINCE       HOW        ACCEPTED    KEY (SPKI)
            Auto    b.example.com  2026-11-23  confirmed  –           aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            Küche   a.example.com  2026-11-23  confirmed  long-lived  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "list", "--json"));
        Assert.AreEqual("Auto", JsonDocument.Parse(run.Output).RootElement.GetProperty("devices")[0].GetProperty("name").GetString());
    }

    [TestMethod]
    public async Task List_Nothing_SaysHowToBegin()
    {
        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "list"));
        Assert.AreEqual("You trust no device yet. To see what is here: localhttps discover\n", run.Error);
        Assert.IsFalse(File.Exists(run.Services.Places.TrustStoreFile));
    }

    [TestMethod]
    [DataRow("A.example.com.")]
    [DataRow("küche")]
    public async Task Forget_ByEitherName_EndsTheTrustInThatDeviceOnly(string name)
    {
        store.Update(_ => [TrustEntries.Named("a.example.com", "Küche"), TrustEntries.Named("b.example.com", "Auto")]);
        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "forget", name));
        Assert.AreEqual("Forgotten: Küche (a.example.com). It is not shown as verified until you confirm it again.\n", run.Output);
        Assert.AreEqual("b.example.com", store.Read().Single().Cname);
    }

    [TestMethod]
    public async Task Forget_UnknownOrAmbiguous_ChangesNothing()
    {
        store.Update(_ => [TrustEntries.Named("a.example.com", "Küche"), TrustEntries.Named("b.example.com", "Küche")]);
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("trust", "forget", "c.example.com"));
        Assert.AreEqual("localhttps: You trust no device \"c.example.com\".\nTo see which you trust: localhttps trust list\n", run.Error);
        Assert.AreEqual(ExitCodes.Usage, await run.Run("trust", "forget", "Küche"));
        Assert.AreEqual("localhttps: 2 of your devices are called \"Küche\".\nWrite the public name of the one you mean:\n  a.example.com\n  b.example.com\n", run.Error);
        Assert.HasCount(2, store.Read());
    }

    [TestMethod]
    public async Task Trust_DamagedStore_SaysWhatToDoAndLeavesIt()
    {
        run.Write(".local/share/localhttps/trust.json", "{");
        foreach (var command in new[] { "list", "forget" })
        {
            Assert.AreEqual(ExitCodes.Environment, await run.Run(["trust", command, .. command == "forget" ? ["x.example.com"] : Array.Empty<string>()]));
            Assert.AreEqual(
                "localhttps: The trust store ~/.local/share/localhttps/trust.json is damaged; it was left as it is.\nPut a copy of the file back, or move it away and confirm your devices again.\n",
                run.Error);
        }
        Assert.AreEqual("{", File.ReadAllText(run.Services.Places.TrustStoreFile));
    }
}
