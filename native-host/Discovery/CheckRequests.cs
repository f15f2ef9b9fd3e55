using LocalHttps.Host.Verification;

namespace LocalHttps.Host.Discovery;

/// <summary>The checks that somebody asks for and that the person sees running.</summary>
/// <param name="gate">The directory's lock.</param>
/// <param name="list">The rows.</param>
/// <param name="trusted">The trust store.</param>
/// <param name="checks">Starts checks.</param>
/// <param name="assemble">Puts the list together anew, which chooses the endpoints whose turn it is.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckRequests(Lock gate, PublishedList list, TrustedList trusted, DeviceChecks checks, Action assemble, TimeProvider time)
{
    /// <summary>How long the endpoints of a flooded trusted device take turns within one request; the longest turn comes on top.</summary>
    public static readonly TimeSpan LongestTurns = TimeSpan.FromSeconds(8);

    // A clock that stands still must not make the turns endless.
    private const int MostTurns = 64;

    /// <summary>Checks a device now.</summary>
    public async Task<CheckedDevice> VerifyAsync(string key, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var turn = 1; ; turn++)
        {
            var (row, round) = Start(key);
            await (round?.Enough ?? Task.CompletedTask).WaitAsync(cancellationToken);
            lock (gate)
            {
                if (!row.HasUntried || turn == MostTurns || time.GetElapsedTime(start) >= LongestTurns)
                {
                    return list.Judge(row, round?.Observations ?? []);
                }
            }
            assemble();
        }
    }

    /// <summary>Starts a check of every device that none is under way of.</summary>
    public void CheckAll()
    {
        lock (gate)
        {
            foreach (var row in list.Table.Rows.Where(row => row.CanCheck && row.ShownRounds == 0))
            {
                checks.StartShown(row);
                list.MarkChanged(row);
            }
        }
    }

    private (DeviceRow Row, CheckRound? Round) Start(string key)
    {
        lock (gate)
        {
            trusted.ThrowIfUnusable();
            var row = list.Require(key);
            var round = row.CanCheck ? checks.StartShown(row) : null;
            list.Publish(row);
            return (row, round);
        }
    }
}
