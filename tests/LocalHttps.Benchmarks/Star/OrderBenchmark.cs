using System.Diagnostics;
using LocalHttps.Acme;
using LocalHttps.Star.Devices;
using LocalHttps.Star.Domain;

namespace LocalHttps.Benchmarks.Star;

/// <summary>Orders a second beside Pebble, with the same client, in turns.</summary>
internal static class OrderBenchmark
{
    private const int Workers = 16;
    private const int Orders = 640;

    // What runs for years is compiled for good by then.
    private const int WarmUps = 2;

    /// <summary>Measures.</summary>
    public static async Task<IEnumerable<Comparison>> RunAsync(int rounds, List<string> remarks)
    {
        await using var server = new StarServer("orders", 14000);
        var enrolments = await AddDevicesAsync(server);
        await server.StartAsync();
        await using var resolver = AcmePeer.StartResolver();
        // Looking for an authorization to reuse takes Pebble the longer the more it holds: whoever does it is apart.
        using var responder = new ChallengeResponder();
        await using var proving = new PebbleSide(responder, 15000, reuse: 0);
        await using var reusing = new PebbleSide(responder, 15010, reuse: 100);
        using var ours = await CrowdAsync(server.AsPeer(), responder);
        using var devices = await DevicesAsync(server.AsPeer(), responder, enrolments);

        Dictionary<string, List<(double Rate, double Cost)>> values = new(StringComparer.Ordinal);
        var known = Csrs("known", Workers);
        for (var round = -WarmUps; round < rounds; round++)
        {
            var fresh = Csrs($"r{round + WarmUps}", Orders);
            await KeepAsync("proved", ours.TakeAsync(Fresh));
            await KeepAsync("proved-pebble", proving.TakeAsync(Fresh));
            await KeepAsync("known", ours.TakeAsync(Known));
            await KeepAsync("known-pebble", reusing.TakeAsync(Known));
            await KeepAsync("star", devices.TakeAsync((client, _) => client.Client.ObtainSeriesAsync(client.Name!, client.Csr!, client.Delegation!)));

            Task Fresh(Member client, int number) => client.Client.ObtainAsync(fresh[number].Name, fresh[number].Csr);
            Task Known(Member client, int number) => client.Client.ObtainAsync(known[client.Number].Name, known[client.Number].Csr);
            async Task KeepAsync(string what, Task<(double Rate, double Cost)> taking)
            {
                var taken = await taking;
                if (round < 0)
                    return;
                if (!values.TryGetValue(what, out var list))
                    values[what] = list = [];
                list.Add(taken);
            }
        }
        if (proving.Hangs + reusing.Hangs is > 0 and var hangs)
            remarks.Add($"Pebble stopped answering {hangs} times; it was started anew and its round taken again.");
        return
        [
            Row("orders by http-01: newOrder … certificate", "proved", "Pebble, orders by http-01", "proved-pebble", 1.5),
            Row("orders of a proved name: newOrder, finalize, certificate", "known", "Pebble, orders of a proved name", "known-pebble", 1.5),
            Row("delegated STAR orders: newOrder, finalize, certificate", "star", "Pebble, orders of a proved name", "known-pebble", 1.5),
            Cost("orders by http-01: the server's processor time", "proved", "proved-pebble"),
            Cost("orders of a proved name: the server's processor time", "known", "known-pebble"),
            Cost("delegated STAR orders: the server's processor time", "star", "known-pebble"),
        ];

        Comparison Row(string what, string own, string peer, string peers, double goal) => new(
            new Measurement(what, "orders/s", [.. values[own].Select(value => value.Rate)]),
            new Measurement(peer, "orders/s", [.. values[peers].Select(value => value.Rate)]),
            $"≥ {goal:0.0} × the peer", (our, their) => our.Median >= goal * their!.Median);
        Comparison Cost(string what, string own, string peers) => new(
            new Measurement(what, "ms/order", [.. values[own].Select(value => value.Cost)]), new Measurement("Pebble's", "ms/order", [.. values[peers].Select(value => value.Cost)]), "", null);
    }

