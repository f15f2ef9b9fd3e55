namespace LocalHttps.Identity.Tests;

[TestClass]
public sealed class NameMatchTests
{
    [TestMethod]
    [DataRow("a.example.com", NameMatchKind.Exact, "a.example.com")]
    [DataRow("a.example.com", NameMatchKind.Exact, "A.Example.COM")]
    [DataRow("a.example.com", NameMatchKind.Exact, "*.example.com", "b.example.com", "a.example.com")]
    [DataRow("a.example.com", NameMatchKind.Wildcard, "*.example.com")]
    [DataRow("a.example.com", NameMatchKind.Wildcard, "b.example.com", "*.EXAMPLE.com")]
    [DataRow("xn--bcher-kva.example.com", NameMatchKind.Wildcard, "*.example.com")]
    [DataRow("a.example.com", NameMatchKind.None)]
    [DataRow("a.example.com", NameMatchKind.None, "")]
    [DataRow("a.example.com", NameMatchKind.None, "example.com")]
    [DataRow("a.example.com", NameMatchKind.None, "a.example.com.")]
    [DataRow("a.example.com", NameMatchKind.None, " a.example.com")]
    [DataRow("a.example.com", NameMatchKind.None, "a.example.com\0")]
    [DataRow("a.example.com", NameMatchKind.None, "a.example.com.evil.org")]
    [DataRow("a.example.com", NameMatchKind.None, "*")]
    [DataRow("a.example.com", NameMatchKind.None, "*.")]
    [DataRow("a.example.com", NameMatchKind.None, "*.com")]
    [DataRow("a.example.com", NameMatchKind.None, "*.*.com")]
    [DataRow("a.example.com", NameMatchKind.None, "*a.example.com")]
    [DataRow("a.example.com", NameMatchKind.None, "a*.example.com")]
    [DataRow("a.example.com", NameMatchKind.None, "a.*.com")]
    [DataRow("a.b.example.com", NameMatchKind.None, "*.example.com")]
    [DataRow("example.com", NameMatchKind.None, "*.example.com")]
    [DataRow("a.example.com", NameMatchKind.None, "*.a.example.com")]
    [DataRow("a.example.com", NameMatchKind.None, "ａ.example.com", DisplayName = "full-width letter")]
    [DataRow("kit.example.com", NameMatchKind.None, "\u212Ait.example.com", DisplayName = "Kelvin sign")]
    [DataRow("device.github.io", NameMatchKind.None, "*.github.io", DisplayName = "over a public suffix")]
    [DataRow("device.co.uk", NameMatchKind.None, "*.co.uk", DisplayName = "over a country's suffix")]
    [DataRow("a.device.github.io", NameMatchKind.Wildcard, "*.device.github.io")]
    public void Match_NamesAsServed_Are(string cname, NameMatchKind expected, params string[] names) =>
        Assert.AreEqual(expected, NameMatch.Match(cname, names));

    [TestMethod]
    [DataRow(false)]
    [DataRow(false, "a.example.com")]
    [DataRow(false, "a.example.com", "A.example.com")]
    [DataRow(true, "a.example.com", "b.example.com")]
    [DataRow(true, "a.example.com", "a.example.com", "*.example.com")]
    public void HasSeveralNames_Names_CountsEqualOnesOnce(bool expected, params string[] names) =>
        Assert.AreEqual(expected, NameMatch.HasSeveralNames(names));
}
