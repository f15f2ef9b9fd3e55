using System.Net;
using CsCheck;

namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class DnsMessageWriterTests
{
    private static readonly Gen<DnsName> Names = Gen.Byte.Array[1, 20].Array[0, 6].Select(DnsName.FromLabels);

    private static readonly Gen<DnsRecord> Records = Gen.OneOf(
        Gen.Select(Names, Names, Gen.UInt, (name, target, life) => (DnsRecord)new PointerRecord(name, target, life)),
        Gen.Select(Names, Names, Gen.UShort, Gen.Bool, (name, target, port, flush) => (DnsRecord)new ServiceRecord(name, target, port, 120, flush)),
        Gen.Select(Names, Names, (name, target) => (DnsRecord)new CanonicalNameRecord(name, target)),
        Gen.Select(Names, Gen.Byte.Array[1, 255].Array[0, 4], (name, text) => (DnsRecord)new TextRecord(name, new TxtStrings(text))),
        Gen.Select(Names, Gen.Int[1, 255].HashSet[0, 6], (name, types) => (DnsRecord)new NextSecureRecord(name, [.. types.Order().Select(type => (DnsRecordType)type)])),
        Gen.Select(Names, Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16]), (name, bytes) => (DnsRecord)new AddressRecord(name, new IPAddress(bytes))));

    [TestMethod]
    public void ToArray_AnyMessage_ReadsBackTheSame() => Gen.Select(Names.Array[0, 5], Records.Array[0, 12]).Sample((names, records) =>
    {
        var writer = DnsMessageWriter.Response(MdnsConstants.MaximumDatagram);
        Assert.IsTrue(names.All(name => writer.TryAdd(new DnsQuestion(name, DnsRecordType.Any))));
        Assert.IsTrue(records.All(writer.TryAddAnswer));
        Assert.IsTrue(DnsMessage.TryDecode(writer.ToArray(), out var message));
        CollectionAssert.AreEqual(names, message.Questions.Select(question => question.Name).ToArray());
        CollectionAssert.AreEqual(records.Select(Describe).ToArray(), message.Records.Select(Describe).ToArray());
    });

    [TestMethod]
    public void TryAdd_MessageIsFull_AddsNothingAndStaysValid() => Gen.Select(Records.Array[1, 30], Gen.Int[12, 400]).Sample((records, limit) =>
    {
        var writer = DnsMessageWriter.Response(limit);
        var added = records.Where(writer.TryAddAnswer).Select(Describe).ToArray();
        var bytes = writer.ToArray();
        Assert.IsLessThanOrEqualTo(limit, bytes.Length);
        Assert.IsTrue(DnsMessage.TryDecode(bytes, out var message));
        CollectionAssert.AreEqual(added, message.Records.Select(Describe).ToArray());
    });

    [TestMethod]
    public void TryAdd_SharedSuffixes_AreWrittenOnce()
    {
        var writer = DnsMessageWriter.Query();
        writer.TryAdd(new DnsQuestion(DnsName.Parse("_https._tcp.local"), DnsRecordType.Ptr));
        var alone = writer.ToArray().Length;
        writer.TryAdd(new DnsQuestion(DnsName.Parse("x._HTTPS._tcp.local"), DnsRecordType.Srv));
        Assert.AreEqual(2 + 2 + 4, writer.ToArray().Length - alone);
    }

    [TestMethod]
    public void ToArray_EverySection_ReadsBackInItsOwn()
    {
        var writer = DnsMessageWriter.Response();
        Assert.IsTrue(writer.TryAddAnswer(Sample.Pointer) && writer.TryAddAuthority(Sample.Location) && writer.TryAddAdditional(Sample.V4));
        Assert.IsTrue(DnsMessage.TryDecode(writer.ToArray(), out var message));
        Assert.HasCount(3, message.Records);
        Assert.IsInstanceOfType<ServiceRecord>(message.Authorities.Single());
        Assert.IsInstanceOfType<AddressRecord>(message.Additionals.Single());
    }

    [TestMethod]
    public void TryAdd_OutOfOrder_Throws()
    {
        var writer = DnsMessageWriter.Response();
        writer.TryAddAdditional(new AddressRecord(DnsName.Local, IPAddress.Loopback));
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.TryAddAuthority(new AddressRecord(DnsName.Local, IPAddress.Loopback)));
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.TryAddAnswer(new AddressRecord(DnsName.Local, IPAddress.Loopback)));
        Assert.ThrowsExactly<InvalidOperationException>(() => writer.TryAdd(new DnsQuestion(DnsName.Local, DnsRecordType.A)));
    }

    [TestMethod]
    public void TryAdd_LongTxtString_ThrowsAndLeavesTheMessageAsItWas()
    {
        var writer = DnsMessageWriter.Response();
        Assert.IsTrue(writer.TryAddAnswer(Sample.Pointer));
        var before = writer.ToArray();
        var record = new TextRecord(DnsName.Parse("long.local"), new TxtStrings([new byte[256]]));
        Assert.ThrowsExactly<ArgumentException>(() => writer.TryAddAnswer(record));
        Assert.ThrowsExactly<ArgumentException>(() => writer.TryAddAuthority(record));
        Assert.ThrowsExactly<ArgumentException>(() => writer.TryAddAdditional(record));
        CollectionAssert.AreEqual(before, writer.ToArray());
        Assert.IsTrue(writer.TryAddAnswer(record with { Text = new TxtStrings([new byte[255]]) }));
        Assert.IsTrue(DnsMessage.TryDecode(writer.ToArray(), out var message));
        Assert.HasCount(2, message.Records);
    }

    // Compression may lend a name the letter case of an earlier one; names are equal without regard to it (RFC 6762 §16).
    private static string Describe(DnsRecord record) => (record switch
    {
        NextSecureRecord denial => $"NSEC {denial.Name} {denial.TimeToLive} {string.Join(',', denial.Types.Select(type => (int)type))}",
        TextRecord text => $"TXT {text.Name} {text.TimeToLive} {text.CacheFlush} {string.Join(',', text.Text.Strings.Select(Convert.ToHexString))}",
        _ => record.ToString(),
    }).ToLowerInvariant();
}
