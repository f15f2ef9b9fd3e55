#:project tools/LocalHttps.Build/LocalHttps.Build.csproj
#:property PublishAot=false
#:property NoWarn=CS1591

// The verbs of this repository. Each does one thing and is called by nobody but people, .ci/run and build.ps1.
using System.Diagnostics;
using LocalHttps.Build;

const string help = """
    dotnet run build.cs -- VERB [OPTIONS]

      demo           sets up what is missing, starts sample devices on this machine, opens a browser with the picker
        --headless   walks through the picker by itself and leaves pictures under artifacts/demo, as it does without a display
      test           sets up what is missing, runs every test; the last line reads "N passed, N failed, N skipped"
        --only NAME  one part: format, mdns, fuzz, interop, identity, host, acme, star, star-interop, repository, extension, end-to-end, demo
      soak NAME      the long forms: host-cycles, messages, end-to-end, hot-plug, star-renewals, packets
      fuzz --minutes N   mutated packets and requests against the mDNS engine and the ACME library, each target for so long; a failure names the seed that repeats it
      bench          speed, beside the peers; writes artifacts/bench-host.json and artifacts/bench-mdns.json
      bench NAME     one part of it: host, mdns; star, the STAR proxy; store, its databases; or one of mdns's: decode, resolve, curve, flood, packets
      pack           makes the host's archive and package and the extension's archives under artifacts/
      format         mends formatting

      --yes          installs missing packages without asking (as CI=true does)
    """;

var words = args.Where(word => word != "--yes").ToArray();
var ci = Environment.GetEnvironmentVariable("CI") == "true";
var yes = ci || words.Length < args.Length;
try
{
    return words switch
    {
        ["test"] => Test(null),
        ["test", "--only", var name] => Test(name),
        ["demo"] => Demo(),
        ["demo", "--headless"] => Demo("--headless"),
        ["bench"] => Math.Max(Bench("host"), Bench("mdns")),
        ["bench", var name] => Bench(name),
        ["soak", "packets"] => Bench("packets-long"),
        ["soak", var name] => Soak(name),
        ["fuzz", "--minutes", var minutes] => Fuzz(minutes),
        ["pack"] => Pack(),
        ["format"] => Format(),
        [] or ["--help" or "-h" or "help"] => Say(help, 0),
        _ => Say($"Unknown: {string.Join(' ', words)}\n\n{help}", 64),
    };
}
catch (BuildException problem)
{
    return Say(problem.Message, Interrupt.Received ? 130 : 1);
}

int Say(string text, int exitCode)
{
    (exitCode == 0 ? Console.Out : Console.Error).WriteLine(text);
    return exitCode;
}

int Demo(params IReadOnlyList<string> options)
{
    Setup.Ensure(yes, Setup.Native, Setup.Chromium);
    Console.WriteLine("Building …");
    new Command("dotnet", "build", "tools/LocalHttps.Demo", "-v", "q", "--nologo", "-clp:NoSummary").Demand();
    PublishHost().Demand();
    Browsers.DownloadIfMissing();
    return RunDemo(options).Run().ExitCode ?? 1;
}

Command RunDemo(params IReadOnlyList<string> options) =>
    new(Repository.Executable("tools", "LocalHttps.Demo"), options) { Interactive = true, Limit = TimeSpan.FromDays(1) };

