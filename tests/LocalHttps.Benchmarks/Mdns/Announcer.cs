namespace LocalHttps.Benchmarks;

/// <summary>This program at work in another namespace: answering for devices, or flooding.</summary>
internal sealed class Announcer : IDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(30);
    private readonly Metered program;

    private Announcer(Metered program)
    {
        this.program = program;
        program.Expect("ready", ReadyLimit);
    }

    /// <summary>Devices that answer.</summary>
    public static Announcer Devices(BenchLink link, int count, string name, params IEnumerable<string> more) =>
        new(new Metered(link.Devices.Inside([Self, "responder", "eth0", $"{count}", name, .. more])));

    /// <summary>A flood that waits for its sign.</summary>
    public static Announcer Flood(BenchLink link, int count, int rate, IEnumerable<string> addresses) =>
        new(new Metered(link.Neighbour.Inside([Self, "flood-source", "eth0", $"{count}", $"{rate}", string.Join(',', addresses)])));

    private static string Self => Environment.ProcessPath!;

    /// <summary>Lets the devices announce themselves; returns when they did.</summary>
    public long Announce()
    {
        program.Say();
        return program.Expect("announced", ReadyLimit).At;
    }

    /// <summary>Forgets the questions heard so far.</summary>
    public void Forget() => program.Forget();

    /// <summary>When the first question was heard since.</summary>
    public long FirstQuestion() => program.Expect("asked", ReadyLimit).At;

    /// <summary>Lets the flood begin.</summary>
    public void Begin()
    {
        program.Say();
        program.Expect("begun", ReadyLimit);
    }

    /// <summary>Waits for the flood's end.</summary>
    public void WaitForEnd(TimeSpan limit) => program.Expect("ended", limit);

    /// <inheritdoc/>
    public void Dispose() => program.Dispose();
}
