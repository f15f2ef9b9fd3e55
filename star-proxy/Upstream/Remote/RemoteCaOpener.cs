using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Upstream.Remote;

/// <summary>Makes the upstream that the settings name; nothing is sent yet.</summary>
internal static class RemoteCaOpener
{
    /// <summary>A plain ACME CA or a STAR CA. Its HTTP client lives as long as the process.</summary>
    /// <exception cref="ConfigurationException">A file that is named cannot be used.</exception>
    public static RemoteCa Open(UpstreamSettings settings, AutoRenewalCapability renewal, IStore store, IZone zone, TimeProvider clock, ILoggerFactory logs)
    {
        var server = settings switch
        {
            UpstreamSettings.Acme acme => acme.Server,
            UpstreamSettings.Star star => star.Server,
            _ => throw new ArgumentException("Not an upstream elsewhere.", nameof(settings)),
        };
        var (keyId, macKey) = ReadEnrolment(server.EnrolmentFile);
        var ca = new CaSettings { Directory = server.Directory, AutoRenewal = renewal, KeyId = keyId, MacKey = macKey, Contacts = server.Contacts, Profile = server.Profile };
        var http = AcmeHttp.Create(ReadRoots(server.RootFile));
        return settings is UpstreamSettings.Acme
            ? new AcmeCa(ca, store, zone, http, clock, logs.CreateLogger<AcmeCa>())
            : new StarCa(ca, store, zone, http, clock, logs.CreateLogger<StarCa>());
    }

    private static (string? KeyId, byte[] MacKey) ReadEnrolment(string? file)
    {
        if (file is null)
            return (null, []);
        var line = ReadFile("upstream-enrolment", file).Trim();
        var dot = line.LastIndexOf('.');
        return dot > 0 && !line.AsSpan().ContainsAny(" \t\r\n") && StrictBase64Url.TryDecode(line[(dot + 1)..], out var mac) && mac.Length >= 16
            ? (line[..dot], mac)
            : throw new ConfigurationException([$"upstream-enrolment: {file} must hold one line, the CA's key identifier, a dot, and its MAC key in base64url."]);
    }

    private static X509Certificate2Collection? ReadRoots(string? file)
    {
        if (file is null)
            return null;
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(ReadFile("upstream-root", file));
        }
        catch (CryptographicException problem)
        {
            throw new ConfigurationException([$"upstream-root: {file} holds a certificate that cannot be read: {problem.Message}"]);
        }
        return roots.Count > 0 ? roots : throw new ConfigurationException([$"upstream-root: {file} holds no certificate in PEM."]);
    }

    private static string ReadFile(string setting, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"{setting}: {problem.Message}"]);
        }
    }
}