int Test(string? only)
{
    var watch = Stopwatch.StartNew();
    var report = new Report();
    string[] names = ["format", "mdns", "fuzz", "interop", "identity", "host", "acme", "star", "star-interop", "repository", "extension", "end-to-end", "demo"];
    if (only is not null && !names.Contains(only, StringComparer.Ordinal))
    {
        return Say($"No part is called {only}. Parts: {string.Join(", ", names)}", 64);
    }
    bool Wanted(string name) => only is null || only == name;
    void Suite(string name, string project, int share)
    {
        if (Wanted(name))
        {
            report.Part(name, TimeSpan.FromSeconds(share), () => Suites.Dotnet(project, TimeSpan.FromSeconds(share * 6)));
        }
    }

    Setup.Ensure(yes, Wanted("host") || Wanted("end-to-end") || Wanted("demo") ? Setup.Native : [], Wanted("extension") ? [.. Setup.Extension, .. Setup.Chromium] : [],
        Wanted("interop") ? Setup.MdnsPeers : [], Wanted("star") || Wanted("star-interop") ? Setup.Star : [], Wanted("end-to-end") ? Setup.Lab : [], Wanted("demo") ? [.. Setup.Chromium, .. Setup.Namespaces] : []);
    if (report.Part("build", TimeSpan.FromSeconds(120), Build))
    {
        if (Wanted("format"))
        {
            report.Part("format", TimeSpan.FromSeconds(60), () => Counts.Of(FormatCSharp("--verify-no-changes").Run()));
        }
        if (Wanted("host") || Wanted("end-to-end") || Wanted("demo"))
        {
            report.Part("publish", TimeSpan.FromSeconds(90), () => Counts.Of(PublishHost().Run()));
        }
        if (Wanted("extension") || Wanted("end-to-end") || Wanted("demo"))
        {
            Browsers.DownloadIfMissing();
        }
        Suite("mdns", "LocalHttps.Mdns.Tests", 30);
        Suite("fuzz", "LocalHttps.Fuzz", 45);
        if (Wanted("interop"))
        {
            report.Part("peers", TimeSpan.FromSeconds(30), () => Npm.Fetch(Repository.At("tests", "LocalHttps.Interop", "Peers")));
        }
        Suite("interop", "LocalHttps.Interop", 90);
        Suite("identity", "LocalHttps.Identity.Tests", 30);
        Suite("host", "LocalHttps.Host.Tests", 90);
        Suite("acme", "LocalHttps.Acme.Tests", 30);
        Suite("star", "LocalHttps.Star.Tests", 60);
        Suite("star-interop", "LocalHttps.Star.Interop", 170);
        Suite("repository", "LocalHttps.Repository.Tests", 45);
        if (Wanted("extension"))
        {
            report.Part("npm ci", TimeSpan.FromSeconds(90), Extension.Fetch);
            report.Part("types", TimeSpan.FromSeconds(20), () => Counts.Of(Extension.Script("check").Run()));
            report.Part("lint", TimeSpan.FromSeconds(30), () => Counts.Of(Extension.Script("lint").Run()));
            report.Part("extension", TimeSpan.FromSeconds(30), () => Extension.Tests("unit", TimeSpan.FromSeconds(120), Extension.Files("unit")));
            report.Part("view", TimeSpan.FromSeconds(60), () => Extension.Tests("view", TimeSpan.FromSeconds(600), Extension.Files("view")));
        }
        if (Wanted("end-to-end"))
        {
            report.Part("firefox", TimeSpan.FromSeconds(1), Browsers.CheckFirefox);
        }
        Suite("end-to-end", "LocalHttps.EndToEnd", 300);
        if (Wanted("demo"))
        {
            // On a loopback interface of its own: another demo on this machine would play the same devices.
            string[] own = ["unshare", .. Environment.IsPrivilegedProcess ? Array.Empty<string>() : ["--user", "--map-root-user"], "--net", "sh", "-c", "ip link set lo up && exec \"$0\" --headless"];
            report.Part("demo", TimeSpan.FromSeconds(30), () =>
                Counts.Of(new Command(own[0], [.. own[1..], Repository.Executable("tools", "LocalHttps.Demo")]) { Limit = TimeSpan.FromMinutes(8), Variables = Suites.Surroundings() }.Run()));
        }
    }
    report.Close(watch.Elapsed);
    return Interrupt.Received ? 130 : report.ExitCode;
}

Counts Build() => Counts.Of(new Command("dotnet", "build", "LocalHttps.sln", "-v", "q", "--nologo", "-clp:NoSummary") { Limit = TimeSpan.FromMinutes(15) }.Run());

Command FormatCSharp(params IReadOnlyList<string> arguments) =>
    new("dotnet", ["format", "whitespace", "LocalHttps.sln", "--no-restore", .. arguments]) { Limit = TimeSpan.FromMinutes(5) };

Command PublishHost() => new("dotnet", "publish", "native-host", "-c", "Release", "-r", Repository.Runtime, "-o", Path.GetDirectoryName(Repository.Host)!, "-v", "q", "--nologo")
{
    Limit = TimeSpan.FromMinutes(10),
};

