using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LocalHttps.Star.Web;

/// <summary>What a handler answers; the edge writes it.</summary>
internal sealed record Reply(int Status)
{
    private ReadOnlyMemory<byte> Body { get; init; }

    private string? ContentType { get; init; }

    /// <summary>Where the thing is.</summary>
    public Uri? Location { get; init; }

    /// <summary>What it is a part of (<c>rel="up"</c>).</summary>
    public Uri? Up { get; init; }

    /// <summary>The next page (<c>rel="next"</c>).</summary>
    public Uri? Next { get; init; }

    /// <summary>Where a device sets its addresses (<c>rel="addresses"</c>).</summary>
    public Uri? Addresses { get; init; }

    /// <summary>When to ask again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Who may keep it, and for how long.</summary>
    public string CacheControl { get; init; } = "no-store";

    /// <summary>Further headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public static Reply Json<T>(int status, T body, JsonTypeInfo<T> type) =>
        new(status) { Body = JsonSerializer.SerializeToUtf8Bytes(body, type), ContentType = "application/json" };

    public static Reply Problem<T>(int status, T body, JsonTypeInfo<T> type) =>
        new(status) { Body = JsonSerializer.SerializeToUtf8Bytes(body, type), ContentType = "application/problem+json" };

    public static Reply Text(int status, ReadOnlyMemory<byte> body, string contentType) => new(status) { Body = body, ContentType = contentType };

    public static string Seconds(TimeSpan time) => Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    public async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        var headers = response.Headers;
        headers.CacheControl = CacheControl;
        if (Location is not null)
            headers.Location = Location.AbsoluteUri;
        if (RetryAfter is { } wait)
            headers.RetryAfter = Seconds(wait);
        Link(headers, Up, "up");
        Link(headers, Next, "next");
        Link(headers, Addresses, "addresses");
        foreach (var (name, value) in Headers)
            headers[name] = value;
        // 304 has no body, and no length that could be taken for one.
        if (ContentType is null || Status is StatusCodes.Status304NotModified or StatusCodes.Status204NoContent)
            return;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(Body, context.RequestAborted);
    }

    private static void Link(IHeaderDictionary headers, Uri? target, string relation)
    {
        if (target is not null)
            headers.Append("Link", $"<{target.AbsoluteUri}>;rel=\"{relation}\"");
    }
}
