using LocalHttps.Host.Trust;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Fakes;

/// <summary>A trust store in memory.</summary>
internal sealed class FakeTrustStore : ITrustStore
{
    private readonly Lock gate = new();
    private IReadOnlyList<TrustEntry> entries = [];

    public event EventHandler? Changed;

    /// <summary>What every use fails with; null for none.</summary>
    public TrustStoreException? Problem { get; set; }

    /// <summary>Runs before an update takes the lock, as another host would that is faster.</summary>
    public Action? BeforeUpdate { get; set; }

    /// <summary>Whether the notice of a change is on its way for ever.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Runs after the next reading has taken the entries and before it gives them, once.</summary>
    public Action? DuringRead { get; set; }

    public IReadOnlyList<TrustEntry> Read()
    {
        var read = Problem is null ? entries : throw Problem;
        var during = DuringRead;
        DuringRead = null;
        during?.Invoke();
        return read;
    }

    public void Update(Func<IReadOnlyList<TrustEntry>, IReadOnlyList<TrustEntry>> change)
    {
        BeforeUpdate?.Invoke();
        lock (gate)
        {
            entries = change(Read());
        }
        RaiseChanged();
    }

    public void Set(params TrustEntry[] now)
    {
        entries = now;
        RaiseChanged();
    }

    public void RaiseChanged()
    {
        if (!IsSilent)
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }
}
