using LocalHttps.Star.Renewal;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;

namespace LocalHttps.Star.Tests.Renewal;

[TestClass]
public sealed class LeaseTests
{
    private static readonly TimeSpan Lease = new RenewalSettings().Lease;

    [TestMethod]
    public async Task Work_OfAnInstanceThatDied_IsTakenOverAfterItsLease()
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.Store.LeaseAsync("dead", scene.Now, scene.Now + Lease, 10, CancellationToken.None);

        await scene.WorkAsync();
        Assert.IsEmpty(scene.Upstream.Asked);
        scene.Time.Advance(Lease + TimeSpan.FromSeconds(1));
        await scene.WorkAsync();

        Assert.HasCount(1, scene.Certificates);
    }

    [TestMethod]
    public async Task Instance_ThatSleptTooLong_CanNeitherJournalNorStore()
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        var (asleep, awake) = (new TaskCompletionSource(), new TaskCompletionSource());
        var journaled = false;
        scene.Upstream.Script = async (request, _) =>
        {
            if (asleep.TrySetResult())
            {
                await awake.Task;
                await request.SaveJournal("mine");
                journaled = true;
            }
            return null;
        };
        await scene.FinalizeAsync(SampleOrders.Star());
        using var sleeper = scene.AnotherWorker("sleeper");
        await sleeper.RoundAsync(CancellationToken.None);
        await asleep.Task;

        scene.Time.Advance(Lease + TimeSpan.FromSeconds(1));
        await scene.WorkAsync();
        awake.SetResult();
        await sleeper.SettledAsync();

        Assert.IsFalse(journaled);
        Assert.HasCount(1, scene.Certificates);
        Assert.IsNull(scene.Order().Journal);
        Assert.Contains("another instance has taken it over", scene.Log.Lines[^1].Line);
    }

    [TestMethod]
    public async Task Stop_WhileACaIsWaitedFor_GivesTheWorkBackAtOnce()
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        var started = new TaskCompletionSource();
        scene.Upstream.Script = async (_, cancellation) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return null;
        };
        await scene.FinalizeAsync(SampleOrders.Star());
        var due = scene.Work!.DueAt;

        await scene.Worker.StartAsync(CancellationToken.None);
        await started.Task;
        Assert.AreEqual("one", scene.Work!.LeaseOwner);
        await scene.Worker.StopAsync(CancellationToken.None);

        Assert.IsNull(scene.Work!.LeaseOwner);
        Assert.AreEqual(due, scene.Work.DueAt);
        Assert.AreEqual(0, scene.Work.Attempts);
    }

    [TestMethod]
    public async Task Wait_LongerThanTheLease_KeepsIt()
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        var (started, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        scene.Upstream.Script = async (_, _) =>
        {
            started.TrySetResult();
            await end.Task;
            return null;
        };
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.Worker.StartAsync(CancellationToken.None);
        await started.Task;

        for (var step = 0; step < 10; step++)
        {
            var until = scene.Work!.LeaseUntil;
            scene.Time.Advance(Lease / 3);
            await Until(() => scene.Work!.LeaseUntil > until);
        }
        end.SetResult();
        await Until(() => scene.Certificates.Count == 1);
        await scene.Worker.StopAsync(CancellationToken.None);

        Assert.HasCount(1, scene.Upstream.Asked);
    }

    [TestMethod]
    public async Task Step_ThatNeverEnds_IsGivenUpAndRepeated()
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        var started = new TaskCompletionSource();
        scene.Upstream.Script = async (_, cancellation) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return null;
        };
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.Worker.RoundAsync(CancellationToken.None);
        await started.Task;

        scene.Time.Advance(new RenewalSettings().StepLimit);
        await scene.Worker.SettledAsync();

        Assert.AreEqual(1, scene.Work!.Attempts);
        Assert.Contains("It took longer than", scene.Log.Lines.Single().Line);
    }

    [TestMethod]
    public async Task Loop_RungOrByTheClock_FindsTheWork()
    {
        await using var scene = await RenewalScene.OpenAsync(immediate: false);
        await scene.Worker.StartAsync(CancellationToken.None);

        await scene.FinalizeAsync(SampleOrders.Star());
        await Until(() => scene.Certificates.Count == 1, scene);
        scene.Upstream.Script = (_, _) => throw new UpstreamException("away");
        scene.Time.SetUtcNow(scene.Work!.DueAt);
        await Until(() => scene.Work!.Attempts >= 1, scene);

        await scene.Worker.StopAsync(CancellationToken.None);
    }

    [TestMethod]
    public async Task Loop_StoreThatFails_GoesOn()
    {
        await using var scene = await RenewalScene.OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star());
        scene.Store.BeforeChange = () => throw new LocalHttps.Star.Store.StoreException("away");
        await scene.Worker.StartAsync(CancellationToken.None);
        await Until(() => scene.Log.Lines.Count > 0, scene);

        scene.Store.BeforeChange = null;
        scene.Time.SetUtcNow(scene.Work!.DueAt);
        await Until(() => scene.Certificates.Count == 2, scene);

        await scene.Worker.StopAsync(CancellationToken.None);
    }

    [TestMethod]
    public async Task TwoInstances_OnOneStore_IssueEachIndexOnce()
    {
        await using var scene = await RenewalScene.OpenAsync();
        using var other = scene.AnotherWorker("two");
        for (var count = 0; count < 60; count++)
            await scene.FinalizeAsync(SampleOrders.Star($"order-{count}"));
        scene.Time.Advance(TimeSpan.FromDays(2));

        await Task.WhenAll(Task.Run(() => scene.WorkAsync()), Task.Run(() => scene.WorkAsync(other)));

        Assert.HasCount(120, scene.Certificates);
        Assert.HasCount(120, scene.Certificates.Select(certificate => (certificate.OrderId, certificate.Index)).Distinct());
    }

    // The parts that run beside the test need a moment of real time; the clock they live by is the test's.
    private static async Task Until(Func<bool> condition, RenewalScene? turned = null)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.IsLessThan(2_000, tries, "It does not come.");
            turned?.Time.Advance(new RenewalSettings().Poll);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
