using System.Net;
using System.Text;
using LocalHttps.Acme;

namespace LocalHttps.Star.Tests.Web;

[TestClass]
public sealed class AccountTests
{
    [TestMethod]
    public async Task Account_RegisteredTwice_IsTheSame()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();

        var again = await client.PostAsync(scene.Links.NewAccount, "{}", withKey: true);
        var asked = await client.PostAsync(scene.Links.NewAccount, """{"onlyReturnExisting":true}""", withKey: true);

        Assert.AreEqual((HttpStatusCode.OK, client.Account), (again.Status, again.Location));
        Assert.AreEqual((HttpStatusCode.OK, client.Account), (asked.Status, asked.Location));
        Assert.AreEqual(AcmeStatus.Valid, again.Read(AcmeJson.Default.AcmeAccount).Status);
    }

    [TestMethod]
    public async Task Account_AskedForOnly_IsNotMade()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = new RawClient(scene);

        (await client.PostAsync(scene.Links.NewAccount, """{"onlyReturnExisting":true}""", withKey: true)).Demand("accountDoesNotExist", HttpStatusCode.BadRequest);
        (await client.RegisterAsync(enrolment: null)).Demand("externalAccountRequired", HttpStatusCode.Forbidden);
    }

    [TestMethod]
    public async Task Binding_NotRequired_IsNotAskedFor()
    {
        await using var scene = await WebScene.OpenAsync(settings => settings with { ExternalAccountRequired = false });

        Assert.AreEqual(HttpStatusCode.Created, (await new RawClient(scene).RegisterAsync(enrolment: null)).Status);
    }

    [TestMethod]
    public async Task Enrolment_UsedBefore_WorksOnce()
    {
        await using var scene = await WebScene.OpenAsync();
        var enrolment = await scene.Register.EnrolAsync(TimeSpan.FromDays(1), CancellationToken.None);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => new RawClient(scene).RegisterAsync(enrolment)));

        Assert.HasCount(1, answers.Where(answer => answer.Status == HttpStatusCode.Created));
        foreach (var refused in answers.Where(answer => answer.Status != HttpStatusCode.Created))
            refused.Demand("unauthorized", HttpStatusCode.Forbidden);
    }

    [TestMethod]
    public async Task Enrolment_OldForgedOrForElsewhere_IsRefused()
    {
        await using var scene = await WebScene.OpenAsync();
        var enrolment = await scene.Register.EnrolAsync(TimeSpan.FromDays(1), CancellationToken.None);

        (await new RawClient(scene).RegisterAsync(enrolment with { MacKey = new byte[32] })).Demand("unauthorized", HttpStatusCode.Forbidden);
        (await new RawClient(scene).RegisterAsync(enrolment with { Id = Domain.Id.New() })).Demand("unauthorized", HttpStatusCode.Forbidden);
        (await new RawClient(scene).RegisterAsync(enrolment with { Id = "x' OR 1=1 --" })).Demand("unauthorized", HttpStatusCode.Forbidden);
        (await new RawClient(scene).RegisterAsync(enrolment, "https://elsewhere.test/acme/new-account")).Demand("malformed", HttpStatusCode.BadRequest);
        scene.Time.Advance(TimeSpan.FromDays(1));
        (await new RawClient(scene).RegisterAsync(enrolment)).Demand("unauthorized", HttpStatusCode.Forbidden);
    }

    [TestMethod]
    public async Task Enrolment_OfADeviceThatWasEnded_IsRefused()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, enrolment) = await scene.Register.AddAsync("lamp", null, "home.test", TimeSpan.FromDays(1), CancellationToken.None);
        await scene.Register.TerminateAsync(device.Id, CancellationToken.None);

        (await new RawClient(scene).RegisterAsync(enrolment)).Demand("unauthorized", HttpStatusCode.Forbidden);
    }

    [TestMethod]
    public async Task Contacts_Changed_AreKept()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();

        var changed = await client.PostAsync(client.Account!, """{"contact":["mailto:müller@example.org"]}""");

        CollectionAssert.AreEqual(new[] { "mailto:müller@example.org" }, changed.Read(AcmeJson.Default.AcmeAccount).Contact!.ToArray());
        (await client.PostAsync(client.Account!, """{"contact":["tel:+49123"]}""")).Demand("unsupportedContact", HttpStatusCode.BadRequest);
        (await client.PostAsync(client.Account!, """{"contact":["mailto:a@b?subject=x"]}""")).Demand("invalidContact", HttpStatusCode.BadRequest);
        (await client.PostAsync(client.Account!, """{"contact":["mailto:a@b,c@d"]}""")).Demand("invalidContact", HttpStatusCode.BadRequest);
        (await client.PostAsync(client.Account!, """{"contact":[null]}""")).Demand("invalidContact", HttpStatusCode.BadRequest);
        (await client.PostAsync(client.Account!, """{"status":"revoked"}""")).Demand("malformed", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    public async Task Account_Deactivated_IsRefusedEverywhere()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();

        var ended = await client.PostAsync(client.Account!, """{"status":"deactivated"}""");

        Assert.AreEqual(AcmeStatus.Deactivated, ended.Read(AcmeJson.Default.AcmeAccount).Status);
        (await client.GetAsync(client.Account!)).Demand("unauthorized", HttpStatusCode.Unauthorized);
        (await client.OrderAsync("a.hosts.home.test")).Demand("unauthorized", HttpStatusCode.Unauthorized);
        (await client.PostAsync(scene.Links.NewAccount, "{}", withKey: true)).Demand("unauthorized", HttpStatusCode.Unauthorized);
    }

    [TestMethod]
    public async Task Key_Changed_IsTheOnlyOne()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();
        var (old, next) = (client.Key, EcdsaAccountKey.Create());

        var changed = await ChangeKeyAsync(scene, client, next);

        Assert.AreEqual(HttpStatusCode.OK, changed.Status, changed.Text);
        (await client.GetAsync(client.Account!)).Demand("malformed", HttpStatusCode.BadRequest);
        client.Key = next;
        Assert.AreEqual(HttpStatusCode.OK, (await client.GetAsync(client.Account!)).Status);
        (await new RawClient(scene, old).PostAsync(scene.Links.NewAccount, """{"onlyReturnExisting":true}""", withKey: true)).Demand("accountDoesNotExist", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    public async Task Key_OfAnotherAccount_IsAConflictThatNamesIt()
    {
        await using var scene = await WebScene.OpenAsync();
        var (client, other) = (await scene.RegisterAsync(), await scene.RegisterAsync());

        var refused = await ChangeKeyAsync(scene, client, other.Key);

        refused.Demand("malformed", HttpStatusCode.Conflict);
        Assert.AreEqual(other.Account, refused.Location);
    }

    [TestMethod]
    public async Task KeyChange_OfAnotherAccount_IsRefused()
    {
        await using var scene = await WebScene.OpenAsync();
        var (client, other) = (await scene.RegisterAsync(), await scene.RegisterAsync());
        var inner = await KeyRollover.CreateAsync(EcdsaAccountKey.Create(), other.Key.PublicKey, other.Account!.AbsoluteUri, scene.Links.KeyChange.AbsoluteUri, CancellationToken.None);

        (await client.PostAsync(scene.Links.KeyChange, Encoding.UTF8.GetString(inner))).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.PostAsync(scene.Links.KeyChange, "{}")).Demand("malformed", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    public async Task Account_Foreign_LooksLikeNone()
    {
        await using var scene = await WebScene.OpenAsync();
        var (client, other) = (await scene.RegisterAsync(), await scene.RegisterAsync());
        var (foreign, none) = (await client.GetAsync(other.Account!), await client.GetAsync(scene.Links.Account(Domain.Id.New())));

        foreign.Demand("malformed", HttpStatusCode.NotFound);
        Assert.AreEqual(none.Text, foreign.Text);
        (await client.GetAsync(new Uri(other.Account!.AbsoluteUri + "/orders"))).Demand("malformed", HttpStatusCode.NotFound);
        (await client.GetAsync(new Uri(other.Account!.AbsoluteUri + "/delegations"))).Demand("malformed", HttpStatusCode.NotFound);
    }

    private static async Task<RawAnswer> ChangeKeyAsync(WebScene scene, RawClient client, EcdsaAccountKey next)
    {
        var inner = await KeyRollover.CreateAsync(next, client.Key.PublicKey, client.Account!.AbsoluteUri, scene.Links.KeyChange.AbsoluteUri, CancellationToken.None);
        return await client.PostAsync(scene.Links.KeyChange, Encoding.UTF8.GetString(inner));
    }
}
