using LocalHttps.Acme;

namespace LocalHttps.Star.Accounts;

/// <summary>What a contact must look like (RFC 8555 §7.3).</summary>
internal static class ContactRules
{
    private const int MostContacts = 10;

    private const int LongestContact = 320;

    /// <exception cref="AcmeException">unsupportedContact or invalidContact</exception>
    public static IReadOnlyList<string> Check(IReadOnlyList<string>? contacts)
    {
        if (contacts is null)
            return [];
        if (contacts.Count > MostContacts)
            throw Problems.InvalidContact($"An account may have {MostContacts} contacts.");
        foreach (var contact in contacts)
            Check(contact);
        return [.. contacts];
    }

    private static void Check(string? contact)
    {
        const string scheme = "mailto:";
        if (contact is null || contact.Length > LongestContact || contact.Any(char.IsControl))
            throw Problems.InvalidContact("A contact is empty, too long or holds control characters.");
        if (!contact.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            throw Problems.UnsupportedContact("Contacts must be mailto URLs.");
        // §7.3: neither hfields nor more than one addr-spec.
        var address = contact.AsSpan(scheme.Length);
        var at = address.IndexOf('@');
        if (at < 1 || at != address.LastIndexOf('@') || at == address.Length - 1 || address.IndexOfAny("?,; ") >= 0)
            throw Problems.InvalidContact("A mailto contact must hold one address and nothing else.");
    }
}
