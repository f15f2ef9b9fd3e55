using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalHttps.Acme;

namespace LocalHttps.Star.Interop;

/// <summary>Writes what passed on the wire so that two runs of the same flow read the same: random and timely parts are masked, names that come again keep their number.</summary>
internal sealed partial class WireMask
{
    private static readonly string[] Headers = ["Content-Type", "Location", "Link", "Replay-Nonce", "Retry-After", "Cache-Control", "Cert-Not-Before", "Cert-Not-After", "Vary", "Allow"];
    private static readonly JsonSerializerOptions Plain = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<string> ids = [];

    /// <summary>The exchanges as JSON. Nonces fetched apart, looks that were repeated, and answers given before to the same GET are left out.</summary>
    public string Write(IEnumerable<Exchange> exchanges)
    {
        var told = new List<(Exchange Exchange, string Text)>();
        foreach (var exchange in exchanges.Where(exchange => exchange.Method != "HEAD"))
        {
            if (told.Count > 0 && IsLook(exchange) && IsLook(told[^1].Exchange) && told[^1].Exchange.Path == exchange.Path)
                told.RemoveAt(told.Count - 1);
            var text = Mask(Describe(exchange).ToJsonString(Plain));
            if (exchange.Method != "GET" || told.TrueForAll(other => other.Text != text))
                told.Add((exchange, text));
        }
        return $"[\n{string.Join(",\n", told.Select(one => one.Text))}\n]\n";
    }

    private static bool IsLook(Exchange exchange) => exchange.Method == "POST" && exchange.Body.Length > 0 && Member(exchange.Body, "payload") == "";

    private static JsonObject Describe(Exchange exchange) => new()
    {
        ["request"] = Request(exchange),
        ["response"] = new JsonObject
        {
            ["status"] = exchange.Status,
            ["headers"] = new JsonObject(Headers.Where(exchange.Headers.ContainsKey).Select(name => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create(Header(name, exchange.Headers[name]))))),
            ["body"] = Answer(exchange),
        },
    };

    private static JsonObject Request(Exchange exchange)
    {
        var request = new JsonObject { ["method"] = exchange.Method, ["path"] = exchange.Path };
        if (exchange.Body.Length == 0)
            return request;
        request["content-type"] = exchange.ContentType;
        request["protected"] = Protected(Member(exchange.Body, "protected"));
        var payload = Member(exchange.Body, "payload");
        request["payload"] = payload.Length == 0 ? "" : Payload(JsonNode.Parse(StrictBase64Url.Decode(payload, "payload"))!.AsObject());
        return request;
    }

    private static JsonObject Protected(string encoded)
    {
        var header = JsonNode.Parse(StrictBase64Url.Decode(encoded, "protected"))!.AsObject();
        if (header["jwk"] is JsonObject key)
            (key["x"], key["y"]) = ("<x>", "<y>");
        if (header.ContainsKey("nonce"))
            header["nonce"] = "<nonce>";
        return header;
    }

    private static JsonObject Payload(JsonObject payload)
    {
        foreach (var name in new[] { "csr", "certificate" }.Where(payload.ContainsKey))
            payload[name] = $"<{name}>";
        if (payload["externalAccountBinding"] is JsonObject binding)
        {
            binding["protected"] = Protected((string)binding["protected"]!);
            (binding["payload"], binding["signature"]) = ("<jwk>", "<mac>");
        }
        return payload;
    }

    private static JsonNode? Answer(Exchange exchange)
    {
        if (exchange.Answer.Length == 0)
            return null;
        var text = Encoding.UTF8.GetString(exchange.Answer);
        return exchange.Headers.GetValueOrDefault("Content-Type")?.Contains("json", StringComparison.Ordinal) == true
            ? JsonNode.Parse(text)
            : JsonValue.Create($"<{Regex.Count(text, "BEGIN CERTIFICATE", RegexOptions.None, TimeSpan.FromSeconds(1))} certificates>");
    }

    private static string Header(string name, string value) => name switch
    {
        "Replay-Nonce" => "<nonce>",
        "Retry-After" => "<seconds>",
        "Cert-Not-Before" or "Cert-Not-After" => "<date>",
        "Cache-Control" => Seconds().Replace(value, "=<seconds>"),
        _ => value,
    };

    private static string Member(byte[] json, string name) => (string)JsonNode.Parse(json)![name]!;

    private string Mask(string text)
    {
        text = Time().Replace(text, "<time>");
        text = Device().Replace(text, "<device>");
        return Identifier().Replace(text, match =>
        {
            if (!ids.Contains(match.Value, StringComparer.Ordinal))
                ids.Add(match.Value);
            return $"<id {ids.IndexOf(match.Value) + 1}>";
        });
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();

    [GeneratedRegex("([0-9a-f]{4}-){3}device", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Device();

    // 128 bits, base64url; one member's name is as long.
    [GeneratedRegex("(?<![A-Za-z0-9_-])(?!externalAccountBinding)[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"=\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Seconds();
}
