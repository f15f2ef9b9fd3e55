using LocalHttps.Lab;

namespace LocalHttps.Star.Interop;

/// <summary>certbot, lego and uacme at the embedded CA.</summary>
[TestClass]
public sealed class ClientTests
{
    private static ClientScene? scene;

    private static ClientScene Scene => scene ?? throw new InvalidOperationException("The scene is not set.");

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) => scene = await ClientScene.CreateAsync();

    [ClassCleanup]
    public static async Task StopAsync()
    {
        if (scene is not null)
            await scene.DisposeAsync();
    }

    [TestMethod]
    [DataRow(ClientKind.Certbot, Way.Dns)]
    [DataRow(ClientKind.Certbot, Way.Http)]
    [DataRow(ClientKind.Lego, Way.Dns)]
    [DataRow(ClientKind.Lego, Way.Http)]
    [DataRow(ClientKind.Uacme, Way.Dns)]
    [DataRow(ClientKind.Uacme, Way.Http)]
    public async Task Client_WithProof_GetsAndRenews(ClientKind kind, Way way)
    {
        var client = await Scene.NewClientAsync(kind);
        var (name, proof) = await Scene.NewNameAsync(way);

        Succeeded(await client.ObtainAsync(name, proof));
        var first = client.CertificateOf(name);
        Succeeded(await client.RenewAsync(name, proof));
        var second = client.CertificateOf(name);

        Assert.IsNotNull(first);
        Assert.IsNotNull(second);
        Assert.AreNotEqual(Pem.Serial(first), Pem.Serial(second));
        foreach (var chain in new[] { first, second })
        {
            CollectionAssert.AreEqual((string[])[name], Pem.Names(chain));
            await Pem.VerifyAsync(chain, Scene.RootFile, name);
        }
    }

    [TestMethod]
    public async Task Clients_Revoking_AreOnTheList()
    {
        var (kept, _) = await RevokeAsync(ClientKind.Lego, revoke: false);
        var revoked = await Task.WhenAll(Enum.GetValues<ClientKind>().Select(kind => RevokeAsync(kind, revoke: true)));

        // The list is made anew twice a minute.
        await Poll.UntilAsync(() => Pem.IsRevokedAsync(revoked[^1].Chain, Scene.RootFile), "the last one is on the list", TimeSpan.FromSeconds(50));

        foreach (var (chain, client) in revoked)
            Assert.IsTrue(await Pem.IsRevokedAsync(chain, Scene.RootFile), client);
        Assert.IsFalse(await Pem.IsRevokedAsync(kept, Scene.RootFile));
    }

    [TestMethod]
    [DataRow(ClientKind.Certbot, Way.Dns, "TXT")]
    [DataRow(ClientKind.Certbot, Way.Http, "not the key authorization")]
    [DataRow(ClientKind.Lego, Way.Dns, "TXT")]
    [DataRow(ClientKind.Lego, Way.Http, "not the key authorization")]
    [DataRow(ClientKind.Uacme, Way.Dns, "TXT")]
    [DataRow(ClientKind.Uacme, Way.Http, "not the key authorization")]
    public async Task Client_WithWrongProof_IsToldWhyAndGetsNone(ClientKind kind, Way way, string reason)
    {
        var client = await Scene.NewClientAsync(kind);
        var (name, proof) = await Scene.NewNameOfAnotherAsync(way);

        var result = await client.ObtainAsync(name, proof);

        Assert.AreNotEqual(0, result.ExitCode);
        Assert.Contains(reason, result.Output + result.Error);
        Assert.IsNull(client.CertificateOf(name));
    }

    [TestMethod]
    [DataRow(ClientKind.Certbot)]
    [DataRow(ClientKind.Lego)]
    [DataRow(ClientKind.Uacme)]
    public async Task Client_NamesThatAreNotIts_AreRefused(ClientKind kind)
    {
        var client = await Scene.NewClientAsync(kind);
        var (cname, _, _) = await Scene.Star.AddDeviceAsync("IoTD-1000A");

        foreach (var name in new[] { cname, $"x.{cname}", $"free.{ClientScene.Zone}", $"star.{ClientScene.Zone}", "elsewhere.test" })
        {
            // The proof would be there: the name is refused before it is asked for.
            var result = await client.ObtainAsync(name, new Proof.Dns(Scene.Knot));

            Assert.AreNotEqual(0, result.ExitCode, name);
            Assert.Contains("hosts.home.test only", result.Output + result.Error, name);
            Assert.IsNull(client.CertificateOf(name), name);
        }
    }

    [TestMethod]
    [DataRow(ClientKind.Certbot)]
    [DataRow(ClientKind.Lego)]
    [DataRow(ClientKind.Uacme)]
    public async Task Client_WithoutBinding_IsRefused(ClientKind kind)
    {
        var client = await Scene.NewClientAsync(kind, bound: false);
        var (name, proof) = await Scene.NewNameAsync(Way.Dns);

        var result = await client.ObtainAsync(name, proof);

        Assert.AreNotEqual(0, result.ExitCode);
        Assert.IsNull(client.CertificateOf(name));
    }

    private static async Task<(string Chain, string Client)> RevokeAsync(ClientKind kind, bool revoke)
    {
        var client = await Scene.NewClientAsync(kind);
        var (name, proof) = await Scene.NewNameAsync(Way.Dns);
        Succeeded(await client.ObtainAsync(name, proof));
        var chain = client.CertificateOf(name) ?? throw new InvalidOperationException("There is no certificate.");
        if (revoke)
            Succeeded(await client.RevokeAsync(name));
        return (chain, kind.ToString());
    }

    private static void Succeeded(CommandResult result) => Assert.AreEqual(0, result.ExitCode, result.Output + result.Error);
}
