using System.Net;
using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

/// <summary>The engine with a clock the test turns. Everything it sends and tells is kept with its time.</summary>
internal sealed class EngineHarness
{
    public static readonly DateTimeOffset Origin = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly BrowseEngine engine;

    public EngineHarness(CacheLimits? limits = null, params string[] types)
    {
        engine = new BrowseEngine(types.Length == 0 ? new BrowserOptions() : new BrowserOptions { ServiceTypes = types }, limits ?? new CacheLimits(), new Random(1));
        SetInterfaces(FakeMulticastTransport.Interface(1));
    }

    public EngineHarness(BrowserOptions options)
    {
        engine = new BrowseEngine(options, new CacheLimits(), new Random(1));
        SetInterfaces(FakeMulticastTransport.Interface(1));
    }

    public TimeSpan Now { get; private set; }

    public List<(TimeSpan At, ServiceEvent Event)> Events { get; } = [];

    public List<(TimeSpan At, int Interface, DnsMessage Message, byte[] Bytes)> Queries { get; } = [];

    public BrowserStatistics Statistics => engine.Statistics;

    public TimeSpan NextWake => engine.NextWake;

    public IReadOnlyList<ServiceInstance> Snapshot => engine.Snapshot(Moment);

    /// <summary>The questions asked so far, without the browsed types.</summary>
    public IEnumerable<string> FollowUps => Queries.SelectMany(query => query.Message.Questions)
        .Where(question => question.Type != DnsRecordType.Ptr)
        .Select(question => $"{question.Name} {question.Type}");

    public ServiceInstance Only => ((ServiceAdded)Events.Single().Event).Instance;

    private Moment Moment => new(Now, Origin + Now);

    public void SetInterfaces(params MdnsInterface[] interfaces) => Do(() => engine.SetInterfaces(interfaces, Moment));

    public void Protect(params DnsName[] names) => engine.Protect(names);

    public bool Reconfirm(DnsName name)
    {
        var begun = false;
        Do(() => begun = engine.Reconfirm(name, Moment));
        return begun;
    }

    public void Rescan() => Do(() => engine.Rescan(Moment));

    /// <summary>Turns the clock, doing on the way what is due.</summary>
    public void Advance(double seconds)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        while (engine.NextWake <= end)
        {
            Now = engine.NextWake > Now ? engine.NextWake : Now;
            Do(() => engine.Tick(Moment));
        }
        Now = end;
    }

    public void Hear(params DnsRecord[] answers) => HearOn(1, answers);

    public void HearOn(int interfaceIndex, params DnsRecord[] answers)
    {
        var writer = DnsMessageWriter.Response(MdnsConstants.MaximumDatagram);
        Assert.IsTrue(answers.All(writer.TryAddAnswer));
        Receive(writer.ToArray(), interfaceIndex);
    }

    public void Receive(byte[] payload, int interfaceIndex = 1, string? source = null, int port = MdnsConstants.Port, string? destination = null) => Do(() => engine.Receive(
        new ReceivedDatagram(
            payload,
            new IPEndPoint(IPAddress.Parse(source ?? $"192.168.{interfaceIndex}.77"), port),
            destination is null ? MdnsConstants.GroupV4 : IPAddress.Parse(destination),
            interfaceIndex),
        Moment));

    private void Do(Action action)
    {
        action();
        Events.AddRange(engine.TakeEvents().Select(change => (Now, change)));
        foreach (var query in engine.TakeQueries(Moment))
        {
            Assert.IsTrue(DnsMessage.TryDecode(query.Message, out var message));
            Queries.Add((Now, query.InterfaceIndex, message, query.Message));
        }
    }
}
