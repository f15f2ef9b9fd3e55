using LocalHttps.Star.Tests.Fakes;

namespace LocalHttps.Star.Tests.Upstream;

/// <summary>The process dies at every point of an order and another goes on from what is durable.</summary>
[TestClass]
public sealed class CrashTests
{
    public static IEnumerable<object[]> Places =>
        from place in new[] { "request", "answer", "store", "stored", "zone" }
        from processing in new[] { 0, 2 }
        from reuses in new[] { false, true }
        where !(reuses && place == "zone")
        select new object[] { place, processing, reuses };

    [TestMethod]
    [DynamicData(nameof(Places))]
    public async Task Order_CrashAtEachStep_IsFinalizedOnceAndLeavesNothing(string place, int processing, bool reuses)
    {
        for (var at = 1; at <= 200; at++)
        {
            if (!await CrashAsync(place, at, processing, reuses))
            {
                Assert.IsGreaterThan(2, at, "It crashed nowhere.");
                return;
            }
        }
        Assert.Fail("There is no end of steps.");
    }

    /// <returns>Whether there was such a step to crash at.</returns>
    private static async Task<bool> CrashAsync(string place, int at, int processing, bool reuses)
    {
        await using var scene = await RemoteScene.OpenAsync();
        (scene.Stub.Processing, scene.Stub.Reuses) = (processing, reuses);
        await scene.FinalizeAsync(SampleOrders.Star());
        var (steps, crashed) = (0, false);
        void Step()
        {
            // Nothing of a dead process goes on.
            crashed = crashed || ++steps == at;
            if (crashed)
                throw new CrashException();
        }

        scene.Wire.Before = _ => StepIf(place == "request" || crashed);
        scene.Wire.After = _ => StepIf(place == "answer" || crashed);
        scene.Store.BeforeChange = () => StepIf(place == "store" || crashed);
        scene.Store.AfterChange = () => StepIf(place == "stored" || crashed);
        scene.Zone.Before = _ => StepIf(place == "zone" || crashed);
        for (var round = 0; round < 30 && scene.Certificates.Count == 0 && !crashed; round++)
        {
            try
            {
                await scene.WorkAsync();
            }
            catch (CrashException)
            {
                break;
            }
            scene.Time.Advance(TimeSpan.FromSeconds(2));
        }

        (scene.Wire.Before, scene.Wire.After, scene.Zone.Before) = (_ => { }, _ => { }, _ => { });
        (scene.Store.BeforeChange, scene.Store.AfterChange) = (null, null);
        scene.Restart();
        await scene.RunUntilAsync(scene.Now.AddHours(2));

        var where = $"{place} {at}";
        Assert.HasCount(1, scene.Certificates, where);
        Assert.AreEqual(1, scene.Stub.Finalized.Sum(), where);
        Assert.IsLessThanOrEqualTo(2, scene.Stub.Ordered.Count, where);
        Assert.IsEmpty(scene.Zone.Records, where);
        Assert.IsNull(scene.Order.Journal, where);
        Assert.IsNull(scene.Order.Error, where);
        return crashed;

        void StepIf(bool counts)
        {
            if (counts)
                Step();
        }
    }

    private sealed class CrashException() : Exception("The process dies here.");
}
