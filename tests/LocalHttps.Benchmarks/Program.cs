using System.Text.Json;
using LocalHttps.Benchmarks;
using LocalHttps.Benchmarks.Star;
using LocalHttps.Lab;

// Measures beside the peers, in networks of its own. Usage: LocalHttps.Benchmarks host|mdns|store|star|PART RESULT.JSON [RUNS]
if (LabGate.ReenterIfOutside(args) is { } code)
{
    return code;
}
switch (args)
{
    case ["responder", .. var rest]:
        return ServiceResponder.Run(rest);
    case ["flood-source", .. var rest]:
        return FloodSource.Run(rest);
    case not [_, _, ..]:
    case [var unknown, ..] when unknown is not ("host" or "mdns" or "store" or "star") && !MdnsBenchmark.Parts.Concat(StarBenchmark.Parts).Contains(unknown, StringComparer.Ordinal):
        Console.Error.WriteLine($"Usage: LocalHttps.Benchmarks host|mdns|store|star|{string.Join('|', MdnsBenchmark.Parts.Concat(StarBenchmark.Parts))} RESULT.JSON [RUNS]");
        return 64;
}
int? wanted = args is [_, _, var number, ..] ? int.Parse(number) : null;
var machine = Summary.Machine();
var figures = args[0] switch
{
    "host" => await HostBenchmark.RunAsync(wanted ?? 60),
    "mdns" => await MdnsBenchmark.RunAsync([.. MdnsBenchmark.Parts.SkipLast(1)], wanted ?? 10),
    "store" => await StoreBenchmark.RunAsync(wanted ?? 5),
    "star" => await StarBenchmark.RunAsync(StarBenchmark.Parts, wanted ?? 5),
    var part when StarBenchmark.Parts.Contains(part, StringComparer.Ordinal) => await StarBenchmark.RunAsync([part], wanted ?? 5),
    var part => await MdnsBenchmark.RunAsync([part], wanted ?? 10),
};
foreach (var (name, value) in machine)
{
    Console.WriteLine($"{name}: {value}");
}
Console.WriteLine();
Console.WriteLine(Summary.Table(figures.Comparisons));
foreach (var remark in figures.Remarks)
{
    Console.WriteLine(remark);
}
File.WriteAllText(args[1], JsonSerializer.Serialize(Summary.Document(figures, machine), new JsonSerializerOptions { WriteIndented = true }) + "\n");
return 0;
