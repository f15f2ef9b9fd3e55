using System.Text;

namespace LocalHttps.Identity;

/// <summary>Normalization form D (UAX #15), which the platform does not offer under invariant globalization.</summary>
internal static class CanonicalForm
{
    // The Unicode Standard §3.12, conjoining jamo behaviour.
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TrailBase = 0x11A7;
    private const int VowelCount = 21;
    private const int TrailCount = 28;
    private const int SyllableCount = 19 * VowelCount * TrailCount;

    /// <summary>Decomposes <paramref name="text"/> and puts its combining marks in canonical order.</summary>
    public static string Decompose(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var runes = new List<Rune>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value - SyllableBase is >= 0 and < SyllableCount)
                AddSyllable(runes, rune.Value - SyllableBase);
            else if (SkeletonData.Decomposition(rune) is { } parts)
                runes.AddRange(parts.EnumerateRunes());
            else
                runes.Add(rune);
        }
        return Ordered(runes);
    }

    private static void AddSyllable(List<Rune> runes, int index)
    {
        runes.Add(new Rune(LeadBase + (index / (VowelCount * TrailCount))));
        runes.Add(new Rune(VowelBase + (index % (VowelCount * TrailCount) / TrailCount)));
        if (index % TrailCount > 0)
            runes.Add(new Rune(TrailBase + (index % TrailCount)));
    }

    private static string Ordered(List<Rune> runes)
    {
        var text = new StringBuilder(runes.Count);
        for (var start = 0; start < runes.Count;)
        {
            var end = start + 1;
            if (SkeletonData.CombiningClass(runes[start]) > 0)
            {
                while (end < runes.Count && SkeletonData.CombiningClass(runes[end]) > 0)
                    end++;
            }
            // OrderBy is stable, as canonical ordering must be.
            foreach (var rune in runes[start..end].OrderBy(SkeletonData.CombiningClass))
                _ = text.Append(rune.ToString());
            start = end;
        }
        return text.ToString();
    }
}
