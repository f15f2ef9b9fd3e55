using System.Text;
using System.Text.Json.Nodes;

namespace LocalHttps.Benchmarks;

/// <summary>The table for people and the document for programs.</summary>
internal static class Summary
{
    /// <summary>The machine, in a line each.</summary>
    public static JsonObject Machine() => new()
    {
        ["processor"] = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown",
        ["cores"] = Environment.ProcessorCount,
        ["memoryMiB"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1048576,
        ["system"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
        ["load"] = File.ReadAllText("/proc/loadavg").Trim(),
    };

    /// <summary>A row for each comparison.</summary>
    public static string Table(IEnumerable<Comparison> comparisons)
    {
        var text = new StringBuilder();
        text.AppendLine($"{"",-58} {"runs",4} {"median",8} {"p90",8} {"peer",8} {"p90",8} {"ratio",6}  goal");
        foreach (var each in comparisons)
        {
            var peer = each.Peer is null ? $"{"–",8} {"–",8} {"–",6}" : $"{Measurement.Show(each.Peer.Median),8} {Measurement.Show(each.Peer.Tenth),8} {Measurement.Show(each.Ratio!.Value),6}";
            var goal = each.Met is { } met ? $"{each.Goal}: {(met ? "met" : "MISSED")}" : "";
            text.AppendLine($"{$"{each.Ours.What} [{each.Ours.Unit}]",-58} {each.Ours.Values.Count,4} {Measurement.Show(each.Ours.Median),8} {Measurement.Show(each.Ours.Tenth),8} {peer}  {goal}");
            _ = each.Peer is null ? text : text.AppendLine($"    beside: {each.Peer.What}");
        }
        return text.ToString();
    }

    /// <summary>Everything, with every value.</summary>
    public static JsonObject Document(Figures figures, JsonObject machine) => new()
    {
        ["machine"] = machine,
        ["comparisons"] = new JsonArray([.. figures.Comparisons.Select(each => new JsonObject
        {
            ["ours"] = Describe(each.Ours),
            ["peer"] = each.Peer is null ? null : Describe(each.Peer),
            ["ratioOfMedians"] = Finite(each.Ratio),
            ["goal"] = each.Goal,
            ["met"] = each.Met,
        })]),
        ["remarks"] = new JsonArray([.. figures.Remarks.Select(remark => (JsonNode)remark)]),
    };

    private static JsonObject Describe(Measurement measurement) => new()
    {
        ["what"] = measurement.What,
        ["unit"] = measurement.Unit,
        ["median"] = Finite(measurement.Median),
        ["p90"] = Finite(measurement.Tenth),
        ["values"] = new JsonArray([.. measurement.Values.Select(value => Finite(value))]),
    };

    // What did not happen within its time has no number.
    private static JsonNode? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
