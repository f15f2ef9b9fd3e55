using System.Net;

namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class DnsMessageTests
{
    private static readonly byte[] Owner = RawPacket.Name("device.local");

    [TestMethod]
    public void TryDecode_OneBrokenRecord_LosesThatRecordOnly()
    {
        var packet = new RawPacket()
            .Answer(Owner, DnsRecordType.A, [192, 168, 1, 5])
            .Answer(RawPacket.PointerTo(400), DnsRecordType.A, [192, 168, 1, 6])
            .Answer(Owner, DnsRecordType.Srv, [0, 0, 0, 0, 1, 187, 0x80, 0])
            .Answer(Owner, DnsRecordType.A, [192, 168, 1, 7]);
        CollectionAssert.AreEqual(
            new[] { "192.168.1.5", "192.168.1.7" },
            Decode(packet).Records.Cast<AddressRecord>().Select(record => record.Address.ToString()).ToArray());
    }

    [TestMethod]
    [DataRow(DnsRecordType.A, 3)]
    [DataRow(DnsRecordType.A, 5)]
    [DataRow(DnsRecordType.A, 0)]
    [DataRow(DnsRecordType.Aaaa, 15)]
    [DataRow(DnsRecordType.Aaaa, 17)]
    [DataRow(DnsRecordType.Aaaa, 4)]
    [DataRow(DnsRecordType.Ptr, 0)]
    [DataRow(DnsRecordType.Srv, 6)]
    [DataRow(DnsRecordType.Srv, 3)]
    public void TryDecode_DataOfWrongLength_IsDropped(DnsRecordType type, int length) =>
        Assert.IsEmpty(Decode(new RawPacket().Answer(Owner, type, new byte[length])).Records);

    [TestMethod]
    public void TryDecode_NameDoesNotFillItsData_IsDropped()
    {
        byte[] longer = [.. Owner, 0];
        Assert.IsEmpty(Decode(new RawPacket().Answer(Owner, DnsRecordType.Ptr, longer)).Records);
        // The name runs over the end of the data into the next record.
        Assert.IsEmpty(Decode(new RawPacket().Answer(Owner, DnsRecordType.Cname, Owner, dataLength: 3)).Records);
    }

    [TestMethod]
    public void TryDecode_TextStringRunsOverTheEnd_IsDropped() =>
        Assert.IsEmpty(Decode(new RawPacket().Answer(Owner, DnsRecordType.Txt, [9, (byte)'a'])).Records);

    [TestMethod]
    public void TryDecode_TextOfAnyBytes_IsKept()
    {
        var text = (TextRecord)Decode(new RawPacket().Answer(Owner, DnsRecordType.Txt, [5, (byte)'k', (byte)'=', 0xFF, 0xC3, 0x28, 0])).Records.Single();
        CollectionAssert.AreEqual(new byte[] { 0xFF, 0xC3, 0x28 }, text.Text.Find("k"));
    }

    [TestMethod]
    public void TryDecode_CountsPromiseMoreThanThereIs_ReadsWhatIsThere()
    {
        var packet = new RawPacket().Counts(0, 65534).Answer(Owner, DnsRecordType.A, [10, 0, 0, 1]);
        Assert.HasCount(1, Decode(packet).Records);
        Assert.IsEmpty(Decode(new RawPacket().Counts(65535, 65535)).Records);
    }

    [TestMethod]
    public void TryDecode_DataLengthRunsOverTheEnd_KeepsWhatCameBefore()
    {
        var packet = new RawPacket().Answer(Owner, DnsRecordType.A, [10, 0, 0, 1]).Answer(Owner, DnsRecordType.Txt, [0], dataLength: 9000);
        Assert.HasCount(1, Decode(packet).Records);
    }

    [TestMethod]
    public void TryDecode_OtherClassAndUnknownTypes_AreSkipped()
    {
        var packet = new RawPacket()
            .Answer(Owner, DnsRecordType.A, [10, 0, 0, 1], classField: 3)
            .Answer(Owner, (DnsRecordType)4711, [1, 2, 3])
            .Answer(Owner, DnsRecordType.Aaaa, IPAddress.IPv6Loopback.GetAddressBytes());
        Assert.AreEqual(IPAddress.IPv6Loopback, ((AddressRecord)Decode(packet).Records.Single()).Address);
    }

    [TestMethod]
    public void TryDecode_Denial_NamesTheTypes()
    {
        var packet = new RawPacket()
            .Answer(Owner, DnsRecordType.Nsec, [0xC0, 12, 0, 4, 0x40, 0, 0, 8])
            .Answer(Owner, DnsRecordType.Nsec, [0xC0, 12, 0, 9, 0x40])
            .Answer(Owner, DnsRecordType.Nsec, [0xC0, 12, 0, 1, 0xC0]);
        var denials = Decode(packet).Records.Cast<NextSecureRecord>().ToList();
        CollectionAssert.AreEqual(new[] { DnsRecordType.A, DnsRecordType.Aaaa }, denials[0].Types.ToArray());
        Assert.IsEmpty(denials[1].Types);
        CollectionAssert.AreEqual(new[] { DnsRecordType.A }, denials[2].Types.ToArray(), "type 0 is no type");
    }

    [TestMethod]
    public void TryDecode_CutAnywhere_NeverThrows()
    {
        var whole = new RawPacket()
            .Answer(Owner, DnsRecordType.Srv, [0, 0, 0, 0, 1, 187, .. RawPacket.PointerTo(12)])
            .Answer(RawPacket.PointerTo(12), DnsRecordType.Txt, [3, (byte)'a', (byte)'=', (byte)'b'])
            .ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.AreEqual(length >= DnsHeader.Length, DnsMessage.TryDecode(whole.AsSpan(0, length), out var message));
            Assert.IsTrue(message is null || message.Records.Count <= 1, $"{length} bytes");
        }
    }

    [TestMethod]
    public void TryDecode_FlagsOfClassAndQuestion_AreRead()
    {
        var writer = DnsMessageWriter.Query();
        writer.TryAdd(new DnsQuestion(DnsName.Local, DnsRecordType.Ptr, WantsUnicast: true));
        writer.TryAdd(new DnsQuestion(DnsName.Local, DnsRecordType.Any));
        writer.TryAddAnswer(new AddressRecord(DnsName.Local, IPAddress.Loopback, CacheFlush: false));
        Assert.IsTrue(DnsMessage.TryDecode(writer.ToArray(), out var message));
        CollectionAssert.AreEqual(new[] { true, false }, message.Questions.Select(question => question.WantsUnicast).ToArray());
        Assert.IsFalse(message.Records.Single().CacheFlush);
        Assert.IsFalse(message.Header.IsResponse);
    }

    private static DnsMessage Decode(RawPacket packet) =>
        DnsMessage.TryDecode(packet.ToArray(), out var message) ? message : throw new AssertFailedException("not decoded");
}
