using ARSoft.Tools.Net.Dns;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using static LocalHttps.Star.Tests.Dns.TestZone;

namespace LocalHttps.Star.Tests.Dns;

[TestClass]
public sealed class ZoneTextTests
{
    [TestMethod]
    [DataRow("plain", "plain")]
    [DataRow("\"a b\" c", "a b|c")]
    [DataRow("\"\"", "")]
    [DataRow("\"a \\\"b\\\" \\\\ \\065\"", "a \"b\" \\ A")]
    [DataRow("  one\ttwo ", "one|two")]
    public void Strings_OfAValue_AreRead(string value, string expected) => Assert.AreEqual(expected, string.Join('|', ZoneText.Strings(value)));

    [TestMethod]
    [DataRow("")]
    [DataRow("\"open")]
    [DataRow("back\\")]
    [DataRow("\\300")]
    [DataRow("\\000")]
    [DataRow("ä")]
    [DataRow("a\nb")]
    public void Strings_ThatAreNone_AreRefused(string value) => Assert.ThrowsExactly<FormatException>(() => ZoneText.Strings(value));

    [TestMethod]
    public void Text_OfAnyLength_ComesBackFromItsQuotes()
    {
        var text = string.Concat(Enumerable.Repeat("a\"b\\c ", 100));
        Assert.AreEqual(text, string.Concat(ZoneText.Strings(ZoneText.Quote(text))));
        Assert.AreEqual("", string.Concat(ZoneText.Strings(ZoneText.Quote(""))));
        Assert.ThrowsExactly<FormatException>(() => ZoneText.Strings(new string('x', 256)));
    }

    [TestMethod]
    public void CaaRecord_AsWritten_IsRead()
    {
        var record = (CAARecord)ZoneText.ToWire(Record("x.home.test", ZoneRecordType.Caa, ZoneText.Caa(128, "issue", "ca.example; accounturi=https://ca.example/\"1\"")));
        Assert.AreEqual(128, record.Flags);
        Assert.AreEqual("issue", record.Tag);
        Assert.AreEqual("ca.example; accounturi=https://ca.example/\"1\"", record.Value);
        Assert.ThrowsExactly<FormatException>(() => ZoneText.ToWire(Record("x.home.test", ZoneRecordType.Caa, "0 issue one two")));
        Assert.ThrowsExactly<FormatException>(() => ZoneText.ToWire(Record("x.home.test", ZoneRecordType.Caa, "256 issue one")));
    }
}
