using System.Text;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Tests.Messaging;

[TestClass]
public sealed class MessageParserTests
{
    [TestMethod]
    public void Parse_TypeNotFirst_IsAccepted()
    {
        var parsed = Parse("""{"id":3,"device":"a.example","type":"verify"}""");
        Assert.AreEqual("a.example", ((VerifyRequest)parsed.Request!).Device);
    }

    [TestMethod]
    [DataRow("", ErrorCodes.InvalidMessage, null)]
    [DataRow("null", ErrorCodes.InvalidMessage, null)]
    [DataRow("[]", ErrorCodes.InvalidMessage, null)]
    [DataRow("\"hello\"", ErrorCodes.InvalidMessage, null)]
    [DataRow("{", ErrorCodes.InvalidMessage, null)]
    [DataRow("{}", ErrorCodes.InvalidMessage, null)]
    [DataRow("""{"id":5}""", ErrorCodes.InvalidMessage, 5)]
    [DataRow("""{"id":5,"type":"watch","extra":1}""", ErrorCodes.InvalidMessage, 5)]
    [DataRow("""{"id":5,"type":"verify"}""", ErrorCodes.InvalidMessage, 5)]
    [DataRow("""{"id":5,"type":"verify","device":null}""", ErrorCodes.InvalidMessage, 5)]
    [DataRow("""{"id":5,"type":"verify","device":"a","device":"b"}""", ErrorCodes.InvalidMessage, 5)]
    [DataRow("""{"id":5,"type":"verify","device":"\ud800"}""", ErrorCodes.InvalidMessage, 5)]
    [DataRow("""{"id":5,"id":6,"type":"watch"}""", ErrorCodes.InvalidMessage, 5)]
    [DataRow("""{"id":"5","type":"watch"}""", ErrorCodes.InvalidMessage, null)]
    [DataRow("""{"id":5.5,"type":"watch"}""", ErrorCodes.InvalidMessage, null)]
    [DataRow("""{"id":4294967296,"type":"watch"}""", ErrorCodes.InvalidMessage, null)]
    [DataRow("""{"id":5,"type":7}""", ErrorCodes.InvalidMessage, 5)]
    [DataRow("""{"id":5,"type":"watch"} x""", ErrorCodes.InvalidMessage, 5)]
    [DataRow("""{"id":5,"type":"Watch"}""", ErrorCodes.UnknownType, 5)]
    [DataRow("""{"id":5,"type":"welcome"}""", ErrorCodes.UnknownType, 5)]
    [DataRow("""{"type":"reboot","id":5,"now":true}""", ErrorCodes.UnknownType, 5)]
    public void Parse_NotARequest_IsACodedErrorWithTheId(string json, string code, int? id)
    {
        var parsed = Parse(json);
        Assert.IsNull(parsed.Request);
        Assert.AreEqual(code, parsed.Error!.Code);
        Assert.AreEqual(id, parsed.Error.Id);
    }

    [TestMethod]
    public void Parse_NotUtf8_IsInvalid()
    {
        var parsed = MessageParser.Parse([.. """{"id":5,"type":"verify","device":"""u8, (byte)'"', 0xff, 0xfe, (byte)'"', (byte)'}']);
        Assert.AreEqual(ErrorCodes.InvalidMessage, parsed.Error!.Code);
    }

    [TestMethod]
    public void Parse_VeryDeep_IsInvalid()
    {
        var parsed = Parse($$"""{"id":5,"type":{{new string('[', 100_000)}}""");
        Assert.AreEqual(ErrorCodes.InvalidMessage, parsed.Error!.Code);
    }

    private static ParsedMessage Parse(string json) => MessageParser.Parse(Encoding.UTF8.GetBytes(json));
}
