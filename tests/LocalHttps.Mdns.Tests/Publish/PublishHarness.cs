using System.Net;
using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

/// <summary>The responder's engine with a clock the test turns. Everything it sends and tells is kept with its time.</summary>
internal sealed class PublishHarness
{
    public static readonly ServiceRegistration Printer = new("Printer", "_https._tcp", 443)
    {
        HostLabel = "printer-host",
        PublicName = "13ab-printer.example.com",
        Subtypes = ["_office"],
        Text = new TxtStrings(["path=/"u8.ToArray()]),
    };

    public static readonly DnsName Type = DnsName.Parse("_https._tcp.local");
    public static readonly DnsName Instance = DnsName.Parse("Printer._https._tcp.local");
    public static readonly DnsName Host = DnsName.Parse("printer-host.local");
    public static readonly DnsName Alias = DnsName.Parse("13ab-printer.local");
    private static readonly IPEndPoint Neighbour = new(IPAddress.Parse("192.168.1.77"), MdnsConstants.Port);
    private static readonly IPEndPoint Legacy = new(IPAddress.Parse("192.168.1.77"), 40000);
    private readonly PublishEngine engine;

    public PublishHarness(int seed = 1, params MdnsInterface[] interfaces)
    {
        engine = new PublishEngine(new PublisherOptions(), new Random(seed));
        SetInterfaces(interfaces.Length == 0 ? [FakeMulticastTransport.Interface(1)] : interfaces);
    }

    public TimeSpan Now { get; private set; }

    public List<Sent> Sent { get; } = [];

    public List<(PublishedService Service, PublicationEvent Event)> Events { get; } = [];

    public PublisherStatistics Statistics => engine.Statistics;

    /// <summary>Called for every message sent.</summary>
    public Action<Sent>? OnSend { get; set; }

    public IEnumerable<Sent> Probes => Sent.Where(sent => !sent.Message.Header.IsResponse);

    public IEnumerable<Sent> Responses => Sent.Where(sent => sent.Message.Header.IsResponse);

    public TimeSpan NextWake => engine.NextWake;

    public long Looks => engine.Looks;

    /// <summary>An engine whose printer is announced and quiet for a while.</summary>
    public static PublishHarness Settled(params MdnsInterface[] interfaces)
    {
        var harness = new PublishHarness(1, interfaces);
        harness.Publish();
        harness.Advance(10);
        harness.Clear();
        return harness;
    }

    public PublishedService Publish(ServiceRegistration? registration = null)
    {
        PublishedService? service = null;
        Do(() => service = engine.Add(registration ?? Printer, Now));
        return service!;
    }

    public void Remove(PublishedService service) => Do(() => engine.Remove(service, Now));

    public void RemoveAll() => Do(() => engine.RemoveAll(Now));

    public void Change(PublishedService service, ServiceRegistration registration) => Do(() => engine.Change(service, registration, Now));

    public void SetInterfaces(params MdnsInterface[] interfaces) => Do(() => engine.SetInterfaces(interfaces, Now));

    public void Clear()
    {
        Sent.Clear();
        Events.Clear();
    }

    /// <summary>Turns the clock, doing on the way what is due.</summary>
    public void Advance(double seconds)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        while (engine.NextWake <= end)
        {
            Now = engine.NextWake > Now ? engine.NextWake : Now;
            Do(() => engine.Tick(Now));
        }
        Now = end;
    }

    /// <summary>Does what is due now and sets the clock.</summary>
    public void TurnTo(TimeSpan time)
    {
        Now = time;
        if (engine.NextWake <= Now)
        {
            Do(() => engine.Tick(Now));
        }
    }

    /// <summary>A query of one question, by multicast from a neighbour's port 5353.</summary>
    public void Ask(DnsName name, DnsRecordType type, bool unicast = false, params DnsRecord[] known) => Receive(Query([new DnsQuestion(name, type, unicast)], known));

    public void Hear(params DnsRecord[] answers)
    {
        var writer = DnsMessageWriter.Response();
        Assert.IsTrue(answers.All(writer.TryAddAnswer));
        Receive(writer.ToArray());
    }

    /// <summary>Another one's probe.</summary>
    public void HearProbe(DnsName name, params DnsRecord[] proposed)
    {
        var writer = DnsMessageWriter.Query();
        writer.TryAdd(new DnsQuestion(name, DnsRecordType.Any, WantsUnicast: true));
        Assert.IsTrue(proposed.All(writer.TryAddAuthority));
        Receive(writer.ToArray());
    }

    public static byte[] Query(IEnumerable<DnsQuestion> questions, IEnumerable<DnsRecord>? known = null, ushort flags = 0, ushort id = 0)
    {
        var writer = new DnsMessageWriter(flags, MdnsConstants.MaximumDatagram, id);
        Assert.IsTrue(questions.All(writer.TryAdd));
        Assert.IsTrue((known ?? []).All(writer.TryAddAnswer));
        return writer.ToArray();
    }

    public void Receive(byte[] payload, int interfaceIndex = 1, string? source = null, int port = MdnsConstants.Port, string? destination = null) => Do(() => engine.Receive(
        new ReceivedDatagram(
            payload,
            new IPEndPoint(IPAddress.Parse(source ?? $"192.168.{interfaceIndex}.77"), port),
            destination is null ? MdnsConstants.GroupV4 : IPAddress.Parse(destination),
            interfaceIndex),
        Now));

    /// <summary>Has the engine take a datagram, and nothing else, so that it can be measured.</summary>
    public void ReceiveOnly(byte[] payload, int port = MdnsConstants.Port) =>
        engine.Receive(new ReceivedDatagram(payload, port == MdnsConstants.Port ? Neighbour : Legacy, MdnsConstants.GroupV4, 1), Now);

    private void Do(Action action)
    {
        action();
        Events.AddRange(engine.TakeEvents());
        foreach (var message in engine.TakeMessages())
        {
            Assert.IsTrue(DnsMessage.TryDecode(message.Message, out var decoded));
            var sent = new Sent(Now, message.InterfaceIndex, decoded, message.Message, message.Destination);
            Sent.Add(sent);
            OnSend?.Invoke(sent);
        }
    }
}

/// <summary>A message the engine sent.</summary>
internal sealed record Sent(TimeSpan At, int Interface, DnsMessage Message, byte[] Bytes, IPEndPoint? Destination)
{
    /// <summary>The records in the answer section.</summary>
    public IEnumerable<DnsRecord> Answers => Message.Records.Take(Message.Records.Count - Message.Authorities.Count - Message.Additionals.Count);

    /// <summary>Owner and type of the answers.</summary>
    public string[] Summary => [.. Answers.Select(Describe)];

    public static string Describe(DnsRecord record) => $"{record.Name} {record switch
    {
        PointerRecord => "PTR",
        ServiceRecord => "SRV",
        TextRecord => "TXT",
        CanonicalNameRecord => "CNAME",
        NextSecureRecord => "NSEC",
        AddressRecord { Address.AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork } => "A",
        _ => "AAAA",
    }}";
}
