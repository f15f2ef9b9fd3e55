using LocalHttps.Star.Domain;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Store;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;

namespace LocalHttps.Star.Tests.Renewal;

[TestClass]
public sealed class RenewalWorkerTests
{
    [TestMethod]
    public async Task Series_OfTheStandardsExample_IsExactlyItsTable()
    {
        await using var scene = await RenewalScene.OpenAsync();
        var order = SampleOrders.Star(lifetime: TimeSpan.FromDays(4), duration: TimeSpan.FromDays(10), start: SampleOrders.Start, adjust: TimeSpan.FromDays(3));
        var kept = new List<IssuedCertificate>();
        scene.Store.BeforeCommit = state => kept.AddRange(state.Certificates.Except(kept).ToList());

        await scene.FinalizeAsync(order);
        await scene.RunUntilAsync(SampleOrders.Start.AddDays(30));

        // RFC 8739 §3.5.1, Table 1, in days from the start.
        CollectionAssert.AreEqual(
            new[] { (0.0, 4.0, 0.0), (1.0, 8.0, 1.0), (5.0, 10.0, 5.0) },
            kept.Select(made => (Days(made.NotBefore), Days(made.NotAfter), Days(made.IssuedAt))).ToArray());
        Assert.IsNull(scene.Work);
        CollectionAssert.AreEqual(new[] { 0.0, 0.0 }, scene.Meters.Lateness);
    }

    [TestMethod]
    public async Task Series_WholeLife_IsNeverWithoutAValidCertificate()
    {
        await using var scene = await RenewalScene.OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star(lifetime: TimeSpan.FromHours(7), duration: TimeSpan.FromDays(10)));
        var end = SampleOrders.Start.AddDays(10);

