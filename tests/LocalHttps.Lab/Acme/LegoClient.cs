namespace LocalHttps.Lab;

/// <summary>Debian's lego, with its provider for RFC 2136.</summary>
/// <param name="folder">Its own.</param>
/// <param name="server">Whom it asks.</param>
public sealed class LegoClient(string folder, AcmeAccess server) : IAcmeProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public Task<CommandResult> ObtainAsync(string name, Proof proof) => RunAsync(name, proof, "run");

    /// <inheritdoc/>
    public Task<CommandResult> RenewAsync(string name, Proof proof) => RunAsync(name, proof, "renew", "--days", "9999", "--no-random-sleep");

    /// <inheritdoc/>
    public Task<CommandResult> RevokeAsync(string name) => RunAsync(name, null, "revoke", "--keep");

    /// <inheritdoc/>
    public string? CertificateOf(string name)
    {
        var file = Path.Combine(folder, "certificates", $"{name}.crt");
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    private Task<CommandResult> RunAsync(string name, Proof? proof, params IReadOnlyList<string> verb)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LEGO_CA_CERTIFICATES"] = server.RootFile };
        if (proof is Proof.Dns dns)
        {
            environment["RFC2136_NAMESERVER"] = dns.Server.EndPoint.ToString();
            environment["RFC2136_TSIG_KEY"] = $"{dns.Server.Key.Name}.";
            environment["RFC2136_TSIG_SECRET"] = dns.Server.Key.Secret;
            environment["RFC2136_TSIG_ALGORITHM"] = $"{dns.Server.Key.Algorithm}.";
            environment["RFC2136_POLLING_INTERVAL"] = "1";
        }
        return Command.RunAsync(
            [
                "lego", "--accept-tos", "--email", "lab@example.org", "--path", folder, "--server", server.Directory.AbsoluteUri, "--domains", name,
                .. server.Binding is { } binding ? new[] { "--eab", "--kid", binding.KeyId, "--hmac", binding.MacKey } : [],
                .. Solver(proof), .. verb,
            ],
            environment,
            Limit);
    }

    private static string[] Solver(Proof? proof) => proof switch
    {
        Proof.Dns dns => ["--dns", "rfc2136", "--dns.disable-cp", "--dns.resolvers", dns.Server.EndPoint.ToString()],
        Proof.Http http => ["--http", "--http.port", $"{http.Address}:80"],
        _ => [],
    };
}
