namespace LocalHttps.Acme;

/// <summary>Something of the server's and where it lives.</summary>
/// <param name="Url">As the server wrote it.</param>
/// <param name="Value">As it was when it was asked for.</param>
/// <param name="RetryAfter">When the server said to look again.</param>
public sealed record AcmeResource<T>(Uri Url, T Value, TimeSpan? RetryAfter = null);

/// <summary>What a new account is asked for with (RFC 8555 §7.3).</summary>
public sealed record AcmeRegistration
{
    /// <summary>Contact URLs.</summary>
    public IReadOnlyList<string> Contacts { get; init; } = [];

    /// <summary>Whether the person behind it agreed to the server's terms.</summary>
    public bool TermsOfServiceAgreed { get; init; }

    /// <summary>Find the account of the key and make none (§7.3.1).</summary>
    public bool OnlyReturnExisting { get; init; }

    /// <summary>The key identifier of an external account (§7.3.4), with <see cref="MacKey"/>.</summary>
    public string? KeyId { get; init; }

    /// <summary>The MAC key of an external account. A secret.</summary>
    public ReadOnlyMemory<byte> MacKey { get; init; }
}
