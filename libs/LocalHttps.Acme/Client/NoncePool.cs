using System.Collections.Concurrent;

namespace LocalHttps.Acme;

/// <summary>Nonces that came with answers, for the next requests (RFC 8555 §6.5). The newest is taken first: old ones expire.</summary>
internal sealed class NoncePool
{
    private const int Most = 32;
    private readonly ConcurrentStack<string> nonces = new();

    /// <summary>Keeps what is in the alphabet of §6.5.1 and not too long; the rest is ignored, as the clause says.</summary>
    public void Add(string? nonce)
    {
        if (nonce is not { Length: > 0 and <= FlattenedJws.MaximumText } || !StrictBase64Url.IsValid(nonce))
            return;
        if (nonces.Count >= Most)
            nonces.Clear();
        nonces.Push(nonce);
    }

    public string? Take() => nonces.TryPop(out var nonce) ? nonce : null;

    public void Clear() => nonces.Clear();
}
