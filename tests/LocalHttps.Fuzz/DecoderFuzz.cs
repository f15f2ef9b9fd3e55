using LocalHttps.Mdns;

namespace LocalHttps.Fuzz;

[TestClass]
public sealed class DecoderFuzz(TestContext context)
{
    private const long MostAllocation = 64 * 1024;
    private const int Batch = 1000;

    [TestMethod]
    public void Decode_MutatedPackets_BoundedAndStableWhenWrittenAgain() => FuzzRun.Repeat(context, random =>
    {
        var mutator = new Mutator(random);
        for (var i = 0; i < Batch; i++)
        {
            Check(mutator.Next(), writesAgain: i % 16 == 0);
        }
        return Batch;
    });

    private static void Check(byte[] bytes, bool writesAgain)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var decoded = DnsMessage.TryDecode(bytes, out var message);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.AreEqual(bytes.Length >= DnsHeader.Length, decoded, Convert.ToHexString(bytes));
        if (allocated > MostAllocation)
        {
            Assert.Fail($"{allocated} bytes allocated for {Convert.ToHexString(bytes)}");
        }
        if (writesAgain && message is not null)
        {
            CheckWritten(message, bytes);
        }
    }

    private static void CheckWritten(DnsMessage message, byte[] bytes)
    {
        var writer = new DnsMessageWriter(message.Header.Flags, ushort.MaxValue);
        Assert.IsTrue(message.Questions.All(writer.TryAdd) && message.Records.All(writer.TryAddAnswer), Convert.ToHexString(bytes));
        Assert.IsTrue(DnsMessage.TryDecode(writer.ToArray(), out var again));
        var (first, second) = (message.Records.Select(Plain.Of).ToList(), again.Records.Select(Plain.Of).ToList());
        if (!again.Questions.SequenceEqual(message.Questions) || !first.SequenceEqual(second, StringComparer.Ordinal))
        {
            Assert.Fail($"Not the same when written again: {Convert.ToHexString(bytes)}\n{string.Join('\n', first)}\nthen\n{string.Join('\n', second)}");
        }
    }
}
