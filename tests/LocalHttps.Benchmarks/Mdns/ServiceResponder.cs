using System.Net;
using System.Net.Sockets;
using LocalHttps.Lab;
using LocalHttps.Mdns;

namespace LocalHttps.Benchmarks;

/// <summary>Stands for many devices at once: answers as each of them would, in a packet of its own, by multicast. It knows no browser and favours none.</summary>
internal sealed class ServiceResponder
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private readonly TimeProvider time = TimeProvider.System;
    private readonly long origin = TimeProvider.System.GetTimestamp();
    private readonly PriorityQueue<(byte[] Message, MulticastSocket From), TimeSpan> outbox = new();
    private readonly Dictionary<EndPoint, HeldQuery> held = [];
    private readonly AnnouncedDevices devices;
    private readonly List<MulticastSocket> sockets = [];
    // By IPv4 each device speaks from its own address, for browsers may allow one sender less than many.
    private readonly Dictionary<IPAddress, MulticastSocket> own = [];
    // The same delays for every browser.
    private readonly Random random = new(6762);
    private bool isSilent;

    private ServiceResponder(AnnouncedDevices devices) => this.devices = devices;

    private TimeSpan Now => time.GetElapsedTime(origin);

    /// <summary>The program in a device's namespace. Usage: responder INTERFACE COUNT NAME [silent]. A line of input makes it
    /// announce, before which a silent one does not answer; the end of input ends it.</summary>
    public static int Run(string[] args)
    {
        LabGate.EnsureInside();
        var responder = new ServiceResponder(new AnnouncedDevices(int.Parse(args[1]), args[2]));
        responder.sockets.AddRange(MulticastSocket.OpenBoth(args[0]));
        var index = MulticastSocket.IndexOf(args[0]);
        foreach (var address in responder.devices.Everything.Select(device => device.Source))
        {
            responder.own.Add(address, MulticastSocket.OpenSender(index, address));
        }
        var announce = 0;
        var ended = false;
        var input = new Thread(() =>
        {
            while (Console.ReadLine() is not null)
            {
                Interlocked.Increment(ref announce);
            }
            Volatile.Write(ref ended, true);
        });
        input.IsBackground = true;
        input.Start();
        // The first answer is not to wait for the compiler.
        responder.Take(responder.devices.SampleQuery, new IPEndPoint(IPAddress.Loopback, 9), responder.sockets[0]);
        responder.outbox.Clear();
        responder.isSilent = args is [_, _, _, "silent"];
        Console.WriteLine("ready");
        while (!Volatile.Read(ref ended) && responder.Now < Longest)
        {
            if (Interlocked.Exchange(ref announce, 0) > 0)
            {
                responder.isSilent = false;
                responder.Announce();
                Console.WriteLine("announced");
            }
            responder.Turn();
        }
        return 0;
    }

    // Twice, a second apart (RFC 6762 §8.3).
    private void Announce()
    {
        foreach (var socket in sockets)
        {
            foreach (var device in devices.Everything)
            {
                From(device, socket).Send(device.Message);
                outbox.Enqueue((device.Message, From(device, socket)), Now + TimeSpan.FromSeconds(1));
            }
        }
    }

    private void Turn()
    {
        var due = outbox.TryPeek(out _, out var at) ? at : Now + TimeSpan.FromMilliseconds(20);
        foreach (var query in held.Values)
        {
            due = query.Due < due ? query.Due : due;
        }
        var ready = sockets.Select(socket => socket.Socket).ToList();
        var wait = Math.Clamp((due - Now).TotalMicroseconds, 0, 20_000);
        Socket.Select(ready, null, null, TimeSpan.FromMicroseconds(wait));
        foreach (var socket in sockets.Where(socket => ready.Contains(socket.Socket)))
        {
            while (socket.TryReceive(out var datagram, out var source))
            {
                Take(datagram, source, socket);
            }
        }
        foreach (var (source, query) in held.Where(pair => pair.Value.Due <= Now).ToList())
        {
            held.Remove(source);
            Answer(query);
        }
        while (outbox.TryPeek(out var next, out var when) && when <= Now)
        {
            outbox.Dequeue();
            next.From.Send(next.Message);
        }
    }

    private MulticastSocket From(Announcement device, MulticastSocket socket) => socket.Family == AddressFamily.InterNetwork ? own[device.Source] : socket;

    private void Take(ReadOnlySpan<byte> datagram, EndPoint source, MulticastSocket socket)
    {
        if (!DnsMessage.TryDecode(datagram, out var message) || message.Header.IsResponse || isSilent)
        {
            return;
        }
        if (!held.TryGetValue(source, out var query))
        {
            query = new HeldQuery(socket) { Due = Now };
            held.Add(source, query);
        }
        if (AnnouncedDevices.AreWantedBy(message.Questions))
        {
            Console.WriteLine("asked");
        }
        query.Questions.AddRange(message.Questions);
        query.Known.AddRange(message.Records);
        // The rest of the known answers follows (RFC 6762 §7.2).
        query.Due = message.Header.Truncated ? Now + TimeSpan.FromMilliseconds(random.Next(400, 500)) : query.Due;
        if (query.Due <= Now)
        {
            held.Remove(source);
            Answer(query);
        }
    }

    private void Answer(HeldQuery query)
    {
        foreach (var device in devices.SharedAnswers(query))
        {
            // Others may hold such records too, so each device waits a little (RFC 6762 §6).
            outbox.Enqueue((device.Message, From(device, query.Socket)), Now + TimeSpan.FromMilliseconds(random.Next(20, 120)));
        }
        foreach (var message in devices.UniqueAnswers(query))
        {
            outbox.Enqueue((message, query.Socket), Now);
        }
    }
}

/// <summary>A query with what followed it.</summary>
internal sealed class HeldQuery(MulticastSocket socket)
{
    /// <summary>By which socket it came and is answered.</summary>
    public MulticastSocket Socket { get; } = socket;

    /// <summary>When it is answered.</summary>
    public TimeSpan Due { get; set; }

    /// <summary>What was asked.</summary>
    public List<DnsQuestion> Questions { get; } = [];

    /// <summary>What need not be said again.</summary>
    public List<DnsRecord> Known { get; } = [];
}
