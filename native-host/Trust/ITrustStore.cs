using LocalHttps.Host.Protocol;
using LocalHttps.Identity;

namespace LocalHttps.Host.Trust;

/// <summary>The devices the person confirmed. One store for each user, shared by every running host.</summary>
public interface ITrustStore
{
    /// <summary>Raised on any thread after this or another process changed the store; may be raised without a change.</summary>
    event EventHandler? Changed;

    /// <summary>The entries as they stand now.</summary>
    /// <exception cref="TrustStoreException">The store is damaged, newer than this program, or cannot be read.</exception>
    IReadOnlyList<TrustEntry> Read();

    /// <summary>Replaces the entries under the store's lock: what <paramref name="change"/> gets is what no other host can change meanwhile.</summary>
    /// <param name="change">Makes the new entries of the present ones; what it throws reaches the caller and leaves the store as it was.</param>
    /// <exception cref="TrustStoreException">The store is damaged, newer than this program, or cannot be written; nothing was overwritten.</exception>
    void Update(Func<IReadOnlyList<TrustEntry>, IReadOnlyList<TrustEntry>> change);
}

/// <summary>The trust store cannot be used.</summary>
public sealed class TrustStoreException : ProtocolException
{
    private TrustStoreException(string code, string message, string path, Exception? cause)
        : base(code, message, cause, ("path", path))
    {
    }

    /// <summary>The command that mends it; null where there is none.</summary>
    public string? Remedy { get; private init; }

    /// <summary>The file is not a trust store or was damaged.</summary>
    public static TrustStoreException Corrupt(string path, Exception? cause = null) =>
        new(ErrorCodes.TrustStoreCorrupt, $"The trust store {path} is damaged; it was left as it is.", path, cause);

    /// <summary>A newer version of this program wrote the file.</summary>
    public static TrustStoreException Newer(string path) =>
        new(ErrorCodes.TrustStoreNewer, $"The trust store {path} was written by a newer version; it was left as it is.", path, null);

    /// <summary>The file cannot be read, written or locked.</summary>
    public static TrustStoreException Unavailable(string path, Exception? cause = null) =>
        Unavailable(path, cause?.Message ?? "The system gave no reason.", cause);

    /// <summary>The file cannot be relied on, read, written or locked, for a reason that tells what to do.</summary>
    public static TrustStoreException Unavailable(string path, string reason, Exception? cause = null, string? remedy = null) =>
        new(ErrorCodes.TrustStoreUnavailable, $"The trust store {path} cannot be used. {reason}", path, cause) { Remedy = remedy };
}
