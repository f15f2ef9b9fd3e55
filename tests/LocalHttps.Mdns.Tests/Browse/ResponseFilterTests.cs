using System.Net;
using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class ResponseFilterTests
{
    private static readonly byte[] Response = new RawPacket().ToArray();

    [TestMethod]
    [DataRow("192.168.1.77", "224.0.0.251")]
    [DataRow("10.99.0.1", "224.0.0.251", DisplayName = "a group is local whatever the source says")]
    [DataRow("fe80::77%1", "ff02::fb")]
    [DataRow("fe80::77%1", "ff02::fb%1")]
    [DataRow("2001:db8::1", "ff02::fb")]
    public void Judge_SentToTheGroup_IsAccepted(string source, string destination) =>
        Assert.AreEqual(DatagramVerdict.Accepted, Judge(Response, source, destination));

    [TestMethod]
    [DataRow(5354)]
    [DataRow(53)]
    [DataRow(40000)]
    public void Judge_SourcePortIsNot5353_IsRefused(int port) => Assert.AreEqual(DatagramVerdict.ForeignPort, Judge(Response, port: port));

    [TestMethod]
    [DataRow((ushort)0x8C00, DatagramVerdict.Malformed)]
    [DataRow((ushort)0x8403, DatagramVerdict.Malformed)]
    [DataRow((ushort)0x0400, DatagramVerdict.Query)]
    [DataRow((ushort)0x2800, DatagramVerdict.Malformed)]
    [DataRow((ushort)0x8600, DatagramVerdict.Accepted)]
    public void Judge_OpcodeOrResponseCodeIsSet_IsRefused(ushort flags, object verdict) =>
        Assert.AreEqual(verdict, Judge(new RawPacket().Flags(flags).ToArray()));

    [TestMethod]
    public void Judge_NoHeaderOrTooLong_IsRefused()
    {
        Assert.AreEqual(DatagramVerdict.Malformed, Judge(Response[..11]));
        Assert.AreEqual(DatagramVerdict.Malformed, Judge([.. Response, .. new byte[9000]]));
    }

    [TestMethod]
    public void Judge_InterfaceIsNotJoined_IsRefused() =>
        Assert.AreEqual(DatagramVerdict.UnknownInterface, ResponseFilter.Judge(Datagram(Response, "192.168.1.77", "224.0.0.251", 5353), null, sinceUnicastQuery: null));

    [TestMethod]
    [DataRow("192.168.1.77", 0.5, DatagramVerdict.Accepted)]
    [DataRow("192.168.1.77", 2.0, DatagramVerdict.Accepted)]
    [DataRow("192.168.1.77", 2.1, DatagramVerdict.UnwantedUnicast)]
    [DataRow("192.168.1.77", null, DatagramVerdict.UnwantedUnicast)]
    [DataRow("192.168.2.77", 0.5, DatagramVerdict.UnwantedUnicast)]
    [DataRow("10.0.0.1", 0.5, DatagramVerdict.UnwantedUnicast)]
    [DataRow("fe80::77%1", 0.5, DatagramVerdict.Accepted)]
    [DataRow("2001:db8::1", 0.5, DatagramVerdict.UnwantedUnicast)]
    public void Judge_SentByUnicast_CountsFromTheLinkWithinTwoSecondsOfOurQuestion(string source, double? secondsSince, object verdict) => Assert.AreEqual(
        verdict, Judge(Response, source, "192.168.1.1", since: secondsSince is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    [TestMethod]
    [DataRow("224.0.0.252")]
    [DataRow("255.255.255.255")]
    [DataRow("ff02::1")]
    [DataRow("ff05::fb")]
    public void Judge_SentToAnotherGroup_IsRefused(string destination) =>
        Assert.AreEqual(DatagramVerdict.UnwantedUnicast, Judge(Response, destination: destination));

    private static DatagramVerdict Judge(
        byte[] payload, string source = "192.168.1.77", string destination = "224.0.0.251", int port = MdnsConstants.Port, TimeSpan? since = null) =>
        ResponseFilter.Judge(Datagram(payload, source, destination, port), FakeMulticastTransport.Interface(1), since);

    private static ReceivedDatagram Datagram(byte[] payload, string source, string destination, int port) =>
        new(payload, new IPEndPoint(IPAddress.Parse(source), port), IPAddress.Parse(destination), 1);
}
