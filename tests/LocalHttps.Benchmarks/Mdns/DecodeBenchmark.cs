using System.Diagnostics;
using System.Net;
using System.Text;
using LocalHttps.Mdns;
using Theirs = ARSoft.Tools.Net.Dns;

namespace LocalHttps.Benchmarks;

/// <summary>Decoding one response of 223 bytes and five records, beside ARSoft.Tools.Net in the same process, in turns.</summary>
internal static class DecodeBenchmark
{
    private const int Size = 223;
    private const int Batch = 5_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Runs all three in turn.</summary>
    public static IEnumerable<Comparison> Run(int rounds)
    {
        var message = Sample();
        Func<byte[], int>[] readers = [Walk, Decode, Parse];
        var rates = readers.Select(_ => new List<double>()).ToArray();
        var bytes = readers.Select(_ => new List<double>()).ToArray();
        // Long enough for the compiler to have compiled what is hot a second time.
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
        {
            _ = readers.Select(reader => Time(reader, message)).ToList();
        }
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (index, reader) in readers.Index())
            {
                var (rate, allocated) = Time(reader, message);
                rates[index].Add(rate);
                bytes[index].Add(allocated);
            }
        }
        string[] names = ["walk in place, as the browser reads", "decode to objects (DnsMessage)", "ARSoft.Tools.Net 3.6.1: DnsMessage.Parse"];
        foreach (var ours in (int[])[0, 1])
        {
            yield return new Comparison(
                new Measurement($"mDNS: {names[ours]}", "k packets/s", rates[ours]),
                new Measurement(names[2], "k packets/s", rates[2]),
                "≥ 500 k/s and ≥ 3× the peer", (our, peer) => our.Median >= 500 && our.Median >= 3 * peer!.Median);
            yield return new Comparison(
                new Measurement($"mDNS: {names[ours]}: allocated for each", "bytes", bytes[ours]),
                new Measurement(names[2], "bytes", bytes[2]),
                ours == 0 ? "≤ 300 bytes" : "less than the peer", (our, peer) => our.Median <= (ours == 0 ? 300 : peer!.Median));
        }
    }

    private static (double ThousandsPerSecond, double Bytes) Time(Func<byte[], int> reader, byte[] message)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        var records = 0;
        for (var i = 0; i < Batch; i++)
        {
            records += reader(message);
        }
        var elapsed = Stopwatch.GetElapsedTime(start);
        return records == 5 * Batch
            ? (Batch / elapsed.TotalMilliseconds, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Batch)
            : throw new InvalidOperationException($"{records} records of {5 * Batch} were read.");
    }

    // What the cache does with every datagram before it looks whether a record is of interest.
    private static int Walk(byte[] message)
    {
        Span<byte> owner = stackalloc byte[DnsName.MaximumLength];
        Span<byte> target = stackalloc byte[DnsName.MaximumLength];
        var records = 0;
        MessageCursor.TryOpen(message, out var cursor);
        while (cursor.TryNextRecord(out var record))
        {
            var hasTarget = record.Type is DnsRecordType.Ptr or DnsRecordType.Srv or DnsRecordType.Cname;
            records += record.IsInternet && record.HasValidShape() && record.TryReadName(owner, out _) && (!hasTarget || record.TryReadTarget(target, out _)) ? 1 : 0;
        }
        return records;
    }

    private static int Decode(byte[] message) => DnsMessage.TryDecode(message, out var decoded) ? decoded.Records.Count : 0;

    private static int Parse(byte[] message)
    {
        var parsed = Theirs.DnsMessage.Parse(message);
        return parsed.AnswerRecords.Count + parsed.AdditionalRecords.Count;
    }

    private static byte[] Sample()
    {
        var type = DnsName.Parse("_https._tcp.local");
        var instance = type.Prepend("Kitchen lamp 7"u8);
        var host = DnsName.Parse("13ab-7c34-23be-device.local");
        for (var padding = 1; ; padding++)
        {
            var writer = DnsMessageWriter.Response();
            writer.TryAddAnswer(new PointerRecord(type, instance));
            writer.TryAddAdditional(new ServiceRecord(instance, host, 443));
            writer.TryAddAdditional(new TextRecord(instance, new TxtStrings([Encoding.ASCII.GetBytes("cn=13ab-7c34-23be-device.example.com"), new byte[padding]])));
            writer.TryAddAdditional(new AddressRecord(host, IPAddress.Parse("192.168.178.42")));
            writer.TryAddAdditional(new AddressRecord(host, IPAddress.Parse("fe80::1234:56ff:fe78:9abc")));
            if (writer.ToArray() is { Length: >= Size } message)
            {
                return message.Length == Size ? message : throw new InvalidOperationException($"The sample has {message.Length} bytes.");
            }
        }
    }
}
