using LocalHttps.Mdns;

namespace LocalHttps.Identity.Tests;

[TestClass]
public sealed class PublicNameTests
{
    [TestMethod]
    [DataRow("13ab-7c34-23be-device.example.com", "13ab-7c34-23be-device.example.com")]
    [DataRow("Device.EXAMPLE.com.", "device.example.com")]
    [DataRow("bücher.example.com", "xn--bcher-kva.example.com")]
    [DataRow("BÜCHER.example.com", "xn--bcher-kva.example.com")]
    [DataRow("XN--BCHER-KVA.example.com", "xn--bcher-kva.example.com")]
    [DataRow("device.home.localhost", "device.home.localhost")]
    [DataRow("device.localhost", "device.localhost")]
    [DataRow("a.test", "a.test")]
    [DataRow("device.duckdns.org", "device.duckdns.org")]
    [DataRow("city.kawasaki.jp", "city.kawasaki.jp")]
    [DataRow("a.local.example.com", "a.local.example.com")]
    public void TryParse_PublicName_IsLowerCaseALabels(string text, string expected)
    {
        Assert.IsTrue(PublicName.TryParse(text, out var cname));
        Assert.AreEqual(expected, cname);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow(".")]
    [DataRow("..")]
    [DataRow("device")]
    [DataRow("device.")]
    [DataRow("localhost")]
    [DataRow("device.local")]
    [DataRow("device.LOCAL.")]
    [DataRow("local")]
    [DataRow("192.168.1.63")]
    [DataRow("192.168.1.63.")]
    [DataRow("device.1")]
    [DataRow("device.0x7f")]
    [DataRow("device.0x")]
    [DataRow("::1")]
    [DataRow("[::1]")]
    [DataRow("fe80::1%eth0")]
    [DataRow("com")]
    [DataRow("co.uk")]
    [DataRow("github.io")]
    [DataRow("test.kawasaki.jp")]
    [DataRow("a.ck")]
    [DataRow("a_b.example.com")]
    [DataRow("-a.example.com")]
    [DataRow("a-.example.com")]
    [DataRow("a..example.com")]
    [DataRow(".example.com")]
    [DataRow("a b.example.com")]
    [DataRow("a\0b.example.com")]
    [DataRow("*.example.com")]
    [DataRow("dev\u00ADice.example.com")]
    [DataRow("dev\u200Dice.example.com")]
    [DataRow("device\u3002example\u3002com")]
    [DataRow("💡.example.com")]
    [DataRow("xn--a.example.com")]
    [DataRow("xn--.example.com")]
    [DataRow("https://device.example.com")]
    [DataRow("device.example.com:443")]
    [DataRow("a@device.example.com")]
    public void TryParse_AnythingElse_IsRefused(string? text)
    {
        Assert.IsFalse(PublicName.TryParse(text, out var cname));
        Assert.IsNull(cname);
    }

    [TestMethod]
    public void TryParse_LongestName_IsTakenAndOneMoreIsNot()
    {
        var label = new string('a', 63);
        var longest = $"{label}.{label}.{label}.{new string('a', 56)}.test";
        Assert.AreEqual(253, longest.Length);
        Assert.IsTrue(PublicName.TryParse(longest, out _));
        Assert.IsTrue(PublicName.TryParse(longest + ".", out _));
        Assert.IsFalse(PublicName.TryParse("a" + longest, out _));
        Assert.IsFalse(PublicName.TryParse($"{label}a.test", out _));
    }

    [TestMethod]
    public void TryParse_UnicodeSuffix_IsKnown()
    {
        Assert.IsFalse(PublicName.TryParse("公司.cn", out _));
        Assert.IsTrue(PublicName.TryParse("a.公司.cn", out var cname));
        Assert.AreEqual("a.xn--55qx5d.cn", cname);
    }

    [TestMethod]
    public void TryFrom_LabelWithDot_IsRefused()
    {
        Assert.IsFalse(PublicName.TryFrom(DnsName.Parse(@"a\.b.example.com"), out _));
        Assert.IsFalse(PublicName.TryFrom(DnsName.FromLabels([[0xFF, 0xFE], "example"u8.ToArray(), "com"u8.ToArray()]), out _));
        Assert.IsTrue(PublicName.TryFrom(DnsName.Parse("Bücher.Example.com"), out var cname));
        Assert.AreEqual("xn--bcher-kva.example.com", cname);
    }
}
