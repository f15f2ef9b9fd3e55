using LocalHttps.EndToEnd;
using LocalHttps.Lab;

namespace LocalHttps.Benchmarks;

/// <summary>Everything that is measured of the host and of the picker, in the lab's network.</summary>
internal static class HostBenchmark
{
    /// <summary>Runs it.</summary>
    public static async Task<Figures> RunAsync(int runs)
    {
        await using var lab = await LabNetwork.CreateAsync(Path.Combine(Places.Artifacts, "bench-lab"));
        var device = await lab.AddAsync(DeviceSpec.Create("bench", "Bench device"));
        using var person = await Person.CreateAsync(lab, "bench");
        await HostRegistration.InstallAsync(person);
        return new Figures(
            [
                .. StartBenchmark.Run(person, runs),
                .. await VerdictBenchmark.RunAsync(person, lab, device, runs),
                .. await PickerBenchmark.RunAsync(person, Math.Max(3, runs / 4)),
            ],
            []);
    }
}
