using System.Text;

namespace LocalHttps.Identity.Tests;

[TestClass]
public sealed class SortedLinesTests
{
    [TestMethod]
    [DataRow("public-suffixes.txt")]
    [DataRow("skeletons.txt")]
    public void Load_DataFile_IsSortedAndEveryLineIsFound(string resource)
    {
        using var reader = new StreamReader(typeof(PublicName).Assembly.GetManifestResourceStream(resource)!);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).SkipWhile(line => line[0] == '#').ToArray();
        var sorted = SortedLines.Load(resource);

        CollectionAssert.AreEqual(lines.Order(StringComparer.Ordinal).ToArray(), lines);
        Assert.IsGreaterThan(9000, lines.Length);
        foreach (var line in lines)
            Assert.IsTrue(sorted.Contains(Encoding.ASCII.GetBytes(line)), line);
    }

    [TestMethod]
    [DataRow("!")]
    [DataRow("#")]
    [DataRow("c")]
    [DataRow("com.")]
    [DataRow("zzzzzzzz")]
    [DataRow("# Public Suffix List, MPL-2.0; see NOTICE.md")]
    public void Contains_NoLine_IsFalse(string text) =>
        Assert.IsFalse(SortedLines.Load("public-suffixes.txt").Contains(Encoding.ASCII.GetBytes(text)));

    [TestMethod]
    public void Floor_BeforeTheFirst_IsEmpty() => Assert.IsTrue(SortedLines.Load("public-suffixes.txt").Floor(" "u8).IsEmpty);
}
