using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;

namespace LocalHttps.Star.Operation;

/// <summary>The certificate that the service shows; renewed while it runs.</summary>
internal abstract partial class ServerCertificates(TimeProvider clock, ILogger<ServerCertificates> log) : BackgroundService
{
    // Also how soon a renewed file is noticed.
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    private SslStreamCertificateContext? current;

    /// <summary>The one to show now, with its issuers.</summary>
    public SslStreamCertificateContext Current => current ?? throw new InvalidOperationException("There is no certificate yet.");

    /// <summary>Gets the first; the service cannot start without.</summary>
    /// <exception cref="ConfigurationException">What is to be mended.</exception>
    public async Task OpenAsync(CancellationToken cancellation) => current = await ReadAsync(cancellation);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Look, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!stoppingToken.IsCancellationRequested && IsDue())
                    await OpenAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogKept(fault);
            }
        }
    }

    /// <summary>Whether there may be a newer one.</summary>
    protected abstract bool IsDue();

    /// <summary>Makes or reads it.</summary>
    protected abstract Task<SslStreamCertificateContext> ReadAsync(CancellationToken cancellation);

    /// <summary>A leaf with its key, and its issuers.</summary>
    protected static SslStreamCertificateContext Join(string pem, string keyPem)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(pem);
        var leaf = X509Certificate2.CreateFromPem(pem, keyPem);
        // Offline: nothing is fetched from where certificates point to.
        return SslStreamCertificateContext.Create(leaf, [.. chain.Skip(1)], offline: true);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The service's own certificate could not be renewed; the old one is kept")]
    private partial void LogKept(Exception fault);
}

/// <summary>From files that somebody else renews.</summary>
internal sealed class FileCertificates(ServerCertificateFiles files, TimeProvider clock, ILogger<ServerCertificates> log) : ServerCertificates(clock, log)
{
    private (DateTime Certificate, DateTime Key) read;

    /// <inheritdoc/>
    protected override bool IsDue() => Stamp() != read;

    /// <inheritdoc/>
    protected override async Task<SslStreamCertificateContext> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var stamp = Stamp();
            var context = Join(await File.ReadAllTextAsync(files.Certificate, cancellation), await File.ReadAllTextAsync(files.Key, cancellation));
            read = stamp;
            return context;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new ConfigurationException([$"tls-cert, tls-key: {files.Certificate} and {files.Key} are not a readable certificate and its key in PEM. {fault.Message}"]);
        }
    }

    private (DateTime Certificate, DateTime Key) Stamp() => (File.GetLastWriteTimeUtc(files.Certificate), File.GetLastWriteTimeUtc(files.Key));
}

/// <summary>From the embedded CA, with a new key each time; nothing of it is kept on disk.</summary>
internal sealed class EmbeddedCertificates(EmbeddedCa ca, string host, TimeProvider clock, ILogger<ServerCertificates> log) : ServerCertificates(clock, log)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(6);
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(2);

    // Clocks of devices that have just started are often behind.
    private static readonly TimeSpan Predated = TimeSpan.FromHours(1);

    private readonly TimeProvider clock = clock;
    private DateTimeOffset due;

    /// <inheritdoc/>
    protected override bool IsDue() => clock.GetUtcNow() >= due;

    /// <inheritdoc/>
    protected override async Task<SslStreamCertificateContext> ReadAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        try
        {
            var pem = await ca.SignAsync([host], new PublicKey(key), now - Predated, now + Lifetime, revocable: false, cancellation);
            due = now + Renewal;
            return Join(pem, key.ExportPkcs8PrivateKeyPem());
        }
        catch (UpstreamException fault)
        {
            throw new ConfigurationException([$"The embedded CA cannot make the service's own certificate: {fault.Message}"]);
        }
    }
}
