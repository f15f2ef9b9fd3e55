using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using LocalHttps.EndToEnd;
using LocalHttps.Lab;

namespace LocalHttps.Benchmarks;

/// <summary>A fresh verdict of a known device in a running host, beside curl's handshake to the same nginx.</summary>
internal static class VerdictBenchmark
{
    private static readonly string[] Caller = ["chrome-extension://hnhbefcfgapkjgignhdplgimgdbmbkci/"];

    /// <summary>Runs both in turn. Confirms the device on the way.</summary>
    public static async Task<IReadOnlyList<Comparison>> RunAsync(Person person, LabNetwork lab, LabDevice device, int runs)
    {
        using var host = new NativePipe(Places.Host, Caller, person.Environment);
        host.Ask(new JsonObject { ["type"] = "hello", ["protocol"] = new JsonObject { ["min"] = 1, ["max"] = 1 } }, "welcome");
        var found = host.Ask(new JsonObject { ["type"] = "watch" }, "device", reply => IsReady(reply["device"]!, device.PublicName));
        Confirm(host, found["device"]!);
        var ours = new List<double>();
        var handshake = new List<double>();
        var whole = new List<double>();
        for (var run = -3; run < runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            var reply = host.Ask(new JsonObject { ["type"] = "verify", ["device"] = device.PublicName }, "verified");
            var verdict = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var state = (string)reply["device"]!["verdict"]!["state"]!;
            if (state != "verified")
            {
                throw new InvalidOperationException($"The device is {state}, so nothing can be measured.");
            }
            start = Stopwatch.GetTimestamp();
            var connected = await CurlAsync(lab, device);
            var wall = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            // The first runs warm both up.
            if (run >= 0)
            {
                ours.Add(verdict);
                handshake.Add(connected);
                whole.Add(wall);
            }
        }
        var our = new Measurement("verdict: verify → verified, fresh TLS connection, pinned device", "ms", ours);
        return
        [
            new(our, new Measurement("curl's time_appconnect to the same nginx: TCP and TLS handshake, chain checked", "ms", handshake),
                "≤ 1.2 × curl's handshake", (mine, peer) => mine.Median <= 1.2 * peer!.Median),
            new(our, new Measurement("curl's whole run: process start, handshake, one HEAD", "ms", whole), "", null),
        ];
    }

    private static bool IsReady(JsonNode device, string cname) =>
        (string)device["key"]! == cname && (string)device["verdict"]!["state"]! is "unconfirmed" or "verified";

    private static void Confirm(NativePipe host, JsonNode device)
    {
        if ((string)device["verdict"]!["state"]! == "verified")
        {
            return;
        }
        host.Ask(
            new JsonObject
            {
                ["type"] = "confirm",
                ["device"] = (string)device["key"]!,
                ["cname"] = (string)device["cname"]!,
                ["spkiSha256"] = (string)device["verdict"]!["certificate"]!["spkiSha256"]!,
                ["name"] = (string)device["deviceName"]!,
                ["accept"] = new JsonArray(),
            },
            "confirmed");
    }

    private static async Task<double> CurlAsync(LabNetwork lab, LabDevice device)
    {
        var result = await Command.RunAsync([
            "curl", "-sS", "-I", "-o", "/dev/null", "--noproxy", "*", "--max-time", "5", "--cacert", lab.Certificates.RootFile,
            "--resolve", $"{device.PublicName}:443:{device.Address}", "-w", "%{time_appconnect}", $"https://{device.PublicName}/",
        ]);
        return double.Parse(result.Output, CultureInfo.InvariantCulture) * 1000;
    }
}
