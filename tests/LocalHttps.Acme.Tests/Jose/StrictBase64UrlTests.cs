using CsCheck;

namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class StrictBase64UrlTests
{
    [TestMethod]
    [DataRow("", "")]
    [DataRow("AA", "00")]
    [DataRow("_-8", "FFEF")]
    [DataRow("A-z_", "03ECFF")]
    public void Text_OfTheAlphabet_IsRead(string text, string bytes)
    {
        Assert.IsTrue(StrictBase64Url.TryDecode(text, out var read));
        Assert.AreEqual(bytes, Convert.ToHexString(read));
    }

    [TestMethod]
    [DataRow("AA==")]
    [DataRow("AA=")]
    [DataRow("A A")]
    [DataRow("AA\n")]
    [DataRow(" AA")]
    [DataRow("A")]
    [DataRow("AAAAA")]
    [DataRow("AB")]
    [DataRow("AAB")]
    [DataRow("+/8")]
    [DataRow("AÄ")]
    [DataRow(null)]
    public void Text_WrittenInAnotherWay_IsRefused(string? text) => Assert.IsFalse(StrictBase64Url.TryDecode(text, out _));

    [TestMethod]
    public void Bytes_Any_ComeBackFromTheirOneText() => Gen.Byte.Array[0, 70].Sample(bytes =>
        StrictBase64Url.TryDecode(StrictBase64Url.Encode(bytes), out var again) && again.AsSpan().SequenceEqual(bytes));

    [TestMethod]
    public void Text_Any_IsRefusedOrWrittenAgainTheSame() => Gen.String[Gen.Char["ABCDwxyz0189-_=+/ "], 0, 12].Sample(text =>
        !StrictBase64Url.TryDecode(text, out var bytes) || StrictBase64Url.Encode(bytes) == text);
}
