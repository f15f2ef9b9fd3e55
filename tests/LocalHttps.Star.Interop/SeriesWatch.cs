using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Star.Interop;

/// <summary>Fetches a star-certificate by plain GET, again and again, and keeps what it saw.</summary>
internal sealed class SeriesWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private readonly HttpClient http;
    private readonly Uri url;
    private readonly CancellationTokenSource stop = new();
    private readonly List<SeenCertificate> seen = [];
    private readonly List<string> faults = [];
    private readonly Lock gate = new();
    private readonly Task running;

    /// <summary>Begins at once.</summary>
    /// <param name="http">How; the caller's.</param>
    /// <param name="url">The star-certificate.</param>
    /// <param name="mayBeAway">Whether no answer at all is no fault.</param>
    public SeriesWatch(HttpClient http, Uri url, bool mayBeAway)
    {
        (this.http, this.url) = (http, url);
        running = RunAsync(mayBeAway);
    }

    /// <summary>The different certificates in the order they were served.</summary>
    public IReadOnlyList<SeenCertificate> Seen
    {
        get
        {
            lock (gate)
            {
                return [.. seen];
            }
        }
    }

    /// <summary>Fails unless at each moment a valid certificate was served, each begins later than the one before, and none was issued twice.</summary>
    public void Check()
    {
        lock (gate)
        {
            Assert.IsEmpty(faults, string.Join(" | ", faults.Take(5)));
            Assert.IsNotEmpty(seen);
            for (var i = 1; i < seen.Count; i++)
            {
                Assert.IsGreaterThan(seen[i - 1].NotBefore, seen[i].NotBefore, $"{seen[i - 1]} then {seen[i]}");
                Assert.IsGreaterThanOrEqualTo(seen[i].FirstSeen, seen[i - 1].NotAfter, $"{seen[i - 1]} then {seen[i]}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        stop.Dispose();
    }

    private async Task RunAsync(bool mayBeAway)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var answer = await http.GetAsync(url, stop.Token);
                Take(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(stop.Token));
            }
            catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException)
            {
                if (!mayBeAway && !stop.IsCancellationRequested)
                    Note($"{problem.Message}");
            }
            await Task.Delay(Pause, TimeProvider.System, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Take(bool succeeded, string text)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (!succeeded)
        {
            Note(text);
            return;
        }
        using var leaf = X509Certificate2.CreateFromPem(text);
        var certificate = new SeenCertificate(leaf.SerialNumber, new DateTimeOffset(leaf.NotBefore), new DateTimeOffset(leaf.NotAfter), now);
        if (now < certificate.NotBefore || now > certificate.NotAfter)
            Note($"served outside its validity: {certificate}");
        lock (gate)
        {
            if (seen.Count == 0 || seen[^1].Serial != certificate.Serial)
                seen.Add(certificate);
        }
    }

    private void Note(string fault)
    {
        lock (gate)
        {
            faults.Add($"{TimeProvider.System.GetUtcNow():HH:mm:ss.f}: {fault}");
        }
    }
}

/// <summary>A certificate that was served.</summary>
internal sealed record SeenCertificate(string Serial, DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset FirstSeen);
