using System.Net;
using LocalHttps.Lab;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalHttps.Star.Tests.Dns;

/// <summary>An embedded zone <c>home.test</c> over a store in memory, with its server on loopback.</summary>
internal sealed class TestZone : IAsyncDisposable
{
    public const string Apex = "home.test";

    public TestZone(StreamLimits? limits = null, TimeProvider? clock = null, TimeProvider? serverClock = null)
    {
        Authority = new ZoneAuthority { Apex = Apex, NameServers = [$"ns.{Apex}"], Fixed = [Record($"ns.{Apex}", ZoneRecordType.A, "192.168.1.2", 3600)] };
        Zone = new EmbeddedZone(Store, Authority, NullLogger<EmbeddedZone>.Instance, clock ?? TimeProvider.System);
        Server = new ZoneServer(new IPEndPoint(IPAddress.Loopback, 0), Zone.Answer, NullLogger<ZoneServer>.Instance, serverClock ?? TimeProvider.System, limits);
        Zone.Server = Server.EndPoint;
    }

    public MemoryZoneStore Store { get; } = new();

    public ZoneAuthority Authority { get; }

    public EmbeddedZone Zone { get; }

    public ZoneServer Server { get; }

    public static ZoneRecord Record(string name, ZoneRecordType type, string value, int ttl = 60) => new(name, type, value, TimeSpan.FromSeconds(ttl), DeviceId: null);

    public async Task<TestZone> StartAsync(params IEnumerable<ZoneRecord> records)
    {
        Store.Records.AddRange(records);
        await Zone.LoadAsync(CancellationToken.None);
        Server.Start();
        return this;
    }

    public Task<string> DigAsync(params string[] arguments) => LabDnsServer.DigAsync(Server.EndPoint, arguments);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
