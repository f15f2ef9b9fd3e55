namespace LocalHttps.Mdns.Tests;

/// <summary>Datagrams made to be expensive.</summary>
internal static class Flood
{
    public static readonly IReadOnlyDictionary<string, Func<byte[]>> Worst = new Dictionary<string, Func<byte[]>>
    {
        ["pointers to pointers"] = PointerChains,
        ["long names by pointers"] = LongNames,
        ["tiny strings"] = TextOfTinyStrings,
        ["many small records"] = SmallRecords,
        ["many whole services"] = WholeServices,
        ["many questions"] = Questions,
    };

    private static readonly byte[] Type = RawPacket.Name("_https._tcp.local");

    /// <summary>Each record's name starts at the end of a long chain of pointers.</summary>
    public static byte[] PointerChains()
    {
        var packet = new RawPacket();
        var chain = new List<byte>();
        var start = packet.Length + 11;
        chain.Add(0);
        for (var i = 0; i < 2000; i++)
        {
            chain.AddRange(RawPacket.PointerTo(i == 0 ? start : start + (2 * i) - 1));
        }
        packet.Answer([0], (DnsRecordType)4711, [.. chain]);
        return Fill(packet, () => packet.Answer(RawPacket.PointerTo(start + 3999), DnsRecordType.A, [1, 2, 3, 4]));
    }

    /// <summary>Each record owns and points to another name of 255 bytes, for few bytes on the wire.</summary>
    public static byte[] LongNames()
    {
        var packet = new RawPacket();
        byte[] longName = [.. Enumerable.Repeat<byte[]>([1, (byte)'a'], 114).SelectMany(label => label), .. Type];
        packet.Answer(longName, DnsRecordType.A, [1, 2, 3, 4]);
        var number = 0;
        return Fill(packet, () =>
        {
            var label = BitConverter.GetBytes(number++);
            packet.Answer([4, .. label, .. RawPacket.PointerTo(12 + 10)], DnsRecordType.Ptr, [4, .. label, .. RawPacket.PointerTo(12 + 12)]);
        });
    }

    public static byte[] TextOfTinyStrings()
    {
        var strings = Enumerable.Repeat<byte[]>([1, (byte)'x'], 4400).SelectMany(text => text).ToArray();
        return new RawPacket().Answer(Type, DnsRecordType.Txt, strings).ToArray();
    }

    /// <summary>As many new instances as fit.</summary>
    public static byte[] SmallRecords()
    {
        var packet = new RawPacket().Answer(Type, DnsRecordType.Ptr, [1, (byte)'x', .. RawPacket.PointerTo(12)]);
        var number = 0;
        return Fill(packet, () => packet.Answer(RawPacket.PointerTo(12), DnsRecordType.Ptr, [4, .. BitConverter.GetBytes(number++), .. RawPacket.PointerTo(12)]));
    }

    /// <summary>As many complete services as fit, each with a host and a public name of its own.</summary>
    public static byte[] WholeServices()
    {
        var writer = DnsMessageWriter.Response(MdnsConstants.MaximumDatagram);
        for (var i = 0; ; i++)
        {
            var instance = DnsName.Parse($"{i}._https._tcp.local");
            var host = DnsName.Parse($"{i}.local");
            if (!writer.TryAddAnswer(new PointerRecord(DnsName.Parse("_https._tcp.local"), instance))
                || !writer.TryAddAnswer(new ServiceRecord(instance, host, 443))
                || !writer.TryAddAnswer(new TextRecord(instance, new TxtStrings([System.Text.Encoding.ASCII.GetBytes($"cn=x{i}.a.b")])))
                || !writer.TryAddAnswer(new AddressRecord(host, System.Net.IPAddress.Loopback)))
            {
                return writer.ToArray();
            }
        }
    }

    public static byte[] Questions()
    {
        var packet = new RawPacket().Flags(0);
        var count = 0;
        for (; packet.Length < MdnsConstants.MaximumDatagram - 5; count++)
        {
            packet.Bytes(0, 0, 12, 0, 1);
        }
        return packet.Counts((ushort)count, 0).ToArray();
    }

    /// <summary>Ordinary responses of many devices.</summary>
    public static IEnumerable<byte[]> Responses()
    {
        for (var i = 0; ; i++)
        {
            var instance = DnsName.Parse($"Device {i}._https._tcp.local");
            var host = DnsName.Parse($"device-{i}.local");
            var writer = DnsMessageWriter.Response();
            writer.TryAddAnswer(new PointerRecord(DnsName.Parse("_https._tcp.local"), instance));
            writer.TryAddAdditional(new ServiceRecord(instance, host, 443));
            writer.TryAddAdditional(new TextRecord(instance, new TxtStrings(["cn=13ab-7c34-23be-device.example.com"u8.ToArray(), "path=/"u8.ToArray()])));
            writer.TryAddAdditional(new AddressRecord(host, new System.Net.IPAddress([10, 0, (byte)(i >> 8), (byte)i])));
            writer.TryAddAdditional(new AddressRecord(host, System.Net.IPAddress.Parse($"fe80::{i:x}")));
            yield return writer.ToArray();
        }
    }

    private static byte[] Fill(RawPacket packet, Action add)
    {
        while (packet.Length < MdnsConstants.MaximumDatagram - 40)
        {
            add();
        }
        return packet.ToArray();
    }
}
