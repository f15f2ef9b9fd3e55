namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class TxtStringsTests
{
    private static readonly TxtStrings Text = TxtStrings.FromText("=no key", "Paper=größe=A4", "paper=A5", "duplex", "note=");

    [TestMethod]
    [DataRow("paper", "größe=A4")]
    [DataRow("PAPER", "größe=A4")]
    [DataRow("duplex", "")]
    [DataRow("note", "")]
    [DataRow("pape", null)]
    [DataRow("", null)]
    public void FindText_AnyKey_IsTheFirstStringsValue(string key, string? expected) => Assert.AreEqual(expected, Text.FindText(key));

    [TestMethod]
    public void FindText_ValueIsNoUtf8_HasReplacementCharacters() => Assert.AreEqual("\uFFFDx", new TxtStrings([[.. "k="u8, 0xFF, (byte)'x']]).FindText("k"));
}
