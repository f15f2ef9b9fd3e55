using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalHttps.Host.Protocol;
using LocalHttps.ProtocolGenerator;

namespace LocalHttps.Host.Tests.Protocol;

[TestClass]
public sealed class ProtocolVectorTests
{
    private static readonly string Folder = Path.Combine(ProtocolFiles.FindRepository(AppContext.BaseDirectory), "tests", "vectors");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Vector_ReadAndWritten_IsUnchanged(string name)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, name + ".json"));
        object message = IsRequest(name)
            ? JsonSerializer.Deserialize(bytes, ProtocolJson.Default.Request)!
            : JsonSerializer.Deserialize(bytes, ProtocolJson.Default.Reply)!;

        var written = message is Request request
            ? JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.Request)
            : JsonSerializer.SerializeToUtf8Bytes((Reply)message, ProtocolJson.Default.Reply);

        Assert.AreEqual(Compact(bytes), Compact(written));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Vector_WithAnUnknownMember_IsRefusedInRequests(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name + ".json")).Replace("\"id\"", "\"extra\": 1, \"id\"", StringComparison.Ordinal);
        if (IsRequest(name))
        {
            Assert.ThrowsExactly<JsonException>(() => JsonSerializer.Deserialize(text, ProtocolJson.Default.Request));
        }
    }

    [TestMethod]
    [DataRow(typeof(Request), "request-")]
    [DataRow(typeof(Reply), "reply-")]
    public void Vectors_OfEachMessage_Exist(Type union, string prefix)
    {
        foreach (var message in union.GetCustomAttributes<JsonDerivedTypeAttribute>())
        {
            Assert.IsTrue(File.Exists(Path.Combine(Folder, $"{prefix}{message.TypeDiscriminator}" + ".json")), $"No vector for {message.TypeDiscriminator}.");
        }
    }

    private static bool IsRequest(string name) => name.StartsWith("request-", StringComparison.Ordinal);

    private static string Compact(ReadOnlyMemory<byte> json) => JsonSerializer.Serialize(JsonDocument.Parse(json).RootElement);
}
