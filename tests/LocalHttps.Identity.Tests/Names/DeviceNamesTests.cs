using System.Globalization;
using CsCheck;
using LocalHttps.Mdns;

namespace LocalHttps.Identity.Tests;

[TestClass]
public sealed class DeviceNamesTests
{
    [TestMethod]
    [DataRow("IoTD-1000A", "IoTD-1000A")]
    [DataRow("Müller's \"Lamp\" v1.0 <b>&amp;", "Müller's \"Lamp\" v1.0 <b>&amp;")]
    [DataRow("  Kitchen \t lamp\n", "Kitchen lamp")]
    [DataRow("a\u00A0\u2003b", "a b")]
    [DataRow("a\u2028b\u2029c", "a b c")]
    [DataRow("", DeviceNames.Unnamed)]
    [DataRow(" \u200B\u202E ", DeviceNames.Unnamed)]
    [DataRow("\u3164\u115F\uFFA0\u2800", DeviceNames.Unnamed, DisplayName = "characters that draw nothing")]
    [DataRow("dev\0ice", "dev\uFFFDice")]
    [DataRow("\u001b[31mred", "\uFFFD[31mred")]
    [DataRow("dev\u00ADice", "device")]
    [DataRow("\u202Egnp.retnirp", "gnp.retnirp")]
    [DataRow("\u2066a\u2069\u200E\u200F\u061C", "a")]
    [DataRow("a\uE000b\uFFFFc\U000E0001", "a\uFFFDb\uFFFDc")]
    [DataRow("مدفأة", "مدفأة")]
    [DataRow("מדפסת 2", "מדפסת 2")]
    [DataRow("می\u200Cخواهم", "می\u200Cخواهم", DisplayName = "Persian with its non-joiner")]
    [DataRow("क्\u200Dष", "क्\u200Dष", DisplayName = "Hindi with its joiner")]
    [DataRow("ab\u200Dcd\u200C", "abcd", DisplayName = "joiners that join nothing")]
    [DataRow("👨\u200D👩\u200D👧 home", "👨\u200D👩\u200D👧 home")]
    [DataRow("🏳\uFE0F\u200D🌈", "🏳\uFE0F\u200D🌈")]
    [DataRow("👩🏽\u200D🚒", "👩🏽\u200D🚒")]
    [DataRow("❤\uFE0F 1\uFE0F\u20E3", "❤\uFE0F 1\uFE0F\u20E3")]
    [DataRow("🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", DisplayName = "flag of England")]
    [DataRow("a\U000E0067\U000E0062b", "ab", DisplayName = "tags without a flag")]
    [DataRow("a\uFE0Fb\uFE00", "ab", DisplayName = "selectors that select nothing")]
    [DataRow("\u0301a", "a", DisplayName = "mark without a letter")]
    [DataRow("a\u0301\u0302\u0303\u0304\u0305\u0306\u0307", "a\u0301\u0302\u0303\u0304", DisplayName = "a pile of marks")]
    public void MakeSafe_Text_IsFitToShow(string text, string expected) => Assert.AreEqual(expected, DeviceNames.MakeSafe(text));

    [TestMethod]
    public void MakeSafe_HalfASurrogatePair_IsShownAsSuch()
    {
        Assert.AreEqual("a\uFFFDb", DeviceNames.MakeSafe("a\uD800b"));
        Assert.IsFalse(DeviceNames.TryAccept("a\uD800b", out _));
    }

    [TestMethod]
    public void MakeSafe_LongText_IsCutBetweenWhatPeopleTakeForLetters()
    {
        const string Family = "👨\u200D👩\u200D👧";
        Assert.AreEqual(new string('a', 63), DeviceNames.MakeSafe(new string('a', 64)));
        Assert.AreEqual(new string('a', 60), DeviceNames.MakeSafe(new string('a', 60) + Family));
        Assert.AreEqual(new string('a', 62), DeviceNames.MakeSafe(new string('a', 62) + "e\u0301"));
        Assert.AreEqual(new string('a', 62), DeviceNames.MakeSafe(new string('a', 62) + " b"));
        Assert.IsLessThanOrEqualTo(63, DeviceNames.MakeSafe(string.Concat(Enumerable.Repeat("👨\u200D", 60))).Length);
    }

    [TestMethod]
    public void FromInstance_MalformedUtf8_IsShownAsSuch()
    {
        var name = DnsName.FromLabels([[0x4C, 0xFF, 0xFE, 0x4C], "_https"u8.ToArray(), "_tcp"u8.ToArray(), "local"u8.ToArray()]);
        Assert.AreEqual("L\uFFFD\uFFFDL", DeviceNames.FromInstance(Announce.Instance("x") with { Name = name }));
    }

    [TestMethod]
    public void FromInstance_LabelWithDots_KeepsThem() =>
        Assert.AreEqual("Lamp v1.0 (kitchen)", DeviceNames.FromInstance(Announce.Instance(@"Lamp v1.0 (kitchen)")));

    [TestMethod]
    [DataRow("Lamp", "Lamp")]
    [DataRow("  Lamp ", "Lamp")]
    [DataRow("💡 Küche", "💡 Küche")]
    [DataRow("a.b", "a.b")]
    public void TryAccept_GoodName_IsTakenTrimmed(string given, string expected)
    {
        Assert.IsTrue(DeviceNames.TryAccept(given, out var name));
        Assert.AreEqual(expected, name);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("  ")]
    [DataRow("a\nb")]
    [DataRow("a\0")]
    [DataRow("\u202Eabc")]
    [DataRow("a\u200Bb")]
    [DataRow("a  b")]
    [DataRow("\u3164")]
    public void TryAccept_NameThatCannotBeShownAsGiven_IsRefused(string? given)
    {
        Assert.IsFalse(DeviceNames.TryAccept(given, out var name));
        Assert.IsNull(name);
    }

    [TestMethod]
    public void TryAccept_Length_IsBounded()
    {
        Assert.IsTrue(DeviceNames.TryAccept(new string('a', 63), out _));
        Assert.IsFalse(DeviceNames.TryAccept(new string('a', 64), out _));
    }

    [TestMethod]
    public void MakeSafe_AnyText_IsBoundedVisibleAndStable() => Gen.Char.Array[0, 80].Sample(
        characters =>
        {
            var safe = DeviceNames.MakeSafe(new string(characters));
            return safe.Length is > 0 and <= DeviceNames.MaximumLength
                && safe == DeviceNames.MakeSafe(safe)
                && DeviceNames.TryAccept(safe, out _)
                && safe.EnumerateRunes().All(rune => System.Text.Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.PrivateUse
                    or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator))
                && !safe.AsSpan().ContainsAny("\u202E\u202D\u2066\u200B");
        },
        iter: 20_000,
        threads: 2);
}
