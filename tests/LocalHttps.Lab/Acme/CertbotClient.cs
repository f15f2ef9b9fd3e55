namespace LocalHttps.Lab;

/// <summary>Debian's certbot, with its plugin for RFC 2136.</summary>
/// <param name="folder">Its own.</param>
/// <param name="server">Whom it asks.</param>
public sealed class CertbotClient(string folder, AcmeAccess server) : IAcmeProgram
{
    // Python starts slowly on a busy machine.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private string[] Common =>
    [
        "--non-interactive", "--no-random-sleep-on-renew", "--server", server.Directory.AbsoluteUri,
        "--config-dir", Path.Combine(folder, "config"), "--work-dir", Path.Combine(folder, "work"), "--logs-dir", Path.Combine(folder, "logs"),
    ];

    /// <inheritdoc/>
    public Task<CommandResult> ObtainAsync(string name, Proof proof) => RunAsync(
    [
        "certonly", .. Common, "--agree-tos", "--register-unsafely-without-email", "-d", name,
        .. server.Binding is { } binding ? new[] { "--eab-kid", binding.KeyId, "--eab-hmac-key", binding.MacKey } : [],
        .. Solver(proof),
    ]);

    /// <inheritdoc/>
    public Task<CommandResult> RenewAsync(string name, Proof proof) => RunAsync(["renew", .. Common, "--force-renewal", "--cert-name", name]);

    /// <inheritdoc/>
    public Task<CommandResult> RevokeAsync(string name) => RunAsync(["revoke", .. Common, "--cert-name", name, "--no-delete-after-revoke"]);

    /// <inheritdoc/>
    public string? CertificateOf(string name)
    {
        var file = Path.Combine(folder, "config", "live", name, "fullchain.pem");
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }

    private string[] Solver(Proof proof) => proof switch
    {
        Proof.Dns dns => ["--dns-rfc2136", "--dns-rfc2136-credentials", WriteCredentials(dns.Server), "--dns-rfc2136-propagation-seconds", "0"],
        Proof.Http http => ["--standalone", "--preferred-challenges", "http", "--http-01-address", http.Address, "--http-01-port", "80"],
        _ => throw new ArgumentOutOfRangeException(nameof(proof)),
    };

    private string WriteCredentials(LabDnsServer dns)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "rfc2136.ini");
        File.WriteAllText(file, $"""
            dns_rfc2136_server = {dns.EndPoint.Address}
            dns_rfc2136_port = {dns.EndPoint.Port}
            dns_rfc2136_name = {dns.Key.Name}
            dns_rfc2136_secret = {dns.Key.Secret}
            dns_rfc2136_algorithm = {dns.Key.Algorithm.ToUpperInvariant()}

            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    private async Task<CommandResult> RunAsync(IReadOnlyList<string> arguments)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["REQUESTS_CA_BUNDLE"] = server.RootFile };
        var result = await Command.RunAsync(["certbot", .. arguments], environment, Limit);
        // This version falls over a server's problem document as it is about to print it; its log has it.
        var log = Path.Combine(folder, "logs", "letsencrypt.log");
        return result.ExitCode == 0 || !File.Exists(log) ? result : result with { Error = $"{result.Error}\n{await File.ReadAllTextAsync(log)}" };
    }
}
