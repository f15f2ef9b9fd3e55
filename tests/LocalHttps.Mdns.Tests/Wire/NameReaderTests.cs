namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class NameReaderTests
{
    [TestMethod]
    public void TryRead_CompressedName_FollowsPointerAndStopsBehindIt()
    {
        byte[] message = [.. RawPacket.Name("https.local"), 3, (byte)'w', (byte)'w', (byte)'w', 0xC0, 0, 9];
        Assert.AreEqual((DnsName.Parse("www.https.local"), message.Length - 1), Read(message, 13));
    }

    [TestMethod]
    public void TryRead_NamesOnly127LabelsLong_AreRead()
    {
        byte[] message = [.. Enumerable.Repeat<byte[]>([1, (byte)'a'], 127).SelectMany(label => label), 0];
        Assert.AreEqual(255, message.Length);
        Assert.HasCount(127, Read(message, 0)!.Value.Name.Labels);
    }

    [TestMethod]
    [DataRow("to itself", new byte[] { 0xC0, 0 }, 0)]
    [DataRow("forward", new byte[] { 0xC0, 2, 1, 97, 0 }, 0)]
    [DataRow("back into its own labels", new byte[] { 1, 97, 0xC0, 0 }, 0)]
    [DataRow("in a circle", new byte[] { 0xC0, 2, 0xC0, 0 }, 2)]
    [DataRow("cut off", new byte[] { 1, 97, 0, 0xC0 }, 3)]
    public void TryRead_PointerLeadsElsewhereThanBack_IsRefused(string situation, byte[] message, int start) => Assert.IsNull(Read(message, start), situation);

    [TestMethod]
    [DataRow((byte)0x40)]
    [DataRow((byte)0x41)]
    [DataRow((byte)0x80)]
    [DataRow((byte)0xBF)]
    public void TryRead_ReservedLabelType_IsRefused(byte type)
    {
        byte[] message = [type, .. new byte[80]];
        Assert.IsNull(Read(message, 0));
        var offset = 0;
        Assert.IsFalse(NameReader.TrySkip(message, ref offset));
    }

    [TestMethod]
    public void TryRead_NameOver255Bytes_IsRefused()
    {
        // 127 labels and the root are 255; one more through a pointer is too many.
        byte[] message = [.. Enumerable.Repeat<byte[]>([1, (byte)'a'], 127).SelectMany(label => label), 0, 1, (byte)'b', 0xC0, 0];
        Assert.IsNull(Read(message, 255));
    }

    [TestMethod]
    public void TryRead_LongChainOfPointers_GivesUp()
    {
        byte[] message = [0, .. Enumerable.Range(0, 4000).SelectMany(i => RawPacket.PointerTo(i == 0 ? 0 : (2 * i) - 1))];
        Assert.IsNull(Read(message, message.Length - 2));
    }

    // The work for one name: so many pointers are followed and no more, whatever they lead to.
    [TestMethod]
    public void TryRead_PointersToPointers_FollowsThirtyTwo()
    {
        byte[] message = [0, .. Enumerable.Range(0, 40).SelectMany(i => RawPacket.PointerTo(i == 0 ? 0 : (2 * i) - 1))];
        Assert.IsNotNull(Read(message, (2 * NameReader.MaximumPointers) - 1));
        Assert.IsNull(Read(message, (2 * NameReader.MaximumPointers) + 1));
        Assert.AreEqual(32, NameReader.MaximumPointers);
    }

    [TestMethod]
    public void TryRead_EndsInTheMiddle_IsRefused()
    {
        var whole = RawPacket.Name("device.example.com");
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.IsNull(Read(whole[..length], 0), $"{length} bytes");
        }
    }

    private static (DnsName Name, int End)? Read(byte[] message, int offset)
    {
        Span<byte> buffer = stackalloc byte[DnsName.MaximumLength];
        return NameReader.TryRead(message, ref offset, buffer, out var length) ? (new DnsName(buffer[..length]), offset) : null;
    }
}
