namespace LocalHttps.EndToEnd.Pages;

/// <summary>A row of the picker's list as it is painted.</summary>
internal sealed record RowSeen(
    string Key, string Name, string Line, string Group, string State, string Tone, string Reason, bool Checking, bool Gone, string Action)
{
    /// <summary>Whether the person sees it as green.</summary>
    public bool IsGreen => State == "verified" || Tone == "green";
}
