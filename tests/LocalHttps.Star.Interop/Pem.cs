using System.Security.Cryptography.X509Certificates;
using LocalHttps.Lab;

namespace LocalHttps.Star.Interop;

/// <summary>Certificates, as OpenSSL and .NET see them.</summary>
internal static class Pem
{
    /// <summary>The first certificate.</summary>
    public static X509Certificate2 Leaf(string chain) => X509Certificate2.CreateFromPem(chain);

    /// <summary>The names in the first certificate.</summary>
    public static string[] Names(string chain)
    {
        using var leaf = Leaf(chain);
        return [.. leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames())];
    }

    /// <summary>The serial number of the first certificate, hexadecimal.</summary>
    public static string Serial(string chain)
    {
        using var leaf = Leaf(chain);
        return leaf.SerialNumber;
    }

    /// <summary>Has OpenSSL verify a chain up to a root.</summary>
    public static async Task VerifyAsync(string chain, string rootFile, string name)
    {
        var file = Path.Combine(StarLab.NewFolder("chain"), "chain.pem");
        await File.WriteAllTextAsync(file, chain);
        var result = await Command.RunAsync(["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", name, "-CAfile", rootFile, "-untrusted", file, file]);
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Error);
    }

    /// <summary>Whether the first certificate stands in the list that it names.</summary>
    public static async Task<bool> IsRevokedAsync(string chain, string rootFile)
    {
        using var leaf = Leaf(chain);
        var text = await Command.RunAsync(["openssl", "x509", "-noout", "-ext", "crlDistributionPoints"], input: chain);
        var url = text.Output.Split("URI:")[1].Trim();
        var list = Path.Combine(StarLab.NewFolder("list"), "list.crl");
        await Command.MustAsync("curl", "-sSf", "--cacert", rootFile, "-o", list, url);
        var revoked = await Command.MustAsync("openssl", "crl", "-noout", "-text", "-inform", "DER", "-in", list);
        return revoked.Contains($"Serial Number: {leaf.SerialNumber.TrimStart('0')}", StringComparison.OrdinalIgnoreCase)
            || revoked.Contains($"Serial Number: {leaf.SerialNumber}", StringComparison.OrdinalIgnoreCase);
    }
}
