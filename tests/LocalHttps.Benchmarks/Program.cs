using System.Text.Json;
using LocalHttps.Benchmarks;
using LocalHttps.EndToEnd;
using LocalHttps.Lab;

// Measures beside the peers, in the lab's network. Usage: LocalHttps.Benchmarks RESULT.JSON [RUNS]
if (LabGate.ReenterIfOutside(args) is { } code)
{
    return code;
}
var runs = args is [_, var wanted, ..] ? int.Parse(wanted) : 60;
await using var lab = await LabNetwork.CreateAsync(Path.Combine(Places.Artifacts, "bench-lab"));
var device = await lab.AddAsync(DeviceSpec.Create("bench", "Bench device"));
using var person = await Person.CreateAsync(lab, "bench");
await HostRegistration.InstallAsync(person);
List<Comparison> comparisons =
[
    .. StartBenchmark.Run(person, runs),
    .. await VerdictBenchmark.RunAsync(person, lab, device, runs),
    .. await PickerBenchmark.RunAsync(person, Math.Max(3, runs / 4)),
];
var machine = Summary.Machine();
foreach (var (name, value) in machine)
{
    Console.WriteLine($"{name}: {value}");
}
Console.WriteLine();
Console.WriteLine(Summary.Table(comparisons));
File.WriteAllText(args[0], JsonSerializer.Serialize(Summary.Document(comparisons, machine), new JsonSerializerOptions { WriteIndented = true }) + "\n");
return 0;
