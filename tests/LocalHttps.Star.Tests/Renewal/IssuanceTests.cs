using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;

namespace LocalHttps.Star.Tests.Renewal;

[TestClass]
public sealed class IssuanceTests
{
    [TestMethod]
    public async Task Finalize_EmbeddedCa_StoresCsrCertificateAndNextWorkInOneChange()
    {
        await using var scene = await RenewalScene.OpenAsync();
        await scene.AddAsync(SampleOrders.Star());
        var before = scene.Store.Changes;

        var order = await scene.Issuance.FinalizeAsync("order", SampleOrders.Csr(), CancellationToken.None);

        Assert.AreEqual(before + 1, scene.Store.Changes);
        Assert.AreEqual(order, scene.Order());
        Assert.AreEqual(scene.Now, order.ValidAt);
        Assert.AreEqual(scene.Now, order.SeriesStart);
        Assert.AreEqual(0, scene.Certificates.Single().Index);
        Assert.AreEqual(SampleOrders.Start.AddDays(4), scene.Certificates[0].NotAfter);
        Assert.AreEqual(SampleOrders.Start, scene.Certificates[0].NotBefore);
        Assert.AreEqual(SampleOrders.Start.AddDays(2), scene.Work!.DueAt);
    }

    [TestMethod]
    public async Task Finalize_ChangeThatDoesNotHappen_LeavesTheOrderReady()
    {
        await using var scene = await RenewalScene.OpenAsync();
        await scene.AddAsync(SampleOrders.Star());
        scene.Store.BeforeCommit = _ => throw new LocalHttps.Star.Store.StoreException("power cut");

        await Assert.ThrowsExactlyAsync<LocalHttps.Star.Store.StoreException>(() => scene.Issuance.FinalizeAsync("order", SampleOrders.Csr(), CancellationToken.None));

        Assert.IsNull(scene.Order().FinalizedAt);
        Assert.IsEmpty(scene.Certificates);
        scene.Store.BeforeCommit = null;
        Assert.IsNotNull((await scene.Issuance.FinalizeAsync("order", SampleOrders.Csr(), CancellationToken.None)).ValidAt);
    }

