namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class DnsNameTests
{
    [TestMethod]
    [DataRow("device.local", "DEVICE.local", true)]
    [DataRow("device.local", "device.local.", true)]
    [DataRow("device.local", "dev\u00adice.local", false)]
    [DataRow("device.local", @"dev\000ice.local", false)]
    [DataRow("ä.local", "Ä.local", false)]
    [DataRow(@"a\.b.local", "a.b.local", false)]
    public void Equality_FoldsOnlyAscii(string first, string second, bool equal)
    {
        Assert.AreEqual(equal, DnsName.Parse(first).Equals(DnsName.Parse(second)));
        Assert.AreEqual(equal, DnsName.Parse(first) == DnsName.Parse(second));
        Assert.AreEqual(!equal, DnsName.Parse(first) != DnsName.Parse(second));
        Assert.IsTrue(!equal || DnsName.Parse(first).GetHashCode() == DnsName.Parse(second).GetHashCode());
    }

    [TestMethod]
    [DataRow("a..b")]
    [DataRow(".a")]
    [DataRow("..")]
    [DataRow(@"a\")]
    [DataRow(@"a\999")]
    [DataRow(@"a\12x")]
    [DataRow("a123456789012345678901234567890123456789012345678901234567890123")]
    public void Parse_NotAName_Throws(string text) => Assert.ThrowsExactly<FormatException>(() => DnsName.Parse(text));

    [TestMethod]
    public void Parse_Over255Bytes_Throws()
    {
        Assert.HasCount(127, DnsName.Parse(string.Join('.', Enumerable.Repeat("a", 127))).Labels);
        Assert.ThrowsExactly<FormatException>(() => DnsName.Parse(string.Join('.', Enumerable.Repeat("a", 128))));
    }

    [TestMethod]
    [DataRow("x._https._tcp.local", "_https._tcp.LOCAL", true)]
    [DataRow("_https._tcp.local", "_https._tcp.local", false)]
    [DataRow("evil_https._tcp.local", "_https._tcp.local", false)]
    [DataRow("x.local", "", true)]
    public void IsUnder_ComparesWholeLabels(string name, string parent, bool under) =>
        Assert.AreEqual(under, DnsName.Parse(name).IsUnder(DnsName.Parse(parent)));

    [TestMethod]
    public void ToString_OddInstanceName_ReadsBack()
    {
        var name = DnsName.Local.Prepend("Kaffee \"☕\".机\\ \u202e"u8);
        Assert.AreEqual(name, DnsName.Parse(name.ToString()));
        Assert.IsTrue(name.ToString().All(char.IsAscii));
    }
}
