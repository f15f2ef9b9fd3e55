namespace LocalHttps.Mdns;

/// <summary>Record types the engine knows; any other number is skipped.</summary>
public enum DnsRecordType
{
    /// <summary>No type; never on the wire.</summary>
    None = 0,

    /// <summary>IPv4 address (RFC 1035).</summary>
    A = 1,

    /// <summary>Alias (RFC 1035).</summary>
    Cname = 5,

    /// <summary>Pointer (RFC 1035).</summary>
#pragma warning disable CA1720 // The name the type has in every DNS text.
    Ptr = 12,
#pragma warning restore CA1720

    /// <summary>Strings (RFC 1035, RFC 6763 §6).</summary>
    Txt = 16,

    /// <summary>IPv6 address (RFC 3596).</summary>
    Aaaa = 28,

    /// <summary>Service location (RFC 2782).</summary>
    Srv = 33,

    /// <summary>What does not exist (RFC 6762 §6.1).</summary>
    Nsec = 47,

    /// <summary>A question for records of every type.</summary>
    Any = 255,
}
