using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Upstream.Embedded;

namespace LocalHttps.Star.Tests.Fakes;

/// <summary>An embedded CA in a scratch folder, and a look at its chains.</summary>
internal static class SampleCa
{
    public static EmbeddedCaSettings Settings(Scratch scratch) => new()
    {
        Folder = scratch.At("ca"),
        Zone = SampleOrders.Zone,
        AutoRenewal = new AutoRenewalCapability { MinLifetime = 3600, MaxDuration = 31_536_000, AllowCertificateGet = true },
        RevocationLists = new Uri("http://star.home.test:14000/crl/"),
    };

    /// <summary>What the base library thinks of a chain at a time.</summary>
    public static X509ChainStatusFlags Verify(string pem, Scratch scratch, DateTimeOffset now)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(File.ReadAllText(scratch.At("ca/root.pem"))));
        chain.ChainPolicy.ExtraStore.AddRange(certificates);
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(AuthorityMaker.ServerAuthentication));
        chain.ChainPolicy.VerificationTime = now.AddSeconds(1).UtcDateTime;
        _ = chain.Build(certificates[0]);
        return chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
    }
}
