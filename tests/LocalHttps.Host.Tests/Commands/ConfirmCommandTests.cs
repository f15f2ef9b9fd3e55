using System.Text.Json;
using LocalHttps.Host.Commands;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Support;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Commands;

[TestClass]
public sealed class ConfirmCommandTests : IDisposable
{
    private const string Cname = "a.example.com";
    private static readonly string Key = new('a', 64);

    private readonly CommandRun run = new() { CanAsk = true };
    private readonly FakeDevices network = new();

    public ConfirmCommandTests()
    {
        run.Services = run.Services with { OpenDevices = (_, _) => network };
        network.Devices.Add(FakeDevices.Device("Küche", Cname, "unconfirmed", FakeDevices.Finding(FindingCodes.NotConfirmed)));
    }

    public void Dispose() => run.Dispose();

    [TestMethod]
    public async Task Confirm_PersonSaysYes_ConfirmsWhatWasShown()
    {
        run.Answers = "yes\n";
        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "confirm", Cname));
        var request = network.Confirmed.Single();
        Assert.AreEqual((Cname, Cname, Key, "Küche"), (request.Device, request.Cname, request.SpkiSha256, request.Name));
        Assert.IsEmpty(request.Accept);
        Assert.Contains($"  Public name     {Cname}\n", run.Error);
        Assert.Contains($"  Key (SPKI)      {Key}\n", run.Error);
        Assert.Contains("  Address         192.168.1.63:443\n", run.Error);
        Assert.EndsWith(
            """

            Confirming means: from now on it is shown as verified, as long as it has this key and a valid certificate for a.example.com.
            Nothing has proved yet that it is yours and not a neighbour's: compare its public name or key with what the device itself shows.
            Is this your device? Type yes: 
            """.ReplaceLineEndings("\n"),
            run.Error);
        Assert.AreEqual("Confirmed.\n✔ verified  Küche  a.example.com  192.168.1.63:443\n", run.Output);
    }

    [TestMethod]
    [DataRow("no\n")]
    [DataRow("\n")]
    [DataRow("")]
    public async Task Confirm_AnythingButYes_ChangesNothing(string answer)
    {
        run.Answers = answer;
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("trust", "confirm", Cname));
        Assert.IsEmpty(network.Confirmed);
        Assert.EndsWith("Nothing was changed.\n", run.Error);
    }

    [TestMethod]
    [DataRow("y\n")]
    [DataRow("ja\n")]
    public async Task Confirm_SomethingLikeYes_SaysThatOnlyYesCounts(string answer)
    {
        run.Answers = answer;
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("trust", "confirm", Cname));
        Assert.IsEmpty(network.Confirmed);
        Assert.EndsWith("Type yes: localhttps: Only \"yes\" in full confirms.\nNothing was changed.\n", run.Error);
    }

    [TestMethod]
    public async Task Confirm_InterruptedAtTheQuestion_SaysThatNothingWasChanged()
    {
        using var interrupt = new CancellationTokenSource();
        using var answered = new ManualResetEventSlim();
        run.Input = new SlowPerson(interrupt, answered);
        Assert.AreEqual(ExitCodes.Interrupted, await run.Run(interrupt.Token, "trust", "confirm", Cname));
        answered.Set();
        Assert.IsEmpty(network.Confirmed);
        Assert.EndsWith("Is this your device? Type yes: \nNothing was changed.\n", run.Error);
    }

    [TestMethod]
    public async Task Confirm_ByAScript_NeedsTheExpectedKey()
    {
        run.CanAsk = false;
        Assert.AreEqual(ExitCodes.Usage, await run.Run("trust", "confirm", Cname));
        Assert.AreEqual(ExitCodes.Usage, await run.Run("trust", "confirm", Cname, "--yes"));
        Assert.AreEqual(ExitCodes.Usage, await run.Run("trust", "confirm", Cname, "--yes", "--spki", "12"));
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("trust", "confirm", Cname, "--yes", "--spki", new string('c', 64)));
        Assert.Contains($"The device has the key {Key}, not the one you gave.", run.Error);
        Assert.IsEmpty(network.Confirmed);

        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "confirm", Cname, "--yes", "--spki", Key, "--name", "Mein Gerät", "--json"));
        Assert.AreEqual("Mein Gerät", network.Confirmed.Single().Name);
        Assert.AreEqual("verified", JsonDocument.Parse(run.Output).RootElement.GetProperty("device").GetProperty("verdict").GetProperty("state").GetString());
    }

    [TestMethod]
    [DataRow("AA:", 32)]
    [DataRow("aaaa ", 16)]
    [DataRow("\tAAAA\u00A0\n", 16)]
    public async Task Confirm_KeyAsPeopleWriteIt_IsUnderstood(string part, int count)
    {
        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "confirm", Cname, "--yes", "--spki", string.Concat(Enumerable.Repeat(part, count))));
        Assert.AreEqual(Key, network.Confirmed.Single().SpkiSha256);
    }

    [TestMethod]
    public async Task Confirm_ByARootOfTheCommandLine_SaysThatItIsNeededLater()
    {
        using var root = Certificates.Make("Lab", authority: true);
        var file = run.Write("lab.pem", root.ExportCertificatePem());
        var device = network.Devices[0];
        network.Devices[0] = device with { Verdict = device.Verdict with { Certificate = device.Verdict.Certificate! with { Trust = "lab-root" } } };
        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "confirm", Cname, "--yes", "--spki", Key, "--trust-root", file));
        Assert.EndsWith("Its root is needed later too, also by the browsers. Add to ~/.config/localhttps/config.json:\n  \"trustRoots\": [\"~/lab.pem\"]\n", run.Error);

        run.Write(".config/localhttps/config.json", "{\"trustRoots\": [\"~/lab.pem\"]}");
        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "confirm", Cname, "--yes", "--spki", Key, "--trust-root", file));
        Assert.DoesNotContain("needed later", run.Error);
    }

    [TestMethod]
    public async Task Confirm_WeakCertificate_AsksForEachWeakness()
    {
        MakeWeak();
        run.Answers = "yes\nyes\nyes\n";
        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "confirm", Cname));
        CollectionAssert.AreEqual(new[] { "long-lived", "shared-name" }, network.Confirmed.Single().Accept.ToList());
        Assert.Contains("Its certificate is long-lived. Whoever steals its key can pose as the device until the certificate ends.\nAccept that for this device? Type yes: ", run.Error);
        Assert.Contains("Its certificate is shared-name. Whoever has another device with the same certificate can pose as this one.", run.Error);
    }

    [TestMethod]
    [DataRow("no\n")]
    [DataRow("yes\nno\n")]
    [DataRow("yes\nyes\nno\n")]
    public async Task Confirm_OneWeaknessDeclined_ChangesNothing(string answers)
    {
        MakeWeak();
        run.Answers = answers;
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("trust", "confirm", Cname));
        Assert.IsEmpty(network.Confirmed);
    }

    [TestMethod]
    public async Task Confirm_WeakCertificateByAScript_NeedsEachAcceptance()
    {
        MakeWeak();
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("trust", "confirm", Cname, "--yes", "--spki", Key, "--accept", "shared-name"));
        Assert.EndsWith("If you accept that for this device: --accept long-lived\n", run.Error);
        Assert.IsEmpty(network.Confirmed);
        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "confirm", Cname, "--yes", "--spki", Key, "--accept", "shared-name", "--accept", "long-lived"));
    }

    [TestMethod]
    public async Task Confirm_WeaknessThatIsNotThere_IsRefused()
    {
        Assert.AreEqual(ExitCodes.Usage, await run.Run("trust", "confirm", Cname, "--yes", "--spki", Key, "--accept", "long-lived"));
        Assert.EndsWith("The device's certificate is not long-lived: there is nothing to accept.\nLeave --accept long-lived away.\n", run.Error);
        Assert.AreEqual(ExitCodes.Usage, await run.Run("trust", "confirm", Cname, "--accept", "everything"));
        Assert.StartsWith("localhttps: --accept: There is no weakness \"everything\". Write long-lived or shared-name.\n", run.Error);
    }

    [TestMethod]
    [DataRow("mismatch")]
    [DataRow("untrusted")]
    [DataRow("expired")]
    [DataRow("stale")]
    public async Task Confirm_StateThatCannotBe_SaysWhyAndDoesNotAsk(string state)
    {
        network.Devices[0] = FakeDevices.Device("Küche", Cname, state, FakeDevices.Finding(FindingCodes.SelfSigned));
        run.Answers = "yes\n";
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("trust", "confirm", Cname));
        Assert.EndsWith($"localhttps: \"Küche\" cannot be confirmed: its state is {state}.\nThe certificate is signed by itself; nobody vouches for it.\nAnybody can make such a certificate. Give the device one from an authority this computer trusts.\n", run.Error);
        Assert.IsEmpty(network.Confirmed);
    }

    [TestMethod]
    public async Task Confirm_AlreadyConfirmed_SaysSoAndRenamesWhenAsked()
    {
        network.Devices[0] = FakeDevices.Device("Küche", Cname, "verified", FakeDevices.Finding(FindingCodes.Confirmed));
        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "confirm", Cname));
        Assert.StartsWith("You have confirmed this device already.\n", run.Output);
        Assert.IsEmpty(network.Confirmed);
        Assert.AreEqual(ExitCodes.Ok, await run.Run("trust", "confirm", Cname, "--yes", "--spki", Key, "--name", "Flur"));
        Assert.AreEqual("Flur", network.Confirmed.Single().Name);
    }

    [TestMethod]
    public async Task Confirm_ChangedMeanwhile_IsNotConfirmed()
    {
        network.Refusal = new ProtocolException(ErrorCodes.ConfirmChanged, "Changed.", ("state", "mismatch"));
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("trust", "confirm", Cname, "--yes", "--spki", Key));
        Assert.EndsWith("Not confirmed: a fresh check showed something else (mismatch).\nNothing was changed. Look again: localhttps verify a.example.com\n", run.Error);
    }

    [TestMethod]
    [DataRow(FindingCodes.LooksLikeTrusted, "only pairing, once it is offered, tells the two apart.")]
    [DataRow(FindingCodes.LooksLikeOther, "Rename one of them in its own settings, or pair it once pairing is offered.")]
    public async Task Confirm_LookAlike_SaysHowToTellThemApart(string code, string remedy)
    {
        var device = FakeDevices.Device("Küche", Cname, "caution", FakeDevices.Finding(code, ("name", "Kuche")));
        network.Devices[0] = device with { Verdict = device.Verdict with { Notes = [FakeDevices.Finding(FindingCodes.LabRoot, ("root", "Lab"))] } };
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("trust", "confirm", Cname));
        Assert.EndsWith($"{remedy}\n", run.Error);
        Assert.DoesNotContain("Vouched for", run.Error);
    }

    [TestMethod]
    public async Task Confirm_NameThatARenamedDeviceAnnounces_RepeatsTheCommandForIt()
    {
        network.Devices[0] = network.Devices[0] with { AdvertisedName = "Oven", Trusted = TrustEntries.Named(Cname, "Küche").ToView() };
        run.Services = run.Services with { Interfaces = () => ["lo"] };
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("trust", "confirm", "Oven", "--name", "My oven", "--interface", "lo", "--timeout", "5"));
        var quote = OperatingSystem.IsWindows() ? '"' : '\'';
        Assert.EndsWith($"You call it \"Küche\": localhttps trust confirm Küche --name {quote}My oven{quote} --interface lo --timeout 5\n", run.Error);
    }

    /// <summary>Presses Ctrl-C at the question and answers too late.</summary>
    private sealed class SlowPerson(CancellationTokenSource interrupt, ManualResetEventSlim answered) : TextReader
    {
        public override string ReadLine()
        {
            interrupt.Cancel();
            answered.Wait(TimeSpan.FromSeconds(10));
            return "yes";
        }
    }

    private void MakeWeak()
    {
        var device = FakeDevices.Device("Küche", Cname, "caution", FakeDevices.Finding(FindingCodes.LongLived, ("days", "90")), FakeDevices.Finding(FindingCodes.SharedName, ("names", "*.example.com")));
        var certificate = device.Verdict.Certificate! with { DnsNames = ["*.example.com"], NotBefore = FakeDevices.At.AddDays(-1), NotAfter = FakeDevices.At.AddDays(89) };
        network.Devices[0] = device with { Verdict = device.Verdict with { Certificate = certificate } };
    }
}
