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

    public IReadOnlyList<TrustEntry> Read() => Problem is null ? entries : throw Problem;

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

    public void RaiseChanged() => Changed?.Invoke(this, EventArgs.Empty);
}
