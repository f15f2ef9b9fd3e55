using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalHttps.SampleDevices;

/// <summary>What the devices answer: values in, bytes out.</summary>
internal static class SamplePages
{
    /// <summary>The whole response to a request's head.</summary>
    public static byte[] Answer(SampleDevice device, string head, TimeProvider time)
    {
        var (method, path) = head.Split("\r\n", 2)[0].Split(' ') is [var first, var second, ..] ? (first, second.Split('?')[0]) : ("", "");
        return (method, path, device.IsGenuine) switch
        {
            ("OPTIONS", _, true) => Response("204 No Content", null, "", $"""
                Access-Control-Allow-Origin: {Origin(head)}
                Access-Control-Allow-Methods: GET, OPTIONS
                Access-Control-Allow-Private-Network: true
                Vary: Origin

                """),
            ("GET" or "HEAD", "/.well-known/local-https", true) => Response("200 OK", "application/json", Description(device, time)),
            ("GET" or "HEAD", "/", _) => Response("200 OK", "text/html; charset=utf-8", Page(device)),
            ("GET" or "HEAD", _, _) => Response("404 Not Found", "text/plain", "There is nothing here.\n"),
            _ => Response("405 Method Not Allowed", "text/plain", "Only GET is understood.\n"),
        };
    }

    private static byte[] Response(string status, string? type, string body, string headers = "")
    {
        var content = Encoding.UTF8.GetBytes(body);
        var head = $"""
            HTTP/1.1 {status}
            {(type is null ? "" : $"Content-Type: {type}\nContent-Length: {content.Length}\n")}{headers}Cache-Control: no-store
            X-Content-Type-Options: nosniff
            Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; img-src data:
            Connection: close


            """;
        return [.. Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n")), .. content];
    }

    private static string Origin(string head) =>
        head.Split("\r\n").FirstOrDefault(line => line.StartsWith("Origin:", StringComparison.OrdinalIgnoreCase))?["Origin:".Length..].Trim() ?? "*";

    private static string Description(SampleDevice device, TimeProvider time) => new JsonObject
    {
        ["deviceName"] = device.DeviceName,
        ["cname"] = device.Cname,
        ["protocols"] = new JsonArray("https"),
        ["time"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"),
    }.ToJsonString();

    private static string Page(SampleDevice device) => $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>{{WebUtility.HtmlEncode(device.DeviceName)}}</title>
        <style>
          body { font: 17px/1.5 system-ui, sans-serif; margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f3f5f8, #14171c); color: light-dark(#1c2330, #e8ecf2); }
          main { background: light-dark(#fff, #1e232b); border-radius: 18px; padding: 40px 48px; max-width: 30em; box-shadow: 0 8px 32px rgb(0 0 0 / .12); }
          h1 { margin: 0 0 4px; font-size: 30px; }
          code { color: light-dark(#596579, #9aa6b8); }
        </style>
        <main>
          <h1>{{WebUtility.HtmlEncode(device.DeviceName)}}</h1>
          <code>{{WebUtility.HtmlEncode(device.Cname)}}</code>
          <p>This is the web page of a sample device. It runs on this computer and is announced on the loopback interface only.</p>
        </main>
        </html>

        """;
}
