using System.Collections.Concurrent;

namespace LocalHttps.Fuzz;

/// <summary>Our decoder beside ARSoft.Tools.Net's on the same bytes. Where they differ, one of the known reasons must hold.</summary>
[TestClass]
public sealed class DifferentialFuzz(TestContext context)
{
    private const int Batch = 200;

    [TestMethod]
    public void Decode_SameBytes_SameRecordsOrAKnownReason()
    {
        var reasons = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        FuzzRun.Repeat(context, random =>
        {
            var mutator = new Mutator(random);
            for (var i = 0; i < Batch; i++)
            {
                var bytes = mutator.Next();
                var reason = Difference.Explain(bytes);
                Assert.IsNotNull(reason, $"{Convert.ToHexString(bytes)}\n{Difference.Describe(bytes)}");
                reasons.AddOrUpdate(reason, 1, (_, count) => count + 1);
            }
            return Batch;
        });
        foreach (var (reason, count) in reasons.OrderByDescending(pair => pair.Value))
        {
            Console.WriteLine($"{count,9}  {reason}");
        }
    }
}
