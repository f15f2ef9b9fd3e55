using System.Net;
using LocalHttps.Lab;
using LocalHttps.Mdns;

namespace LocalHttps.Benchmarks;

/// <summary>Sends pointers to instances that do not exist, each a new one, at an even rate.</summary>
internal static class FloodSource
{
    /// <summary>The program in a neighbour's namespace. Usage: flood-source INTERFACE COUNT PER-SECOND ADDRESSES. It begins at a line of input.</summary>
    public static int Run(string[] args)
    {
        LabGate.EnsureInside();
        var (count, rate) = (int.Parse(args[1]), int.Parse(args[2]));
        var index = MulticastSocket.IndexOf(args[0]);
        var sockets = args[3].Split(',').Select(address => MulticastSocket.OpenSender(index, IPAddress.Parse(address))).ToList();
        var message = Message(out var digits);
        Console.WriteLine("ready");
        Console.ReadLine();
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        Console.WriteLine("begun");
        for (var sent = 0; sent < count;)
        {
            var due = Math.Min(count, (int)(time.GetElapsedTime(start).TotalSeconds * rate));
            for (; sent < due; sent++)
            {
                System.Buffers.Text.Utf8Formatter.TryFormat(sent, message.AsSpan(digits, 5), out _, new System.Buffers.StandardFormat('D', 5));
                sockets[sent % sockets.Count].Send(message);
            }
            sockets[0].Socket.Poll(TimeSpan.FromMilliseconds(1), System.Net.Sockets.SelectMode.SelectError);
        }
        Console.WriteLine("ended");
        return 0;
    }

    private static byte[] Message(out int digits)
    {
        var writer = DnsMessageWriter.Response();
        var type = DnsName.Parse("_https._tcp.local");
        writer.TryAddAnswer(new PointerRecord(type, type.Prepend("Flood 00000"u8)));
        var message = writer.ToArray();
        digits = message.AsSpan().IndexOf("00000"u8);
        return message;
    }
}
