namespace LocalHttps.Identity.Tests;

[TestClass]
public sealed class NameSkeletonTests
{
    [TestMethod]
    [DataRow("Kitchen lamp", "kitchen LAMP", DisplayName = "case")]
    [DataRow("Kitchen lamp", "Kitchenlamp", DisplayName = "space")]
    [DataRow("Kitchen lamp", "Kitchen\u00A0lamp", DisplayName = "no-break space")]
    [DataRow("Kitchen lamp", "Kit\u200Bchen lamp", DisplayName = "zero-width space")]
    [DataRow("Kitchen lamp", "Kit\u00ADchen lamp", DisplayName = "soft hyphen")]
    [DataRow("Kitchen lamp", "\u202EKitchen lamp\u202C", DisplayName = "bidi override")]
    [DataRow("Kitchen lamp", "Kitсhеn lаmр", DisplayName = "Cyrillic letters")]
    [DataRow("Kitchen lamp", "Ⲕitchen lamp", DisplayName = "Coptic capital")]
    [DataRow("Kitchen lamp", "Κitchen lamp", DisplayName = "Greek capital")]
    [DataRow("Kitchen lamp", "𝐊𝐢𝐭𝐜𝐡𝐞𝐧 𝐥𝐚𝐦𝐩", DisplayName = "mathematical letters")]
    [DataRow("Kitchen lamp", "Ｋｉｔｃｈｅｎ ｌａｍｐ", DisplayName = "full width")]
    [DataRow("Printer", "PRlNTER", DisplayName = "small l for capital I")]
    [DataRow("printer", "pr1nter", DisplayName = "digit one")]
    [DataRow("modem", "rnodern", DisplayName = "r n for m")]
    [DataRow("IoTD-1000A", "IoTD-IOOOA", DisplayName = "letters for digits")]
    [DataRow("IoTD-1000A", "loTD‐1000A", DisplayName = "another hyphen")]
    [DataRow("IoTD-1000A", "IoTD－1000A", DisplayName = "full-width hyphen")]
    [DataRow("IoTD-1000A", "IoTD﹣1000A", DisplayName = "small hyphen")]
    [DataRow("IoTD-1000A", "IoTD–1000A", DisplayName = "en dash")]
    [DataRow("IoTD-1000A", "IoTD—1000A", DisplayName = "em dash")]
    [DataRow("IoTD-1000A", "IoTDー1000A", DisplayName = "Japanese length mark")]
    [DataRow("Lamp, left", "Lamp﹐left", DisplayName = "small comma")]
    [DataRow("Büro", "Bu\u0308ro", DisplayName = "decomposed")]
    [DataRow("Büro", "BÜRO", DisplayName = "case beyond ASCII")]
    [DataRow("Straße", "STRASSE", DisplayName = "sharp s")]
    [DataRow("한국 카메라", "한국 카메라", DisplayName = "Hangul in letters")]
    [DataRow("ﷺ", "صلى الله عليه وسلم", DisplayName = "Arabic ligature, the longest prototype")]
    public void Of_NamesThatLookTheSame_AreEqual(string one, string other) =>
        Assert.AreEqual(NameSkeleton.Of(one), NameSkeleton.Of(other));

    [TestMethod]
    [DataRow("Kitchen lamp", "Kitchen lamp 2")]
    [DataRow("Büro", "Buro")]
    [DataRow("IoTD-1000A", "IoTD-1000B")]
    [DataRow("打印机", "相机")]
    [DataRow("💡", "🖨")]
    [DataRow("a", "")]
    public void Of_NamesThatDiffer_Differ(string one, string other) =>
        Assert.AreNotEqual(NameSkeleton.Of(one), NameSkeleton.Of(other));

    [TestMethod]
    [DataRow("\u1E14", "E\u0304\u0300")]
    [DataRow("q\u0323\u0307", "q\u0323\u0307")]
    [DataRow("q\u0307\u0323", "q\u0323\u0307")]
    [DataRow("\uAC01", "\u1100\u1161\u11A8")]
    [DataRow("\uD7A3", "\u1112\u1175\u11C2")]
    [DataRow("\u0344", "\u0308\u0301")]
    [DataRow("\u212B", "A\u030A")]
    [DataRow("\U0001D160", "\U0001D158\U0001D165\U0001D16E")]
    [DataRow("\u0F73", "\u0F71\u0F72")]
    public void Decompose_Text_IsNormalizationFormD(string text, string expected) =>
        Assert.AreEqual(expected, CanonicalForm.Decompose(text));

    [TestMethod]
    public void Of_AnyName_IsStable()
    {
        foreach (var value in Enumerable.Range(0, 0x30000).Where(System.Text.Rune.IsValid))
        {
            var skeleton = NameSkeleton.Of(char.ConvertFromUtf32(value));
            Assert.AreEqual(skeleton, NameSkeleton.Of(skeleton), $"U+{value:X}");
        }
    }
}
