using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Star.Upstream.Embedded;

/// <summary>
/// The files of the embedded CA, made on first start: <c>root.pem</c>, <c>root.key</c> and a pair for each intermediate. Keys are PKCS #8, readable by
/// their owner only. Several instances share this folder; a lock in it keeps them from making two roots.
/// </summary>
/// <param name="path">The folder.</param>
/// <param name="zone">The zone the CA is kept within: lower-case A-labels without the final dot.</param>
/// <param name="time">The clock.</param>
internal sealed class CaFolder(string path, string zone, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private string RootFile => Path.Combine(path, "root.pem");

    private string RootKeyFile => Path.Combine(path, "root.key");

    /// <summary>Reads the CA and makes what is missing: root, intermediate, or the next intermediate when two thirds of the last one's life are over.</summary>
    /// <exception cref="CaException">What is wrong and what to do.</exception>
    public async Task<CaCertificates> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            DurableFile.MakeFolder(path);
            using var held = await LockAsync(cancellation);
            return Complete();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CaException($"The CA's folder {path} cannot be used: {problem.Message}", problem);
        }
    }

    /// <summary>The root as PEM, for installation.</summary>
    /// <exception cref="CaException">There is none yet.</exception>
    public string ExportRoot()
    {
        if (!File.Exists(RootFile))
            throw new CaException($"There is no CA in {path} yet: start the server once with the embedded CA.");
        using var root = ReadCertificate(RootFile);
        return root.ExportCertificatePem() + "\n";
    }

    private CaCertificates Complete()
    {
        var now = time.GetUtcNow();
        var root = File.Exists(RootFile) ? ReadCertificate(RootFile) : MakeRoot(now);
        if (!NameConstraints.Hold(root, zone))
            throw new CaException($"The CA in {path} was not made for the zone {zone}. Set the zone it was made for, or begin with another data folder.");
        if (new DateTimeOffset(root.NotAfter) <= now)
            throw new CaException($"The root in {path} ended at {root.NotAfter.ToUniversalTime():u}. Begin with another data folder, and install the new root wherever the old one is.");
        var intermediates = ReadIntermediates(now);
        string? warning = null;
        if (intermediates.Count == 0 || now >= AuthorityMaker.RenewAt(intermediates[^1]))
        {
            if (File.Exists(RootKeyFile))
                intermediates.Add(MakeIntermediate(root, now));
            else if (intermediates.Count == 0)
                throw new CaException($"{RootKeyFile} is missing, and without it there is no new intermediate. Put it back for one start.");
            else
                warning = $"{RootKeyFile} is missing, and the intermediate ends at {intermediates[^1].NotAfter.ToUniversalTime():u}. Put the key back for one start before then.";
        }
        return new CaCertificates(root, intermediates, warning);
    }

    private X509Certificate2 MakeRoot(DateTimeOffset now)
    {
        // A key without its certificate is what a stop between the two left behind.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = AuthorityMaker.MakeRoot(key, zone, now);
        WritePair(RootKeyFile, key, RootFile, root);
        return ReadCertificate(RootFile);
    }

    private X509Certificate2 MakeIntermediate(X509Certificate2 root, DateTimeOffset now)
    {
        using var rootKey = ReadKey(RootKeyFile);
        using var signing = Join(root, rootKey, RootKeyFile);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var intermediate = AuthorityMaker.MakeIntermediate(key, signing, zone, now);
        var name = Path.Combine(path, $"intermediate-{now.UtcDateTime:yyyyMMddHHmmss}");
        WritePair(name + ".key", key, name + ".pem", intermediate);
        return intermediate.CopyWithPrivateKey(key);
    }

    private List<X509Certificate2> ReadIntermediates(DateTimeOffset now)
    {
        var found = new List<X509Certificate2>();
        foreach (var file in Directory.EnumerateFiles(path, "intermediate-*.pem").Order(StringComparer.Ordinal))
        {
            using var certificate = ReadCertificate(file);
            if (new DateTimeOffset(certificate.NotAfter) <= now)
                continue;
            var keyFile = Path.ChangeExtension(file, ".key");
            using var key = ReadKey(keyFile);
            found.Add(Join(certificate, key, keyFile));
        }
        return found;
    }

    // The key comes first: a certificate that is there has its key.
    private static void WritePair(string keyFile, ECDsa key, string certificateFile, X509Certificate2 certificate)
    {
        DurableFile.Write(keyFile, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
        DurableFile.Write(certificateFile, System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n"));
    }

    private static X509Certificate2 Join(X509Certificate2 certificate, ECDsa key, string keyFile)
    {
        try
        {
            return certificate.CopyWithPrivateKey(key);
        }
        catch (ArgumentException problem)
        {
            throw new CaException($"{keyFile} is not the key of its certificate. Put the right one back from a copy.", problem);
        }
    }

    private static X509Certificate2 ReadCertificate(string file)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(file));
        }
        catch (CryptographicException problem)
        {
            throw new CaException($"{file} is damaged. Put it back from a copy.", problem);
        }
    }

    private static ECDsa ReadKey(string file)
    {
        if (!File.Exists(file))
            throw new CaException($"{file} is missing. Put it back from a copy.");
        if (DurableFile.IsOpenToOthers(file))
            throw new CaException($"{file} can be read by others than its owner. Run: chmod 600 {file}");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return key;
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new CaException($"{file} is damaged. Put it back from a copy.", problem);
        }
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        var file = Path.Combine(path, "lock");
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return DurableFile.Open(file, FileMode.OpenOrCreate);
            }
            catch (IOException problem) when (File.Exists(file))
            {
                if (time.GetElapsedTime(start) >= LongestWait)
                    throw new CaException($"Another instance holds {file}. Try again.", problem);
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(20, 60)), time, cancellation);
            }
        }
    }
}

/// <summary>What the CA consists of.</summary>
/// <param name="Root">Without its key.</param>
/// <param name="Intermediates">Those that still live, with their keys; the newest, which signs, last.</param>
/// <param name="Warning">What a person should see to before long.</param>
internal sealed record CaCertificates(X509Certificate2 Root, IReadOnlyList<X509Certificate2> Intermediates, string? Warning);

/// <summary>The embedded CA cannot work; the message says why and what to do.</summary>
internal sealed class CaException(string message, Exception? inner = null) : Exception(message, inner);
