namespace LocalHttps.Mdns.Tests;

/// <summary>Where thousands of instances are known, a question for their type is fifty packets of known answers: nobody makes us ask it every second.</summary>
[TestClass]
public sealed class CrowdedQueryTests
{
    private const int Instances = 2000;
    private const int PacketsPerMinute = 400;
    private readonly EngineHarness harness = new();

    [TestMethod]
    [DataRow(0u)]
    [DataRow(1u)]
    public void Hear_PointerEndsEverySecond_CrowdIsNotListedEverySecond(uint timeToLive)
    {
        Settle();
        for (var second = 0; second < 60; second++)
        {
            harness.Hear(Sample.Pointer with { TimeToLive = timeToLive == 0 ? 4500 : timeToLive });
            harness.Hear(Sample.Pointer with { TimeToLive = timeToLive });
            harness.Advance(1);
        }
        Assert.IsLessThanOrEqualTo(PacketsPerMinute, harness.Queries.Count);
        Assert.IsGreaterThan(0, harness.Queries.Count);
    }

    [TestMethod]
    public void Hear_OneGoodbyeInACrowd_IsMadeSureOfAtOnce()
    {
        Settle();
        harness.Hear(Pointer(7) with { TimeToLive = 0 });
        harness.Advance(0.5);
        Assert.IsTrue(harness.Queries[0].Message.Questions.Single().Name.Equals(Sample.Type));
        harness.Hear(Pointer(7));
        harness.Advance(2);
        Assert.HasCount(Instances, harness.Snapshot);
    }

    private static PointerRecord Pointer(int number) => new(Sample.Type, DnsName.Parse($"instance number {number}._https._tcp.local"), 4500);

    // Long enough for the series of queries to have gone by, and all known anew.
    private void Settle()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var number = 0; number < Instances; number++)
            {
                harness.Hear(Pointer(number), new ServiceRecord(Pointer(number).Target, DnsName.Parse("h.local"), 443, 4500));
            }
            harness.Hear(Sample.Address("h.local", "10.0.0.1") with { TimeToLive = 4500 });
            harness.Advance(round == 0 ? 4200 : 0);
        }
        harness.Queries.Clear();
    }
}
