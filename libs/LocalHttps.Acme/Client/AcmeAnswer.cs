using System.Globalization;
using System.Net;
using System.Text.Json.Serialization.Metadata;

namespace LocalHttps.Acme;

/// <summary>An answer, read to its end within its bounds.</summary>
internal sealed class AcmeAnswer(HttpResponseMessage response, byte[] body, Uri url, DateTimeOffset now)
{
    // RFC 8555 needs seconds to days; more would make additions to a time overflow.
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(366);

    public HttpStatusCode Status => response.StatusCode;

    public bool IsSuccess => response.IsSuccessStatusCode;

    public byte[] Body => body;

    public string? MediaType => response.Content.Headers.ContentType?.MediaType;

    public string? Nonce => Header("Replay-Nonce");

    public Uri? Location => response.Headers.Location is { } location ? Absolute(location) : null;

    /// <summary>RFC 9110 §10.2.3: seconds or a date; never negative.</summary>
    public TimeSpan? RetryAfter
    {
        get
        {
            var wait = response.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - now) : null;
            return wait is { } time ? TimeSpan.FromTicks(Math.Clamp(time.Ticks, 0, LongestRetryAfter.Ticks)) : null;
        }
    }

    public TimeSpan? MaximumAge => response.Headers.CacheControl?.MaxAge;

    /// <summary>An HTTP date (RFC 8739 §3.3).</summary>
    public DateTimeOffset? Date(string name) =>
        DateTimeOffset.TryParseExact(Header(name), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    /// <summary>The targets of Link headers with this relation (RFC 8288).</summary>
    public IReadOnlyList<Uri> Links(string relation)
    {
        var links = new List<Uri>();
        foreach (var header in response.Headers.TryGetValues("Link", out var values) ? values : [])
        {
            foreach (var part in header.Replace(", <", ",<", StringComparison.Ordinal).Split(",<"))
            {
                var end = part.IndexOf('>', StringComparison.Ordinal);
                var names = end < 0 ? [] : part[(end + 1)..].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                if (names.Any(name => name.Equals($"rel=\"{relation}\"", StringComparison.OrdinalIgnoreCase) || name.Equals($"rel={relation}", StringComparison.OrdinalIgnoreCase))
                    && Uri.TryCreate(part[..end].TrimStart(' ', '<'), UriKind.RelativeOrAbsolute, out var target))
                {
                    links.Add(Absolute(target));
                }
            }
        }
        return links;
    }

    /// <exception cref="AcmeClientException">It is not what it should be.</exception>
    public T Json<T>(JsonTypeInfo<T> type, string name)
        where T : class
    {
        try
        {
            return HostileJson.Read(body, type, name);
        }
        catch (AcmeException problem)
        {
            throw new AcmeClientException($"{url} answered what is not understood: {problem.Message}", problem) { Status = Status };
        }
    }

    private string? Header(string name) => response.Headers.TryGetValues(name, out var values) && values.ToList() is [var only] ? only : null;

    // An absolute one is kept as it was written: it comes back in the header of JWS (RFC 8555 §6.4).
    private Uri Absolute(Uri target) => target.IsAbsoluteUri ? target : new Uri(url, target);
}
