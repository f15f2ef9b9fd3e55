using LocalHttps.Acme;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Store;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;
using Microsoft.Extensions.Logging;

namespace LocalHttps.Star.Tests.Renewal;

[TestClass]
public sealed class RenewalFailureTests
{
    [TestMethod]
    public async Task Renewal_UpstreamAwayForAWhile_GoesOnAndTellsWhatHappened()
    {
        await using var scene = await IssuedAsync();
        var first = scene.Certificates.Single();
        var back = first.NotAfter.AddDays(-1);
        scene.Upstream.Script = (_, _) => scene.Now < back ? throw new UpstreamException("Connection refused.") : Task.FromResult<UpstreamStep?>(null);

        await scene.RunUntilAsync(first.NotAfter.AddHours(-1));

        var second = scene.Certificates.MaxBy(certificate => certificate.Index)!;
        Assert.AreEqual(1, second.Index);
        Assert.IsLessThan(first.NotAfter, second.IssuedAt, "There is no gap.");
        Assert.IsLessThanOrEqualTo(back + BackOff.Longest, second.IssuedAt);
        var (level, line) = scene.Log.Lines[0];
        Assert.AreEqual(LogLevel.Warning, level);
        Assert.Contains("Connection refused;", line);
        Assert.Contains($"the present certificate lives until {first.NotAfter:u}", line);
        Assert.Contains(SampleOrders.Cname, line);
        Assert.Contains("has its certificate after", scene.Log.Lines[^1].Line);
    }

    [TestMethod]
    public async Task Renewal_UpstreamAwayBeyondTheCertificate_GoesOnToTheEndOfTheSeries()
    {
        await using var scene = await IssuedAsync(TimeSpan.FromDays(60));
        var first = scene.Certificates.Single();
        scene.Upstream.Script = (_, _) => throw new UpstreamException("Connection refused.");

        await scene.RunUntilAsync(first.NotAfter.AddDays(20));
        Assert.Contains($"the last certificate ended at {first.NotAfter:u}", scene.Log.Lines[^1].Line);
        scene.Upstream.Script = (_, _) => Task.FromResult<UpstreamStep?>(null);
        await scene.RunUntilAsync(scene.Work!.DueAt);

        Assert.AreEqual(1, scene.Certificates.MaxBy(certificate => certificate.Index)!.Index);
        Assert.IsNull(scene.Order().Error);
    }

    [TestMethod]
    public async Task Renewal_UpstreamAwayUntilTheEnd_IsOver()
    {
        await using var scene = await IssuedAsync();
        scene.Upstream.Script = (_, _) => throw new UpstreamException("Connection refused.");

        await scene.RunUntilAsync(SampleOrders.Start.AddDays(11));

        Assert.IsNull(scene.Work);
        Assert.HasCount(1, scene.Certificates);
    }

    [TestMethod]
    public async Task Renewal_CaThatAsksForPatience_GetsIt()
    {
        await using var scene = await IssuedAsync();
        scene.Upstream.Script = (_, _) => throw new UpstreamException("rateLimited") { RetryAfter = TimeSpan.FromHours(7) };
        scene.Time.SetUtcNow(scene.Work!.DueAt);

        await scene.WorkAsync();

        Assert.AreEqual(scene.Now.AddHours(7), scene.Work!.DueAt);
    }

    [TestMethod]
    public async Task Renewal_RefusedByTheCa_LeavesTheOrderValidAndIsRepeated()
    {
        await using var scene = await IssuedAsync();
        scene.Upstream.Script = (_, _) => Task.FromResult<UpstreamStep?>(new UpstreamStep.Failed(Problems.Caa("not by us").Problem));
        scene.Time.SetUtcNow(scene.Work!.DueAt);

        await scene.WorkAsync();

        Assert.IsNull(scene.Order().Error);
        Assert.AreEqual(1, scene.Work!.Attempts);
        Assert.Contains("not by us", scene.Log.Lines[^1].Line);
    }

    [TestMethod]
    public async Task Renewal_FaultOfOurOwn_DoesNotEndTheWorker()
    {
        await using var scene = await IssuedAsync();
        scene.Upstream.Script = (_, _) => throw new InvalidOperationException("a fault");
        scene.Time.SetUtcNow(scene.Work!.DueAt);

        await scene.WorkAsync();

        Assert.AreEqual(1, scene.Work!.Attempts);
        Assert.IsNull(scene.Work.LeaseOwner);
    }

    [TestMethod]
    public async Task Issue_RefusedByTheCa_MakesTheOrderInvalid()
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        scene.Upstream.Script = (_, _) => Task.FromResult<UpstreamStep?>(new UpstreamStep.Failed(Problems.Caa("not by us").Problem));
        await scene.FinalizeAsync(SampleOrders.Star());

        await scene.WorkAsync();

