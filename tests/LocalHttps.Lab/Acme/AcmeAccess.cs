namespace LocalHttps.Lab;

/// <summary>An ACME server as a client is told about it.</summary>
/// <param name="Directory">Its directory's URL.</param>
/// <param name="RootFile">PEM: what its TLS certificate is checked with.</param>
/// <param name="Binding">The external account binding, if it wants one.</param>
public sealed record AcmeAccess(Uri Directory, string RootFile, AccountBinding? Binding);

/// <summary>An external account binding (RFC 8555 §7.3.4).</summary>
/// <param name="KeyId">The key identifier.</param>
/// <param name="MacKey">The MAC key, base64url.</param>
public sealed record AccountBinding(string KeyId, string MacKey)
{
    /// <summary>Reads <c>KEY-ID.MAC-KEY</c>.</summary>
    public static AccountBinding Parse(string token)
    {
        var dot = token.Trim().Split('.');
        return dot.Length == 2 ? new(dot[0], dot[1]) : throw new FormatException("Not KEY-ID.MAC-KEY.");
    }
}

/// <summary>How a client proves its control over a name.</summary>
public abstract record Proof
{
    private Proof()
    {
    }

    /// <summary>dns-01: a TXT record by update (RFC 2136).</summary>
    /// <param name="Server">The zone's server.</param>
    public sealed record Dns(LabDnsServer Server) : Proof;

    /// <summary>http-01: a server of the client's own on port 80.</summary>
    /// <param name="Address">Where it listens; the name has to lead there.</param>
    public sealed record Http(string Address) : Proof;
}

/// <summary>An ACME client that nobody here wrote, with an account and certificates of its own.</summary>
public interface IAcmeProgram
{
    /// <summary>Registers where it has not, and gets a certificate.</summary>
    Task<CommandResult> ObtainAsync(string name, Proof proof);

    /// <summary>Gets another certificate for a name that it has one for, however long that lives.</summary>
    Task<CommandResult> RenewAsync(string name, Proof proof);

    /// <summary>Revokes the certificate of a name.</summary>
    Task<CommandResult> RevokeAsync(string name);

    /// <summary>The certificate that it holds for a name, PEM, leaf first; null: none.</summary>
    string? CertificateOf(string name);
}
