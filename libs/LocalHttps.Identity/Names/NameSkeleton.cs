using System.Text;

namespace LocalHttps.Identity;

/// <summary>Tells whether two DeviceNames may look the same: their skeletons are equal (UTS #39 §4, with case and spaces besides).</summary>
public static class NameSkeleton
{
    // Folding can bring up a character that is confusable itself and the other way round; the tables settle in two rounds.
    private const int MaximumRounds = 4;

    /// <summary>The skeleton of a name. Meaningful only beside another; never shown.</summary>
    public static string Of(string name)
    {
        var text = name;
        for (var round = 0; round < MaximumRounds; round++)
        {
            var next = CanonicalForm.Decompose(Replace(text, rune => SkeletonData.IsIgnorable(rune) || Rune.IsWhiteSpace(rune) ? "" : null));
            next = CanonicalForm.Decompose(Replace(next, SkeletonData.Prototype));
            next = CanonicalForm.Decompose(Replace(next, SkeletonData.Folding));
            if (next == text)
                break;
            text = next;
        }
        // "I" is confused with "l" and is the capital of "i": with case out of account the three are one.
        return text.Replace('i', 'l');
    }

    private static string Replace(string text, Func<Rune, string?> replacement)
    {
        var replaced = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            _ = replaced.Append(replacement(rune) ?? rune.ToString());
        return replaced.ToString();
    }
}