        Assert.AreEqual(Problems.Prefix + "caa", scene.Order().Error!.Type);
        Assert.IsTrue(scene.Order().AutoRenewal!.AllowCertificateGet);
        Assert.IsNull(scene.Work);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Issue_CaWithoutCertificateGet_TakesItBack(bool star)
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        scene.Upstream.Script = (_, _) => Task.FromResult<UpstreamStep?>(new UpstreamStep.Failed(Problems.Unauthorized("no GET").Problem, CertificateGetDenied: true));
        await scene.FinalizeAsync(star ? SampleOrders.Star() : SampleOrders.Plain() with { AllowCertificateGet = true });

        await scene.WorkAsync();

        Assert.IsFalse(star ? scene.Order().AutoRenewal!.AllowCertificateGet : scene.Order().AllowCertificateGet);
        Assert.IsNotNull(scene.Order().Error);
    }

    [TestMethod]
    public async Task Issue_NotBeforeTheOrderExpires_MakesItInvalid()
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        scene.Upstream.Script = (_, _) => throw new UpstreamException("Connection refused.");
        await scene.FinalizeAsync(SampleOrders.Star());

        await scene.RunUntilAsync(SampleOrders.Start.AddDays(8));

        Assert.IsNotNull(scene.Order().Error);
        Assert.IsNull(scene.Work);
        Assert.IsEmpty(scene.Certificates);
    }

    [TestMethod]
    public async Task Waiting_Always_IsNoFailure()
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        scene.Upstream.Script = (_, _) => Task.FromResult<UpstreamStep?>(new UpstreamStep.Waiting(TimeSpan.FromSeconds(3)));
        await scene.FinalizeAsync(SampleOrders.Star());

        await scene.WorkAsync();

        Assert.AreEqual(scene.Now.AddSeconds(3), scene.Work!.DueAt);
        Assert.AreEqual(0, scene.Work.Attempts);
        Assert.IsEmpty(scene.Log.Lines);
    }

    [TestMethod]
    public async Task Published_ByAStarCa_IsCopiedAndNeedsNoRenewal()
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        var location = new Uri("https://ca.test/star/1");
        scene.Upstream.Script = async (request, _) =>
        {
            await request.SaveJournal("order at the CA");
            return new UpstreamStep.Published(location);
        };
        await scene.FinalizeAsync(SampleOrders.Star());

        await scene.WorkAsync();

        Assert.AreEqual(location, scene.Order().UpstreamStarCertificate);
        Assert.AreEqual(scene.Now, scene.Order().ValidAt);
        Assert.AreEqual("order at the CA", scene.Order().Journal);
        Assert.IsNull(scene.Work);
        Assert.IsEmpty(scene.Certificates);
    }

    [TestMethod]
    [DataRow("names")]
    [DataRow("key")]
    [DataRow("ended")]
    [DataRow("nonsense")]
    [DataRow("nothing")]
    [DataRow("endless")]
    public async Task Certificate_ThatWasNotOrdered_IsNotStored(string what)
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        scene.Upstream.Script = async (request, cancellation) => what switch
        {
            "names" => await scene.Ca.AdvanceAsync(request with { Order = request.Order with { Identifiers = [new AcmeIdentifier("dns", "other.home.test")] } }, cancellation),
            "key" => await scene.Ca.AdvanceAsync(request with { Order = request.Order with { Csr = SampleOrders.Csr() } }, cancellation),
            "ended" => await scene.Ca.AdvanceAsync(request with { NotBefore = scene.Now.AddHours(-2), NotAfter = scene.Now.AddHours(-1) }, cancellation),
            "nonsense" => new UpstreamStep.Issued("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            "nothing" => new UpstreamStep.Issued(""),
            _ => new UpstreamStep.Issued(new string('x', 1_000_000)),
        };
        await scene.FinalizeAsync(SampleOrders.Star());

        await scene.WorkAsync();

        Assert.IsEmpty(scene.Certificates);
        Assert.AreEqual(1, scene.Work!.Attempts);
        Assert.Contains("The CA sent", scene.Log.Lines.Single().Line);
    }

    [TestMethod]
    public async Task Store_Away_IsSurvivedAndTheWorkDoneAfterTheLease()
    {
        await using var scene = await IssuedAsync();
        scene.Time.SetUtcNow(scene.Work!.DueAt);
        scene.Upstream.Script = (_, _) =>
        {
            scene.Store.BeforeChange = () => throw new StoreException("away");
            return Task.FromResult<UpstreamStep?>(null);
        };
        await scene.WorkAsync();
        Assert.HasCount(1, scene.Certificates);

        scene.Store.BeforeChange = null;
        scene.Upstream.Script = (_, _) => Task.FromResult<UpstreamStep?>(null);
        await scene.WorkAsync();
        Assert.HasCount(1, scene.Certificates, "The lease still runs.");
        scene.Time.Advance(new RenewalSettings().Lease + TimeSpan.FromSeconds(1));
        await scene.WorkAsync();

        Assert.HasCount(2, scene.Certificates);
    }

    private static async Task<RenewalScene> IssuedAsync(TimeSpan? duration = null)
    {
        var scene = await RenewalScene.OpenAsync(immediate: false);
        await scene.FinalizeAsync(SampleOrders.Star(duration: duration));
        await scene.WorkAsync();
        Assert.HasCount(1, scene.Certificates);
        return scene;
    }
}
