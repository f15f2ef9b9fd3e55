using System.Net;

namespace LocalHttps.Mdns;

/// <summary>How many queries are looked at: a thousand a second, and of each asker a few whatever the others do, so that nobody's flood mutes the answers.</summary>
internal sealed class QueryLimit
{
    private const int PerSecond = 1000;
    // A browser that starts asks four times in seven seconds, one that probes four times in one, with several packets of known answers where it knows many.
    private const int OfEachAtOnce = 16;
    private const int OfEachPerSecond = 4;
    private const int Askers = 1024;
    private readonly RateGate all = new(PerSecond, PerSecond);
    private readonly SenderTable<RateGate> each = new(Askers, () => new RateGate(OfEachAtOnce, OfEachPerSecond), (gate, now) => gate.IsIdle(now));

    /// <summary>Whether a query of this asker is looked at now.</summary>
    /// <param name="asker">The asker.</param>
    /// <param name="now">Now.</param>
    /// <param name="own">Whether it is one of his own few: only those get packets of their own, for an asker's address is easily forged.</param>
    public bool TryPass(IPAddress asker, TimeSpan now, out bool own)
    {
        // What is an asker's own counts among all too: a quiet network has no more than the thousand.
        own = each.Find(asker, now).TryPass(now);
        return all.TryPass(now) || own;
    }
}
