using LocalHttps.Host.Text;

namespace LocalHttps.Host.Tests.Text;

[TestClass]
public sealed class TextTableTests
{
    [TestMethod]
    public void Lines_WideCombinedAndHostileText_StayAligned()
    {
        var table = new TextTable("NAME", "PLACE");
        table.Add([new("Drucker"), new("a")], "It is fine.");
        table.Add([new("プリンタ 🖨️"), new("b")]);
        table.Add([new("e\u0301cran\u200D"), new("c")]);
        table.Add([new("x\u001b[31m\n\u202Ey\u0085"), new("d")]);
        table.Add([new("مطبخ"), new("e")]);
        Assert.AreEqual(
            """
            NAME         PLACE
            Drucker      a
                         It is fine.
            プリンタ 🖨️  b
            écran‍        c
            x�[31m��y�   d
            ⁨مطبخ⁩         e
            """.ReplaceLineEndings("\n").Replace("écran", "e\u0301cran", StringComparison.Ordinal),
            string.Join('\n', table.Lines()));
    }

    [TestMethod]
    public void Lines_Coloured_AlignByWhatIsSeen()
    {
        var table = new TextTable("A", "B");
        table.Add([new("one", text => $"<{text}>"), new("x")]);
        Assert.AreEqual("<one>  x", table.Lines().Last());
    }

    [TestMethod]
    [DataRow("abc", 3)]
    [DataRow("", 0)]
    [DataRow("日本", 4)]
    [DataRow("👩‍👩‍👧", 2)]
    [DataRow("🇩🇪", 2)]
    [DataRow("☀️", 2)]
    [DataRow("a\u0301\u0302", 1)]
    [DataRow("한글", 4)]
    [DataRow("ﷺ", 1)]
    public void CellWidth_Of_CountsColumns(string text, int width) => Assert.AreEqual(width, CellWidth.Of(text));

    [TestMethod]
    [DataRow("Drucker", 7, "Drucker")]
    [DataRow("Drucker", 5, "Druc…")]
    [DataRow("日本語", 5, "日本…")]
    [DataRow("日本語", 4, "日…")]
    public void CellWidth_Cut_KeepsWholeLetters(string text, int width, string expected) => Assert.AreEqual(expected, CellWidth.Cut(text, width));

    [TestMethod]
    public void Shown_LongText_IsCut() => Assert.AreEqual("\"" + new string('a', 60) + "…\"", Shown.Quoted(new string('a', 500)));

    [TestMethod]
    public void Shown_LoneSurrogate_IsReplaced() => Assert.AreEqual("a\uFFFDb", Shown.OnOneLine("a\ud800b"));
}
