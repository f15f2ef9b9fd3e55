using System.Buffers;
using System.Text;
using System.Text.Json;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Fakes;

namespace LocalHttps.Host.Tests.Messaging;

[TestClass]
public sealed class GreetingTests
{
    private const int Mutations = 30_000;

    [TestMethod]
    [DataRow("""{"type":"hello","id":1,"protocol":{"min":1,"max":1}}""")]
    [DataRow(""" { "protocol" : { "max" : 7 , "min" : -2 } , "id" : 2147483647 , "type" : "hello" } """)]
    [DataRow("""{"t\u0079pe":"h\u0065llo","id":0,"protocol":{"min":0,"max":0}}""")]
    public void Read_Hello_IsWhatTheSerializerReads(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        Assert.AreEqual(JsonSerializer.Deserialize(bytes, ProtocolJson.Default.Request), Greeting.TryRead(bytes));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("""{"type":"watch","id":1}""")]
    [DataRow("""{"type":"hello","id":1}""")]
    [DataRow("""{"type":"hello","protocol":{"min":1,"max":1}}""")]
    [DataRow("""{"id":1,"protocol":{"min":1,"max":1}}""")]
    [DataRow("""{"type":"hello","id":1,"id":1,"protocol":{"min":1,"max":1}}""")]
    [DataRow("""{"type":"hello","type":"hello","id":1,"protocol":{"min":1,"max":1}}""")]
    [DataRow("""{"type":"hello","id":1,"protocol":{"min":1,"max":1},"protocol":{"min":1,"max":1}}""")]
    [DataRow("""{"type":"hello","id":1,"protocol":{"min":1,"max":1,"min":1}}""")]
    [DataRow("""{"type":"hello","id":1,"protocol":{"min":1}}""")]
    [DataRow("""{"type":"hello","id":1,"protocol":null}""")]
    [DataRow("""{"type":"hello","id":1,"protocol":{"min":1,"max":1},"more":0}""")]
    [DataRow("""{"type":"hello","id":1.0,"protocol":{"min":1,"max":1}}""")]
    [DataRow("""{"type":"hello","id":1,"protocol":{"min":1,"max":1}} x""")]
    [DataRow("""{"type":"hello","id":1,"protocol":{"min":1,"max":1}""")]
    public void Read_AnythingElse_IsLeftToTheSerializer(string json) => Assert.IsNull(Greeting.TryRead(Encoding.UTF8.GetBytes(json)));

    [TestMethod]
    public void Read_ManyMutatedMessages_TakesNoneThatTheSerializerRefuses()
    {
        var random = new Random(20261123);
        var taken = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = MutatedMessages.Next(random);
            if (Greeting.TryRead(bytes) is { } hello)
            {
                Assert.AreEqual(JsonSerializer.Deserialize(bytes, ProtocolJson.Default.Request), hello, Encoding.UTF8.GetString(bytes));
                taken++;
            }
        }
        Assert.IsGreaterThan(100, taken);
    }

    [TestMethod]
    public void Write_Welcome_IsWhatTheSerializerWrites()
    {
        var welcome = new WelcomeReply { Id = 7, Version = "1.2.3-größer<\"💡", Protocol = 2, Capabilities = ["route", "ü&"] };
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            Greeting.Write(json, welcome);
        }
        CollectionAssert.AreEqual(JsonSerializer.SerializeToUtf8Bytes(welcome, ProtocolJson.Default.Reply), buffer.WrittenSpan.ToArray());
    }
}
