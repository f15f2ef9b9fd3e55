namespace LocalHttps.Mdns.Tests;

/// <summary>Devices that answer what an <see cref="EngineHarness"/> asks, with known answers suppressed (RFC 6762 §7.1) and all their records added.</summary>
internal sealed class Neighbourhood(EngineHarness harness, int count)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private readonly DnsRecord[][] devices = [.. Enumerable.Range(0, count).Select(RecordsOf)];
    private int answered;

    public static DnsName NameOf(int device) => DnsName.Parse($"Device {device}._https._tcp.local");

    /// <summary>Turns the clock; each query is answered one step after it was sent.</summary>
    public void Advance(TimeSpan by)
    {
        for (var end = harness.Now + by; harness.Now < end;)
        {
            // The test may have cleared what was sent before.
            var until = Math.Min(answered, harness.Queries.Count);
            answered = harness.Queries.Count;
            Answer(harness.Queries[until..answered]);
            harness.Advance(Step.TotalSeconds);
        }
    }

    public static DnsRecord[] RecordsOf(int device)
    {
        var host = $"device-{device}.local";
        return
        [
            new PointerRecord(Sample.Type, NameOf(device)),
            new ServiceRecord(NameOf(device), DnsName.Parse(host), 443),
            new TextRecord(NameOf(device), new TxtStrings(["path=/"u8.ToArray()])),
            Sample.Address(host, $"10.0.{device / 250}.{(device % 250) + 1}"),
            Sample.Address(host, $"fe80::{device + 1:x}"),
        ];
    }

    private void Answer(List<(TimeSpan At, int Interface, DnsMessage Message, byte[] Bytes)> queries)
    {
        var known = queries.SelectMany(query => query.Message.Records).OfType<PointerRecord>().Select(record => record.Target).ToHashSet();
        var asked = queries.SelectMany(query => query.Message.Questions).Select(question => question.Name).ToHashSet();
        foreach (var records in devices.Where(records => records.Any(record => asked.Contains(record.Name))))
        {
            if (!known.Contains(records[1].Name) || records.Skip(1).Any(record => asked.Contains(record.Name)))
            {
                harness.Hear(records);
            }
        }
    }
}
