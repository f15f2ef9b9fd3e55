using System.Text.Json;

namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class Rfc3339ConverterTests
{
    [TestMethod]
    [DataRow("2019-01-10T00:00:00Z", "2019-01-10T00:00:00Z")]
    [DataRow("2019-01-10t02:00:00.5+02:00", "2019-01-10T00:00:00Z")]
    public void Time_WithOffset_IsWrittenInUtc(string text, string written)
    {
        var renewal = JsonSerializer.Deserialize($$"""{"end-date":"{{text}}","lifetime":1}""", AcmeJson.Default.AutoRenewal)!;

        Assert.Contains($"\"end-date\":\"{written}\"", JsonSerializer.Serialize(renewal, AcmeJson.Default.AutoRenewal));
    }

    [TestMethod]
    [DataRow("2019-01-10T00:00:00")]
    [DataRow("2019-01-10")]
    [DataRow("tomorrow")]
    [DataRow("")]
    public void Time_WithoutOffset_IsRefused(string text) =>
        Assert.ThrowsExactly<JsonException>(() => JsonSerializer.Deserialize($$"""{"end-date":"{{text}}","lifetime":1}""", AcmeJson.Default.AutoRenewal));
}
