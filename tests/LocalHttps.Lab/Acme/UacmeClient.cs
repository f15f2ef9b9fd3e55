namespace LocalHttps.Lab;

/// <summary>Debian's uacme, with the lab's hook script.</summary>
/// <param name="folder">Its own.</param>
/// <param name="server">Whom it asks.</param>
public sealed class UacmeClient(string folder, AcmeAccess server) : IAcmeProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ServerLimit = TimeSpan.FromSeconds(20);

    private string[] Common => ["-v", "--yes", "--no-ocsp", "--type", "EC", "--confdir", Path.Combine(folder, "config"), "--acme-url", server.Directory.AbsoluteUri];

    /// <inheritdoc/>
    public async Task<CommandResult> ObtainAsync(string name, Proof proof)
    {
        Directory.CreateDirectory(folder);
        if (!File.Exists(Path.Combine(folder, "config", "private", "key.pem")))
        {
            var made = await RunAsync([.. Common, .. server.Binding is { } binding ? new[] { "--eab", $"{binding.KeyId}:{binding.MacKey}" } : [], "new"], null);
            if (made.ExitCode != 0)
                return made;
        }
        return await IssueAsync(name, proof);
    }

    /// <inheritdoc/>
    public Task<CommandResult> RenewAsync(string name, Proof proof) => IssueAsync(name, proof, "--force");

    /// <inheritdoc/>
    public Task<CommandResult> RevokeAsync(string name) => RunAsync([.. Common, "revoke", CertificateFile(name)], null);

    /// <inheritdoc/>
    public string? CertificateOf(string name) => File.Exists(CertificateFile(name)) ? File.ReadAllText(CertificateFile(name)) : null;

    private string CertificateFile(string name) => Path.Combine(folder, "config", name, "cert.pem");

    private async Task<CommandResult> IssueAsync(string name, Proof proof, params string[] options)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        await using var web = proof is Proof.Http http ? await ServeAsync(http.Address, environment) : null;
        if (proof is Proof.Dns dns)
        {
            var key = Path.Combine(folder, "update.key");
            await File.WriteAllTextAsync(key, $"{dns.Server.Key.Algorithm}:{dns.Server.Key.Name}:{dns.Server.Key.Secret}\n");
            environment["HOOK_KEY"] = key;
            environment["HOOK_SERVER"] = $"{dns.Server.EndPoint.Address}";
            environment["HOOK_PORT"] = $"{dns.Server.EndPoint.Port}";
            environment["HOOK_ZONE"] = dns.Server.Zone;
        }
        return await RunAsync([.. Common, .. options, "--hook", Path.Combine(AppContext.BaseDirectory, "uacme_hook.sh"), "issue", name], environment);
    }

    // uacme serves nothing by itself.
    private async Task<LabChild> ServeAsync(string address, Dictionary<string, string?> environment)
    {
        var root = Path.Combine(folder, "web");
        Directory.CreateDirectory(Path.Combine(root, ".well-known", "acme-challenge"));
        environment["HOOK_WEB"] = root;
        var web = LabChild.Start(Path.Combine(folder, "web.log"), ["/usr/bin/python3", "-u", "-m", "http.server", "--bind", address, "--directory", root, "80"]);
        await web.WaitForLineAsync(line => line.StartsWith("Serving HTTP", StringComparison.Ordinal), ServerLimit, "Python's web server");
        return web;
    }

    // Its libcurl reads the system's roots and nothing else: a mount that only it sees puts the right one there.
    private Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment) => Command.RunAsync(
        ["unshare", "--mount", "sh", "-c", $"mount --bind '{server.RootFile}' /etc/ssl/certs/ca-certificates.crt && exec uacme \"$@\"", "uacme", .. arguments], environment, Limit);
}
