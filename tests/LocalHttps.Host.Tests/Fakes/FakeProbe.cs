using System.Collections.Concurrent;
using System.Net;
using LocalHttps.Host.Verification;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Fakes;

/// <summary>Devices that answer as a test wishes, by address; others do not answer.</summary>
internal sealed class FakeProbe(TimeProvider time) : IEndpointProbe
{
    private readonly ConcurrentDictionary<string, Func<CancellationToken, Task<CertificateFacts?>>> devices = new(StringComparer.Ordinal);
    private int asked;

    public int Asked => asked;

    /// <summary>A good certificate of six days.</summary>
    public CertificateFacts Certificate(string name, string spki = "aa") => new()
    {
        LeafSha256 = $"1ea5{spki}".PadRight(64, '0'),
        SpkiSha256 = spki.PadRight(64, '0'),
        DnsNames = [name],
        SubjectAlternativeNameCount = 1,
        NotBefore = time.GetUtcNow() - TimeSpan.FromDays(1),
        NotAfter = time.GetUtcNow() + TimeSpan.FromDays(5),
        Issuer = "Test CA",
        Trust = ChainTrust.System,
        RootName = "Test Root",
    };

    public void Serve(string address, CertificateFacts? certificate) => devices[address] = _ => Task.FromResult(certificate);

    public void Serve(string address, Func<CancellationToken, Task<CertificateFacts?>> serve) => devices[address] = serve;

    public async Task<IReadOnlyList<EndpointObservation>> ObserveAsync(ProbeQuestion question, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref asked);
        if (question.Targets.Count == 0)
        {
            return [new() { Endpoint = question.Endpoint, Outcome = ObservationOutcome.AddressNotAllowed, CheckedAt = time.GetUtcNow() }];
        }
        var tried = new List<EndpointObservation>();
        foreach (var target in question.Targets)
        {
            tried.Add(await TryAsync(question, target, cancellationToken));
            if (tried[^1].Certificate is { } certificate && question.Settles(certificate))
            {
                break;
            }
        }
        return tried.Exists(one => one.Certificate is not null) ? [.. tried.Where(one => one.Certificate is not null)] : [tried[0]];
    }

    private async Task<EndpointObservation> TryAsync(ProbeQuestion question, IPEndPoint target, CancellationToken cancellationToken)
    {
        var certificate = devices.TryGetValue($"{target.Address}", out var serve) ? await serve(cancellationToken) : null;
        return new()
        {
            Endpoint = question.Endpoint,
            Outcome = certificate is null ? ObservationOutcome.NoAnswer : ObservationOutcome.Answered,
            Connected = new ConnectedEndpoint($"{target.Address}", target.Port),
            Certificate = certificate,
            CheckedAt = time.GetUtcNow(),
        };
    }
}