    private static (string Name, byte[] Csr)[] Csrs(string kind, int count) =>
        [.. Enumerable.Range(0, count).Select(number => $"{kind}-{number}.hosts.{StarPlace.Zone}").Select(name => (name, OrderingClient.Csr(name)))];

    private static async Task<List<(Device Device, Enrolment Enrolment)>> AddDevicesAsync(StarServer server)
    {
        await using var store = await server.OpenStoreAsync();
        var register = new DeviceRegister(store, TimeProvider.System);
        var added = new List<(Device, Enrolment)>();
        for (var number = 0; number < Workers; number++)
            added.Add(await register.AddAsync($"Bench {number}", null, StarPlace.Zone, TimeSpan.FromHours(1), CancellationToken.None));
        return added;
    }

    private static async Task<Crowd> CrowdAsync(AcmePeer peer, ChallengeResponder responder)
    {
        var crowd = new Crowd(peer.Child.Id);
        for (var number = 0; number < Workers; number++)
        {
            var client = new OrderingClient(peer, responder);
            crowd.Members.Add(new(client, number));
            await client.RegisterAsync();
        }
        return crowd;
    }

    private static async Task<Crowd> DevicesAsync(AcmePeer peer, ChallengeResponder responder, IEnumerable<(Device Device, Enrolment Enrolment)> enrolments)
    {
        var crowd = new Crowd(peer.Child.Id);
        foreach (var (device, enrolment) in enrolments)
        {
            var client = new OrderingClient(peer, responder);
            crowd.Members.Add(new(client, crowd.Members.Count));
            await client.RegisterAsync((enrolment.Id, enrolment.MacKey));
            crowd.Members[^1] = new(client, crowd.Members.Count - 1, device.Cname, OrderingClient.Csr(device.Cname), await client.DelegationAsync());
        }
        return crowd;
    }

    /// <summary>A client of a crowd.</summary>
    private sealed record Member(OrderingClient Client, int Number, string? Name = null, byte[]? Csr = null, Uri? Delegation = null);

    /// <summary>All that ask one server at the same time.</summary>
    private sealed class Crowd(int server) : IDisposable
    {
        public List<Member> Members { get; } = [];

        public async Task<(double Rate, double Cost)> TakeAsync(Func<Member, int, Task> obtain, int orders = Orders)
        {
            var next = -1;
            var (began, spent) = (Stopwatch.GetTimestamp(), Metered.ProcessorTime(server));
            await Task.WhenAll(Members.Select(member => Task.Run(async () =>
            {
                for (int number; (number = Interlocked.Increment(ref next)) < orders;)
                    await obtain(member, number);
            })));
            return (orders / Stopwatch.GetElapsedTime(began).TotalSeconds, (Metered.ProcessorTime(server) - spent) / orders);
        }

        public void Dispose() => Members.ForEach(member => member.Client.Dispose());
    }

    /// <summary>Pebble, which under load now and then locks itself out and answers nobody any more.</summary>
    private sealed class PebbleSide(ChallengeResponder responder, int port, int reuse) : IAsyncDisposable
    {
        private const int MostHangs = 12;
        private AcmePeer? peer;
        private Crowd? crowd;

        public int Hangs { get; private set; }

        public async Task<(double Rate, double Cost)> TakeAsync(Func<Member, int, Task> obtain)
        {
            while (true)
            {
                try
                {
                    if (crowd is null)
                    {
                        peer = await AcmePeer.StartPebbleAsync(port, reuse);
                        crowd = await CrowdAsync(peer, responder);
                        await crowd.TakeAsync(obtain, Workers);
                    }
                    return await crowd.TakeAsync(obtain);
                }
                catch (AcmeClientException problem) when (problem.Status is null && Hangs < MostHangs)
                {
                    Hangs++;
                    await DisposeAsync();
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            crowd?.Dispose();
            crowd = null;
            if (peer is not null)
                await peer.DisposeAsync();
            peer = null;
        }
    }
}
