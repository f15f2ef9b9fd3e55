using System.Diagnostics;
using System.Globalization;
using LocalHttps.EndToEnd;

namespace LocalHttps.Benchmarks;

/// <summary>Process start to the first whole frame read, and the most memory a run takes, beside Debian's browserpass host. The floor is an empty
/// NativeAOT program that copies its input: 1.4 ms where browserpass, an executable at a fixed address, took 1.5 ms and this host 3.7 ms, of which
/// 1.7 ms relocate its image (see the host's project file). This benchmark's own way of starting processes adds about 1 ms to each.</summary>
internal static class StartBenchmark
{
    private const string Browserpass = "/usr/lib/browserpass/browserpass-native";

    private static readonly string[] Caller = ["chrome-extension://hnhbefcfgapkjgignhdplgimgdbmbkci/"];

    /// <summary>Runs both in turn.</summary>
    public static IEnumerable<Comparison> Run(Person person, int runs)
    {
        var ours = new List<double>();
        var theirs = new List<double>();
        for (var run = -2; run < runs; run++)
        {
            var first = Time(Places.Host, Caller, """{"type":"hello","id":1,"protocol":{"min":1,"max":1}}"""u8, person.Environment);
            // The smallest request that it answers with "ok".
            var second = Time(Browserpass, [], """{"action":"list","settings":{"stores":{}}}"""u8, person.Environment);
            // The first runs only fill the page cache.
            if (run >= 0)
            {
                ours.Add(first);
                theirs.Add(second);
            }
        }
        yield return new Comparison(
            new Measurement("host: process start → first frame (hello → welcome)", "ms", ours),
            new Measurement("browserpass-native (Go): process start → first frame (list of no stores → ok)", "ms", theirs),
            "≤ 15 ms and not slower than the peer", (our, peer) => our.Median <= 15 && our.Median <= peer!.Median);
        var oursMemory = Enumerable.Range(0, 5).Select(_ => Memory(Places.Host, Caller, """{"type":"hello","id":1,"protocol":{"min":1,"max":1}}"""u8, person)).ToList();
        var theirsMemory = Enumerable.Range(0, 5).Select(_ => Memory(Browserpass, [], """{"action":"list","settings":{"stores":{}}}"""u8, person)).ToList();
        yield return new Comparison(
            new Measurement("host: peak resident memory of that run", "MiB", oursMemory),
            new Measurement("browserpass-native (Go): peak resident memory of that run", "MiB", theirsMemory),
            "≤ 20 MiB", (our, _) => our.Median <= 20);
    }

    private static double Time(string program, IReadOnlyList<string> arguments, ReadOnlySpan<byte> request, IReadOnlyDictionary<string, string> environment)
    {
        var start = Stopwatch.GetTimestamp();
        using var host = new NativePipe(program, arguments, environment);
        host.Send(request);
        _ = host.Receive();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // GNU time reads what the kernel counted for the child, also for one that ends with its answer.
    private static double Memory(string program, IReadOnlyList<string> arguments, ReadOnlySpan<byte> request, Person person)
    {
        var report = Path.Combine(person.Home, "memory");
        using (var host = new NativePipe("/usr/bin/time", ["-q", "-f", "%M", "-o", report, program, .. arguments], person.Environment))
        {
            host.Send(request);
            _ = host.Receive();
        }
        return double.Parse(File.ReadAllText(report), CultureInfo.InvariantCulture) / 1024;
    }
}