int Soak(string name)
{
    var watch = Stopwatch.StartNew();
    var report = new Report();
    var factor = KeyValuePair.Create("LOCALHTTPS_SOAK", (string?)"10");
    Setup.Ensure(yes, Setup.Native, Setup.Lab, name is "hot-plug" ? Setup.MdnsPeers : name is "star-renewals" ? Setup.Star : []);
    if (report.Part("build", TimeSpan.FromSeconds(120), Build) && report.Part("publish", TimeSpan.FromSeconds(90), () => Counts.Of(PublishHost().Run())))
    {
        switch (name)
        {
            case "host-cycles" or "messages":
                report.Part(name, TimeSpan.FromMinutes(20), () => Suites.Dotnet("LocalHttps.Host.Tests", TimeSpan.FromMinutes(30), ["--filter", $"TestCategory={name}"], factor));
                break;
            case "hot-plug":
                report.Part(name, TimeSpan.FromMinutes(10), () => Suites.Dotnet(
                    "LocalHttps.Interop", TimeSpan.FromMinutes(30), ["--filter", $"TestCategory={name}", "--show-stdout", "All", "--output", "Detailed"], factor));
                Console.WriteLine("How long everything took: artifacts/tests/LocalHttps.Interop.log");
                break;
            case "star-renewals":
                report.Part(name, TimeSpan.FromMinutes(15), () => Suites.Dotnet(
                    "LocalHttps.Star.Interop", TimeSpan.FromMinutes(30), ["--filter", $"TestCategory={name}", "--show-stdout", "All", "--output", "Detailed"], factor));
                Console.WriteLine("What was served and logged: artifacts/tests/LocalHttps.Star.Interop.log");
                break;
            case "end-to-end":
                for (var round = 1; round <= 10 && !Interrupt.Received; round++)
                {
                    report.Part($"{name} {round}", TimeSpan.FromMinutes(5), () => Suites.Dotnet("LocalHttps.EndToEnd", TimeSpan.FromMinutes(20)));
                }
                break;
            default:
                return Say($"No long form is called {name}: host-cycles, messages, end-to-end, hot-plug, star-renewals, packets.", 64);
        }
    }
    report.Close(watch.Elapsed);
    return Interrupt.Received ? 130 : report.ExitCode;
}

int Fuzz(string minutes)
{
    if (!double.TryParse(minutes, System.Globalization.CultureInfo.InvariantCulture, out var length) || length is not (> 0 and <= 600))
    {
        return Say("--minutes takes a number above 0 and up to 600.", 64);
    }
    var watch = Stopwatch.StartNew();
    var report = new Report();
    if (report.Part("build", TimeSpan.FromSeconds(120), Build))
    {
        var seconds = KeyValuePair.Create("LOCALHTTPS_FUZZ_SECONDS", (string?)(length * 60).ToString(System.Globalization.CultureInfo.InvariantCulture));
        report.Part("fuzz", TimeSpan.FromMinutes((10 * length) + 1), () => Suites.Dotnet("LocalHttps.Fuzz", TimeSpan.FromMinutes((13 * length) + 5), ["--show-stdout", "All", "--output", "Detailed"], seconds));
    }
    Console.WriteLine($"What was executed: {Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Artifacts, "tests", "LocalHttps.Fuzz.log"))}");
    report.Close(watch.Elapsed);
    return Interrupt.Received ? 130 : report.ExitCode;
}

int Bench(string name)
{
    string[] parts = ["host", "mdns", "star", "star-orders", "star-fleet", "store", "decode", "resolve", "curve", "flood", "packets", "packets-long"];
    if (!parts.Contains(name, StringComparer.Ordinal))
    {
        return Say($"No part of bench is called {name}. Parts: {string.Join(", ", parts.SkipLast(1))}", 64);
    }
    var proxy = name == "store" || name.StartsWith("star", StringComparison.Ordinal);
    Setup.Ensure(yes, proxy ? [Setup.Namespaces, Setup.Star] : [Setup.Native, Setup.Peers, name == "host" ? [] : Setup.MdnsPeers]);
    new Command("dotnet", "build", "tests/LocalHttps.Benchmarks", "-c", "Release", "-v", "q", "--nologo", "-clp:NoSummary").Demand();
    var meter = Repository.Folder("artifacts", "meter");
    if (name == "host")
    {
        PublishHost().Demand();
    }
    else if (proxy)
    {
        new Command("dotnet", "publish", "star-proxy", "-c", "Release", "-o", Repository.Folder("artifacts", "star"), "-v", "q", "--nologo").Demand();
    }
    else
    {
        new Command("dotnet", "publish", "tests/LocalHttps.BrowseMeter", "-c", "Release", "-r", Repository.Runtime, "-o", meter, "-v", "q", "--nologo").Demand();
    }
    var result = Path.Combine(Repository.Artifacts, $"bench-{name}.json");
    return new Command(Repository.Executable("tests", "LocalHttps.Benchmarks", "Release"), name, result)
    {
        Interactive = true,
        Limit = TimeSpan.FromMinutes(15),
        Variables = new Dictionary<string, string?>([.. Suites.Surroundings(), new("LOCALHTTPS_METER", Path.Combine(meter, "LocalHttps.BrowseMeter"))], StringComparer.Ordinal),
    }.Run().ExitCode ?? 1;
}

int Pack()
{
    Setup.Ensure(yes, Setup.Native);
    PublishHost().Demand();
    return Say(string.Join('\n', Packaging.All().Select(path => $"{Path.GetRelativePath(Repository.Root, path)}  {new FileInfo(path).Length / 1024} KiB")), 0);
}

int Format()
{
    Setup.Ensure(yes, Setup.Extension);
    Build();
    FormatCSharp().Demand();
    Extension.Fetch();
    Extension.Script("lint", "--", "--fix").Run();
    return Say("Formatted.", 0);
}
