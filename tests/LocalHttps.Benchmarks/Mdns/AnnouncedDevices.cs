using System.Net;
using System.Text;
using LocalHttps.Mdns;

namespace LocalHttps.Benchmarks;

/// <summary>The records of many devices, and which of them answer a query. Each device says five: PTR, SRV, TXT, A and AAAA.</summary>
internal sealed class AnnouncedDevices
{
    private static readonly DnsName Type = DnsName.Parse("_https._tcp.local");
    private readonly Dictionary<DnsName, Device> instances = [];
    private readonly Dictionary<DnsName, Device> hosts = [];

    /// <summary>Makes as many devices; a single one has the name itself, several have numbers behind it.</summary>
    public AnnouncedDevices(int count, string name)
    {
        for (var number = 1; number <= count; number++)
        {
            var device = Create(count == 1 ? name : $"{name} {number:0000}", number);
            instances.Add(device.Pointer.Target, device);
            hosts.Add(device.Service.Target, device);
        }
        Everything = [.. instances.Values.Select(device => device.Announcement)];
    }

    /// <summary>Each device's announcement.</summary>
    public IReadOnlyList<Announcement> Everything { get; }

    /// <summary>A query that touches every branch.</summary>
    public byte[] SampleQuery
    {
        get
        {
            var writer = DnsMessageWriter.Query();
            writer.TryAdd(new DnsQuestion(Type, DnsRecordType.Ptr));
            writer.TryAdd(new DnsQuestion(instances.Keys.First(), DnsRecordType.Srv));
            writer.TryAdd(new DnsQuestion(hosts.Keys.First(), DnsRecordType.A));
            writer.TryAddAnswer(instances.Values.First().Pointer);
            return writer.ToArray();
        }
    }

    /// <summary>Whether somebody browses.</summary>
    public static bool AreWantedBy(IEnumerable<DnsQuestion> questions) =>
        questions.Any(question => question.Type is DnsRecordType.Ptr or (DnsRecordType)255 && question.Name.Equals(Type));

    /// <summary>A packet of each device whose pointer was asked for and is not known.</summary>
    public IEnumerable<Announcement> SharedAnswers(HeldQuery query)
    {
        if (!AreWantedBy(query.Questions))
        {
            return [];
        }
        var known = query.Known.OfType<PointerRecord>().Where(record => record.TimeToLive >= 2250).Select(record => record.Target).ToHashSet();
        return instances.Values.Where(device => !known.Contains(device.Pointer.Target)).Select(device => device.Announcement);
    }

    /// <summary>The records asked for by name, as many in a packet as fit.</summary>
    public IEnumerable<byte[]> UniqueAnswers(HeldQuery query)
    {
        var writer = DnsMessageWriter.Response();
        foreach (var record in query.Questions.SelectMany(Unique))
        {
            if (!writer.TryAddAnswer(record))
            {
                yield return writer.ToArray();
                writer = DnsMessageWriter.Response();
                writer.TryAddAnswer(record);
            }
        }
        if (!writer.IsEmpty)
        {
            yield return writer.ToArray();
        }
    }

    private IEnumerable<DnsRecord> Unique(DnsQuestion question)
    {
        var records = instances.TryGetValue(question.Name, out var device) ? (DnsRecord[])[device.Service, device.Text]
            : hosts.TryGetValue(question.Name, out device) ? [device.V4, device.V6]
            : [];
        return records.Where(record => question.Type == (DnsRecordType)255 || question.Type == TypeOf(record));
    }

    private static DnsRecordType TypeOf(DnsRecord record) => record switch
    {
        ServiceRecord => DnsRecordType.Srv,
        TextRecord => DnsRecordType.Txt,
        AddressRecord { Address.AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork } => DnsRecordType.A,
        _ => DnsRecordType.Aaaa,
    };

    /// <summary>The address of a device, counted from 1.</summary>
    public static IPAddress AddressOf(int number) => new([10, 77, (byte)(100 + (number / 250)), (byte)(1 + (number % 250))]);

    private static Device Create(string name, int number)
    {
        var instance = Type.Prepend(Encoding.UTF8.GetBytes(name));
        var host = DnsName.Parse($"{name.ToLowerInvariant().Replace(' ', '-')}.local");
        var text = new TxtStrings([Encoding.ASCII.GetBytes("path=/"), Encoding.ASCII.GetBytes("model=measured device"), Encoding.ASCII.GetBytes($"serial={number:00000000}")]);
        var v4 = AddressOf(number);
        var v6 = IPAddress.Parse($"fd77::100:{number:x}");
        return new Device(new PointerRecord(Type, instance), new ServiceRecord(instance, host, 443), new TextRecord(instance, text), new AddressRecord(host, v4), new AddressRecord(host, v6));
    }

    private sealed record Device(PointerRecord Pointer, ServiceRecord Service, TextRecord Text, AddressRecord V4, AddressRecord V6)
    {
        public Announcement Announcement { get; } = new(Write(Pointer, [Service, Text, V4, V6]), V4.Address);

        private static byte[] Write(PointerRecord pointer, IEnumerable<DnsRecord> more)
        {
            var writer = DnsMessageWriter.Response();
            writer.TryAddAnswer(pointer);
            foreach (var record in more)
            {
                writer.TryAddAdditional(record);
            }
            return writer.ToArray();
        }
    }
}

/// <summary>A device's packet.</summary>
/// <param name="Message">All its records.</param>
/// <param name="Source">Where it comes from when it is sent by IPv4.</param>
internal sealed record Announcement(byte[] Message, IPAddress Source);
