namespace LocalHttps.Identity;

/// <summary>A device the person confirmed, as the trust store holds it.</summary>
public sealed record TrustEntry
{
    /// <summary>The public name, a lower-case A-label name; the key of the store.</summary>
    public required string Cname { get; init; }

    /// <summary>The DeviceName the person knows it by.</summary>
    public required string Name { get; init; }

    /// <summary>The pinned key: SHA-256 of the SPKI, lower-case hexadecimal.</summary>
    public required string SpkiSha256 { get; init; }

    /// <summary>How the person came to trust it.</summary>
    public required TrustMethod Method { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The weaknesses the person accepted for this device.</summary>
    public required IReadOnlyList<Weakness> Accepted { get; init; }
}

/// <summary>How a device came to be trusted.</summary>
public enum TrustMethod
{
    /// <summary>The person said "this is mine".</summary>
    Confirmed,

    /// <summary>The device proved its pairing PIN.</summary>
    Paired,
}

/// <summary>A weakness a person may accept for one device.</summary>
public enum Weakness
{
    /// <summary>The validity span is over the short-term cap.</summary>
    LongLived,

    /// <summary>A wildcard or several names in the certificate.</summary>
    SharedName,
}
