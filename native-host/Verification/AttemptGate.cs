using System.Net;

namespace LocalHttps.Host.Verification;

/// <summary>Keeps strangers' announcements from making this program a weapon: bounds how many attempts run at once, over all and for each address,
/// and how many are begun against one address in a second. Trusted devices, whose number the person decides, have lanes of their own and pass the
/// overall bound: strangers who announce a trusted device's address do not hold it up.</summary>
public sealed class AttemptGate(TimeProvider time) : IDisposable
{
    /// <summary>Attempts at once for devices nobody trusts. Each is a socket and some 50 KB.</summary>
    public const int MaximumAtOnce = 192;

    /// <summary>Attempts at once against one address.</summary>
    public const int MaximumPerAddress = 16;

    /// <summary>Attempts against one address that may begin together after a pause. A gateway may front dozens of devices.</summary>
    public const int Burst = 128;

    /// <summary>Attempts against one address in a second beyond the burst.</summary>
    public const int PerSecond = 16;

    // Idle lanes are swept when there are more than this.
    private const int KeptLanes = 256;

    private readonly SemaphoreSlim overall = new(MaximumAtOnce);
    private readonly Dictionary<(IPAddress Address, bool IsTrusted), Lane> lanes = [];

    /// <summary>Waits for a place; dispose it when the attempt is over.</summary>
    public async Task<IDisposable> EnterAsync(IPAddress address, bool isTrusted, CancellationToken cancellationToken)
    {
        var key = (address, isTrusted);
        var lane = Join(key);
        try
        {
            await lane.Places.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(lane);
            throw;
        }
        var pass = new Pass(this, lane, overall: isTrusted ? null : overall);
        try
        {
            await DelayAsync(lane, cancellationToken);
            await pass.EnterOverallAsync(cancellationToken);
            return pass;
        }
        catch
        {
            pass.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => overall.Dispose();

    private Lane Join((IPAddress Address, bool IsTrusted) key)
    {
        lock (lanes)
        {
            if (!lanes.TryGetValue(key, out var lane))
            {
                lanes[key] = lane = new Lane(time.GetTimestamp());
            }
            lane.Users++;
            return lane;
        }
    }

    private void Leave(Lane lane)
    {
        lock (lanes)
        {
            lane.Users--;
            if (lanes.Count <= KeptLanes)
            {
                return;
            }
            // A lane is forgotten only when its allowance is whole again, so leaving and coming back gains nothing.
            foreach (var idle in lanes.Where(item => item.Value.Users == 0 && item.Value.IsWhole(time)).Select(item => item.Key).ToArray())
            {
                lanes.Remove(idle);
            }
        }
    }

    private async Task DelayAsync(Lane lane, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (lanes)
        {
            wait = lane.Take(time);
        }
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>One address's places and allowance (a token bucket that may go into debt, so that waiting is first come, first served).</summary>
    private sealed class Lane(long start)
    {
        private double tokens = Burst;
        private long at = start;

        public SemaphoreSlim Places { get; } = new(MaximumPerAddress);

        public int Users { get; set; }

        public TimeSpan Take(TimeProvider time)
        {
            Refill(time);
            tokens--;
            return tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-tokens / PerSecond);
        }

        public bool IsWhole(TimeProvider time)
        {
            Refill(time);
            return tokens >= Burst;
        }

        private void Refill(TimeProvider time)
        {
            var now = time.GetTimestamp();
            tokens = Math.Min(Burst, tokens + (time.GetElapsedTime(at, now).TotalSeconds * PerSecond));
            at = now;
        }
    }

    private sealed class Pass(AttemptGate gate, Lane lane, SemaphoreSlim? overall) : IDisposable
    {
        private bool entered;
        private int disposed;

        public async Task EnterOverallAsync(CancellationToken cancellationToken)
        {
            if (overall is not null)
            {
                await overall.WaitAsync(cancellationToken);
                entered = true;
            }
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) != 0)
            {
                return;
            }
            if (entered)
            {
                overall!.Release();
            }
            lane.Places.Release();
            gate.Leave(lane);
        }
    }
}