    [TestMethod]
    public async Task Finalize_ManyAtOnce_OneIsServed()
    {
        await using var scene = await RenewalScene.OpenAsync();
        await scene.AddAsync(SampleOrders.Star());

        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            try
            {
                await scene.Issuance.FinalizeAsync("order", SampleOrders.Csr(), CancellationToken.None);
                return "";
            }
            catch (AcmeException refused)
            {
                return refused.Problem.Type;
            }
        })));

        Assert.HasCount(1, tries.Where(type => type == ""));
        Assert.HasCount(19, tries.Where(type => type == Problems.Prefix + "orderNotReady"));
        Assert.HasCount(1, scene.Certificates);
    }

    [TestMethod]
    public async Task Finalize_PlainOrder_HasItsValidityAndNoMoreWork()
    {
        await using var scene = await RenewalScene.OpenAsync();

        await scene.FinalizeAsync(SampleOrders.Plain() with { NotBefore = SampleOrders.Start.AddHours(-2), NotAfter = SampleOrders.Start.AddDays(30) });

        Assert.AreEqual(SampleOrders.Start.AddHours(-2), scene.Certificates.Single().NotBefore);
        Assert.AreEqual(SampleOrders.Start.AddDays(30), scene.Certificates[0].NotAfter);
        Assert.IsNull(scene.Work);
    }

    [TestMethod]
    public async Task Finalize_PlainOrderWithoutTimes_IsPredatedAndLivesAsSet()
    {
        await using var scene = await RenewalScene.OpenAsync();

        await scene.FinalizeAsync(SampleOrders.Plain());

        Assert.AreEqual(SampleOrders.Start - SeriesPlan.Predated, scene.Certificates.Single().NotBefore);
        Assert.AreEqual(SampleOrders.Start + new RenewalSettings().PlainLifetime, scene.Certificates[0].NotAfter);
    }

    [TestMethod]
    public async Task Finalize_StartToCome_IsProcessingUntilThen()
    {
        await using var scene = await RenewalScene.OpenAsync();
        var start = SampleOrders.Start.AddDays(13);

        var order = await scene.FinalizeAsync(SampleOrders.Star(start: start));

        Assert.IsNull(order.ValidAt);
        Assert.IsNotNull(order.Csr);
        Assert.IsGreaterThan(start, order.ExpiresAt);
        await scene.RunUntilAsync(start.AddSeconds(-1));
        Assert.IsEmpty(scene.Certificates);
        await scene.RunUntilAsync(start);
        Assert.AreEqual(start, scene.Certificates.Single().NotBefore);
        Assert.AreEqual(start, scene.Order().ValidAt);
    }

    [TestMethod]
    public async Task Finalize_CaToWaitFor_IsProcessingAndTheWorkerGoesOn()
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);

        var order = await scene.FinalizeAsync(SampleOrders.Star());

        Assert.IsNull(order.ValidAt);
        Assert.IsNotNull(order.FinalizedAt);
        Assert.AreEqual(WorkKind.Issue, scene.Work!.Kind);
        await scene.WorkAsync();
        Assert.IsNotNull(scene.Order().ValidAt);
        Assert.AreEqual(WorkKind.Renew, scene.Work!.Kind);
    }

    [TestMethod]
    public async Task Finalize_EmbeddedCaThatCannot_IsLeftToTheWorker()
    {
        await using var scene = await RenewalScene.OpenAsync();
        scene.Upstream.Script = (_, _) => throw new UpstreamException("not now");

        var order = await scene.FinalizeAsync(SampleOrders.Star());
        Assert.IsNull(order.ValidAt);
        scene.Upstream.Script = (_, _) => Task.FromResult<UpstreamStep?>(null);
        await scene.WorkAsync();

        Assert.IsNotNull(scene.Order().ValidAt);
    }

    [TestMethod]
    [DataRow("canceled")]
    [DataRow("failed")]
    [DataRow("expired")]
    [DataRow("terminated")]
    [DataRow("unproved")]
    public async Task Finalize_OrderThatIsNotReady_IsRefused(string why)
    {
        await using var scene = await RenewalScene.OpenAsync();
        var order = SampleOrders.Star();
        await scene.AddAsync(why switch
        {
            "canceled" => order with { CanceledAt = SampleOrders.Start },
            "failed" => order with { Error = Problems.ServerInternal().Problem },
            "expired" => order with { ExpiresAt = SampleOrders.Start },
            "unproved" => order with { AuthorizationIds = ["proof"] },
            _ => order,
        });
        await scene.ChangeAsync(async writer =>
        {
            if (why == "terminated")
                await writer.SaveDeviceAsync(SampleOrders.Device() with { TerminatedAt = SampleOrders.Start });
            await writer.AddAuthorizationAsync(Proof(validated: null));
        });

        var refused = await Assert.ThrowsExactlyAsync<AcmeException>(() => scene.Issuance.FinalizeAsync("order", SampleOrders.Csr(), CancellationToken.None));

        Assert.AreEqual(Problems.Prefix + "orderNotReady", refused.Problem.Type);
        Assert.IsEmpty(scene.Certificates);
    }

    [TestMethod]
    public async Task Finalize_ProvedAuthorizations_IsServed()
    {
        await using var scene = await RenewalScene.OpenAsync();
        await scene.ChangeAsync(writer => writer.AddAuthorizationAsync(Proof(validated: SampleOrders.Start)));

        Assert.IsNotNull((await scene.FinalizeAsync(SampleOrders.Plain() with { AuthorizationIds = ["proof"] })).ValidAt);
    }

    [TestMethod]
    public async Task Finalize_SeriesThatHasEnded_IsRefused()
    {
        await using var scene = await RenewalScene.OpenAsync();
        scene.Time.Advance(TimeSpan.FromDays(1));

        var refused = await Assert.ThrowsExactlyAsync<AcmeException>(() => scene.FinalizeAsync(SampleOrders.Star(duration: TimeSpan.FromDays(1))));

        Assert.AreEqual(Problems.Prefix + "autoRenewalExpired", refused.Problem.Type);
    }

    private static Authorization Proof(DateTimeOffset? validated) => new()
    {
        Id = "proof",
        AccountId = "account",
        Identifier = new AcmeIdentifier(AcmeIdentifier.Dns, SampleOrders.Cname),
        Wildcard = false,
        CreatedAt = SampleOrders.Start,
        ExpiresAt = SampleOrders.Start.AddDays(1),
        Challenges = [new Challenge { Id = "challenge", Type = "dns-01", Token = "token", ValidatedAt = validated }],
    };
}
