namespace LocalHttps.EndToEnd.Pages;

/// <summary>A row of the picker's list as it is painted.</summary>
internal sealed record RowSeen(
    string Key, string Name, string Line, string Group, string State, string Tone, string Reason, bool Checking, bool Gone, string Action)
{
    /// <summary>Whether a check has decided what is shown; a device's address may come a moment after its name.</summary>
    public bool IsSettled => !Gone && !Checking && Reason is not ("" or "not-checked-yet" or "no-address");

    /// <summary>Whether the person sees it as green.</summary>
    public bool IsGreen => State == "verified" || Tone == "green";
}
