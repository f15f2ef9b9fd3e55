using System.Security.Cryptography;

namespace LocalHttps.Lab;

/// <summary>Certificate chain and key of a device, as files for a TLS server.</summary>
public sealed record CertificateFiles(string Chain, string Key);

/// <summary>Writes the certificates of the lab's devices.</summary>
public sealed class LabCertificates : IDisposable
{
    private readonly string folder;
    private readonly DateTimeOffset now;
    private readonly LabAuthority trusted;
    private readonly LabAuthority stranger;

    /// <summary>Makes two authorities, one of which is to be trusted, and writes its root.</summary>
    public LabCertificates(string folder, TimeProvider clock)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder);
        now = clock.GetUtcNow();
        trusted = new LabAuthority("LocalHttps Lab", now);
        stranger = new LabAuthority("Somebody Else", now);
        RootFile = Path.Combine(folder, "lab-root.pem");
        File.WriteAllText(RootFile, trusted.RootPem);
    }

    /// <summary>The root to trust, a PEM file.</summary>
    public string RootFile { get; }

    /// <summary>Its common name.</summary>
    public string RootName => trusted.RootName;

    /// <summary>Issues under a fresh key.</summary>
    public CertificateFiles Issue(string publicName, LeafKind kind)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Issue(publicName, kind, key);
    }

    /// <summary>Issues for a key that is used before or will be used again, as a renewal under STAR does.</summary>
    public CertificateFiles Issue(string publicName, LeafKind kind, ECDsa key)
    {
        var chain = kind switch
        {
            LeafKind.SelfSigned => LabAuthority.SelfSignedPem(key, publicName, now.AddHours(-1), now.AddDays(6)),
            LeafKind.UntrustedRoot => Chain(stranger, key, publicName, -0.05, 6),
            LeafKind.WrongName => Chain(trusted, key, $"not-{publicName}", -0.05, 6),
            LeafKind.Expired => Chain(trusted, key, publicName, -8, 6),
            LeafKind.NotYetValid => Chain(trusted, key, publicName, 3, 6),
            LeafKind.Wildcard => Chain(trusted, key, $"*{publicName[publicName.IndexOf('.', StringComparison.Ordinal)..]}", -0.05, 6),
            LeafKind.NinetyDays => Chain(trusted, key, publicName, -1, 90),
            LeafKind.ThreeHundredNinetyDays => Chain(trusted, key, publicName, -1, 390),
            _ => Chain(trusted, key, publicName, -0.05, 6),
        };
        return Write(publicName, chain, key.ExportPkcs8PrivateKeyPem());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        trusted.Dispose();
        stranger.Dispose();
    }

    private string Chain(LabAuthority authority, ECDsa key, string name, double startDays, double spanDays)
    {
        var from = now.AddDays(startDays);
        return $"{authority.IssuePem(key, name, from, from.AddDays(spanDays))}\n{authority.IntermediatePem}\n";
    }

    private CertificateFiles Write(string publicName, string chain, string key)
    {
        var stem = Path.Combine(folder, $"{publicName}.{Guid.NewGuid():N}");
        var files = new CertificateFiles($"{stem}.pem", $"{stem}.key");
        File.WriteAllText(files.Chain, chain);
        File.WriteAllText(files.Key, key);
        return files;
    }
}