        for (; scene.Now < end; scene.Time.Advance(TimeSpan.FromMinutes(30)))
        {
            await scene.WorkAsync();
            var latest = scene.Certificates.MaxBy(certificate => certificate.Index)!;
            Assert.IsTrue(latest.NotBefore <= scene.Now && scene.Now < latest.NotAfter, $"{scene.Now}");
            Assert.IsLessThanOrEqualTo(end, latest.NotAfter);
            // The next is there when half of its life is over (RFC 8739 §3.3), or it is the last.
            Assert.IsTrue(latest.NotAfter == end || latest.NotAfter - scene.Now > TimeSpan.FromHours(3), $"{scene.Now}");
        }
        await scene.WorkAsync();
        Assert.IsNull(scene.Work);
        Assert.IsLessThan(4, scene.Certificates.Count, "Ended certificates are forgotten.");
    }

    [TestMethod]
    public async Task Series_AfterALongStop_GoesOnWithTheOneThatIsDueNow()
    {
        await using var scene = await RenewalScene.OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star(lifetime: TimeSpan.FromDays(1), duration: TimeSpan.FromDays(30)));

        scene.Time.Advance(TimeSpan.FromDays(7.6));
        await scene.WorkAsync();

        var latest = scene.Certificates.MaxBy(certificate => certificate.Index)!;
        Assert.AreEqual(8, latest.Index);
        Assert.AreEqual(SampleOrders.Start.AddDays(7.5), latest.NotBefore);
        Assert.AreEqual(SampleOrders.Start.AddDays(8.5), scene.Work!.DueAt);
        Assert.AreEqual(0.1 * 86_400, scene.Meters.Lateness.Single(), 0.001);
    }

    [TestMethod]
    public async Task Series_StopBeyondItsEnd_IsOver()
    {
        await using var scene = await RenewalScene.OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star());

        scene.Time.Advance(TimeSpan.FromDays(11));
        await scene.WorkAsync();

        Assert.HasCount(1, scene.Certificates);
        Assert.IsNull(scene.Work);
    }

    [TestMethod]
    public async Task Batch_OfManyOrders_IsStoredInFewChanges()
    {
        await using var scene = await RenewalScene.OpenAsync();
        for (var count = 0; count < 40; count++)
            await scene.FinalizeAsync(SampleOrders.Star($"order-{count}"));
        scene.Time.Advance(TimeSpan.FromDays(2));
        var before = scene.Store.Changes;

        await scene.WorkAsync();

        Assert.HasCount(80, scene.Certificates);
        // Leases and certificates of 16, 16 and 8.
        Assert.AreEqual(before + 6, scene.Store.Changes);
    }

    [TestMethod]
    public async Task Batch_OneThatCannotBeStored_DoesNotKeepTheOthers()
    {
        await using var scene = await RenewalScene.OpenAsync();
        for (var count = 0; count < 5; count++)
            await scene.FinalizeAsync(SampleOrders.Star($"order-{count}"));
        scene.Time.Advance(TimeSpan.FromDays(2));
        scene.Store.BeforeCommit = state =>
        {
            if (state.Certificates.Exists(certificate => certificate is { OrderId: "order-3", Index: 1 }))
                throw new DuplicateException("order-3");
        };

        await scene.WorkAsync();

        Assert.HasCount(4, scene.Certificates.Where(certificate => certificate.Index == 1));
        Assert.IsNotNull(scene.Store.State.Work["order-3"].LeaseOwner, "It is taken up again when its lease has ended.");
    }

    [TestMethod]
    public async Task Renewal_OfACanceledOrder_DoesNotHappen()
    {
        await using var scene = await RenewalScene.OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star());
        scene.Time.Advance(TimeSpan.FromDays(2));

        await scene.ChangeAsync(writer => Cancellation.ApplyAsync(writer, scene.Order(), scene.Now));
        await scene.WorkAsync();

        Assert.HasCount(1, scene.Certificates);
        Assert.IsNull(scene.Work);
        CollectionAssert.AreEqual(new[] { "order" }, scene.Upstream.Canceled);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Certificate_MadeWhileTheOrderIsCanceled_IsNotStored(bool immediate)
    {
        await using var scene = await RenewalScene.OpenAsync(immediate);
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();
        scene.Upstream.Script = async (_, _) =>
        {
            await scene.ChangeAsync(writer => Cancellation.ApplyAsync(writer, scene.Order(), scene.Now));
            return null;
        };

        scene.Time.SetUtcNow(scene.Work!.DueAt);
        await scene.WorkAsync();

        Assert.HasCount(1, scene.Certificates);
        await scene.WorkAsync();
        Assert.IsNull(scene.Work);
        CollectionAssert.AreEqual(new[] { "order" }, scene.Upstream.Canceled);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Certificate_MadeWhileTheDeviceIsTerminated_IsNotStored(bool immediate)
    {
        await using var scene = await RenewalScene.OpenAsync(immediate);
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();
        scene.Upstream.Script = async (_, _) =>
        {
            await scene.ChangeAsync(writer => writer.SaveDeviceAsync(SampleOrders.Device() with { TerminatedAt = scene.Now }));
            return null;
        };

        scene.Time.SetUtcNow(scene.Work!.DueAt);
        await scene.WorkAsync();

        Assert.HasCount(1, scene.Certificates);
        Assert.IsNull(scene.Work);
    }

    [TestMethod]
    public async Task Cancel_UpstreamThatIsAway_IsRepeated()
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();
        await scene.ChangeAsync(writer => Cancellation.ApplyAsync(writer, scene.Order(), scene.Now));
        scene.Upstream.OnCancel = () => throw new UpstreamException("away");

        await scene.WorkAsync();
        Assert.AreEqual(1, scene.Work!.Attempts);
        scene.Upstream.OnCancel = () => Task.CompletedTask;
        scene.Time.SetUtcNow(scene.Work.DueAt);
        await scene.WorkAsync();

        Assert.IsNull(scene.Work);
    }

    private static double Days(DateTimeOffset time) => (time - SampleOrders.Start).TotalDays;
}
