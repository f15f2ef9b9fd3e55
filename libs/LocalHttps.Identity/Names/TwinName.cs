namespace LocalHttps.Identity;

/// <summary>The names responders make of one that is taken (RFC 6762 §9, RFC 6763 appendix D): <c>Lamp (2)</c>, <c>Lamp #2</c>, <c>Lamp-2</c>.</summary>
internal static class TwinName
{
    private const int MostDigits = 3;

    /// <summary>The name without the number of a twin; null where it has none.</summary>
    public static string? Base(string name)
    {
        var closes = name.EndsWith(')');
        var numbered = closes ? name[..^1] : name;
        var bare = numbered.TrimEnd("0123456789".ToCharArray());
        if (numbered.Length - bare.Length is 0 or > MostDigits)
            return null;
        string[] openings = closes ? [" ("] : [" #", "-"];
        var opening = openings.FirstOrDefault(text => bare.Length > text.Length && bare.EndsWith(text, StringComparison.Ordinal));
        return opening is null ? null : bare[..^opening.Length];
    }
}
