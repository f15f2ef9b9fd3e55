using System.Text.Encodings.Web;
using System.Text.Json;

namespace LocalHttps.Lab;

/// <summary>Debian's nginx in a device's namespace, serving TLS on port 443.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(10);
    private readonly DeviceNamespace space;
    private readonly string folder;
    private LabChild? child;

    public NginxServer(DeviceNamespace space, string folder)
    {
        this.space = space;
        this.folder = folder;
    }

    /// <summary>Starts, or starts again with another certificate, and returns once it listens.</summary>
    public async Task StartAsync(CertificateFiles certificate, string title, string? servedName)
    {
        await DisposeAsync();
        Directory.CreateDirectory(folder);
        var pid = Path.Combine(folder, "nginx.pid");
        File.Delete(pid);
        var configuration = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(certificate, title, servedName));
        child = space.Start("nginx", ["nginx", "-p", folder, "-c", configuration, "-e", Path.Combine(folder, "error.log")]);

        // It writes its process id after it has bound its ports.
        await Poll.UntilAsync(
            () => Task.FromResult(child.HasExited ? throw new InvalidOperationException($"nginx of {title} ended.") : File.Exists(pid)),
            $"nginx of {title}",
            ReadyLimit);
    }

    public async ValueTask DisposeAsync()
    {
        if (child is not null)
        {
            await child.DisposeAsync();
            child = null;
        }
    }

    private string Configuration(CertificateFiles certificate, string title, string? servedName)
    {
        var wellKnown = servedName is null ? "return 404;"
            : $"default_type application/json; return 200 '{JsonSerializer.Serialize(new { deviceName = servedName }, Plain)}';";
        return $$"""
            user root root;
            daemon off;
            master_process off;
            pid nginx.pid;
            events { worker_connections 128; }
            http {
              access_log {{folder}}/access.log;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              server {
                listen 443 ssl;
                listen [::]:443 ssl;
                ssl_certificate {{certificate.Chain}};
                ssl_certificate_key {{certificate.Key}};
                location = /.well-known/local-https { {{wellKnown}} }
                location / { default_type text/html; return 200 '<!doctype html><html lang="en"><title>{{title}}</title><h1>{{title}}</h1>'; }
              }
            }
            """;
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
