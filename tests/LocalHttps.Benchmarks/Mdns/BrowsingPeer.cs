using System.Diagnostics;
using System.Globalization;
using LocalHttps.EndToEnd;
using LocalHttps.Lab;

namespace LocalHttps.Benchmarks;

/// <summary>Whose browser it is.</summary>
internal enum BrowserOf
{
    /// <summary>This project's, compiled ahead of time as the host is.</summary>
    Ours,

    /// <summary>python-zeroconf's.</summary>
    Zeroconf,

    /// <summary>avahi-daemon's, asked by avahi-browse. Its numbers are the daemon's and, for time, avahi-browse's too.</summary>
    Avahi,
}

/// <summary>A browser that was started afresh and is measured from the moment it begins.</summary>
internal sealed class BrowsingPeer : IAsyncDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(20);
    private readonly BrowserOf kind;
    private readonly Metered program;
    private readonly AvahiDaemon? daemon;
    private readonly int measured;
    private readonly double processorAtStart;
    private readonly double residentAtStart;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly string instance;

    private BrowsingPeer(BrowserOf kind, Metered program, AvahiDaemon? daemon, int measured, double processorAtStart, double residentAtStart, string instance)
    {
        this.kind = kind;
        this.program = program;
        this.daemon = daemon;
        this.measured = measured;
        this.processorAtStart = processorAtStart;
        this.residentAtStart = residentAtStart;
        this.instance = instance;
    }

    /// <summary>Whether it is Avahi.</summary>
    public bool IsAvahi => kind == BrowserOf.Avahi;

    /// <summary>Milliseconds of processor time since it began. The message bus between Avahi's two programs is left out.</summary>
    public double ProcessorTime => Metered.ProcessorTime(measured) - processorAtStart + (kind == BrowserOf.Avahi ? Metered.ProcessorTime(program.Id) : 0);

    /// <summary>MiB by which its memory grew at the most.</summary>
    public double Growth => Metered.Peak(measured) - residentAtStart;

    /// <summary>The name for people.</summary>
    public static string Name(BrowserOf kind) => kind switch
    {
        BrowserOf.Ours => "LocalHttps",
        BrowserOf.Zeroconf => "python-zeroconf",
        _ => "Avahi",
    };

    /// <summary>Starts one in the link's browsing computer; it begins to browse at once.</summary>
    /// <param name="kind">Whose.</param>
    /// <param name="link">Where.</param>
    /// <param name="wanted">How many instances are to be resolved; 0 when only the named one matters.</param>
    /// <param name="instance">The one that is to be found.</param>
    public static async Task<BrowsingPeer> StartAsync(BrowserOf kind, BenchLink link, int wanted, string instance)
    {
        var space = link.Browser;
        if (kind == BrowserOf.Avahi)
        {
            return await StartAvahiAsync(link, wanted, instance);
        }
        string[] command = kind == BrowserOf.Ours
            ? [Meter, "eth0", $"{wanted}", instance]
            : ["/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "Mdns", "zeroconf_meter.py"), space.Ipv4, $"{wanted}", instance];
        var started = new Metered(space.Inside(command));
        started.Expect("ready", ReadyLimit);
        var peer = new BrowsingPeer(kind, started, null, started.Id, Metered.ProcessorTime(started.Id), Metered.Resident(started.Id), instance);
        started.Say();
        return peer;
    }

    /// <summary>How many milliseconds it took from the beginning until all that is wanted was resolved, and when that was; null when it did not happen.</summary>
    public (double Elapsed, long At)? UntilResolved(int wanted, TimeSpan limit)
    {
        if (kind != BrowserOf.Avahi)
        {
            return program.Next(line => line.StartsWith("resolved ", StringComparison.Ordinal), limit) is { } said
                ? (double.Parse(said.Text.Split(' ')[1], CultureInfo.InvariantCulture), said.At)
                : null;
        }
        return program.Next(line => Resolved(line) is { } name && names.Add(name) && names.Count == wanted, limit) is { } last
            ? (Stopwatch.GetElapsedTime(program.Started, last.At).TotalMilliseconds, last.At)
            : null;
    }

    /// <summary>Ends it and asks how many it resolved. Not for Avahi.</summary>
    public int End()
    {
        program.Say();
        return int.Parse(program.Expect("ended", ReadyLimit).Text.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The moment when the named instance was found; null when it was not.</summary>
    public long? UntilFound(TimeSpan limit) =>
        program.Next(line => kind == BrowserOf.Avahi ? line.StartsWith('+') && line.Contains($";{Escape(instance)};", StringComparison.Ordinal) : line == "found", limit)?.At;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        program.Dispose();
        if (daemon is not null)
        {
            await daemon.DisposeAsync();
        }
    }

    private static string Meter => Environment.GetEnvironmentVariable("LOCALHTTPS_METER") ?? Path.Combine(Places.Repository, "artifacts", "meter", "LocalHttps.BrowseMeter");

    private static async Task<BrowsingPeer> StartAvahiAsync(BenchLink link, int wanted, string instance)
    {
        var server = new AvahiDaemon(link.Browser, Path.Combine(MdnsBenchmark.Folder, $"avahi-{link.Browser.Name}"));
        // A daemon that was killed leaves the address of its bus behind.
        File.Delete($"/run/lab-{link.Browser.Name}.bus");
        await server.StartAsync(new DeviceSpec(link.Browser.Name) { Services = [] }, withBus: true);
        var id = server.Id;
        var (processor, resident) = (Metered.ProcessorTime(id), Metered.Resident(id));
        // In a flood nobody answers for the names, and avahi-browse gives up when it may ask for no more of them.
        string[] resolve = wanted > 0 ? ["--resolve"] : [];
        var client = new Metered(link.Browser.Inside(["stdbuf", "-oL", "avahi-browse", .. resolve, "--parsable", "_https._tcp"]), server.Environment);
        return new BrowsingPeer(BrowserOf.Avahi, client, server, id, processor, resident, instance);
    }

    private static string Escape(string name) => name.Replace(" ", "\\032", StringComparison.Ordinal);

    // =;eth0;IPv4;Device\0320001;_https._tcp;local;device-0001.local;10.77.100.2;443;"…"
    private static string? Resolved(string line) => line.StartsWith("=;", StringComparison.Ordinal) ? line.Split(';')[3] : null;
}
