using System.Collections.Concurrent;
using LocalHttps.Acme;

namespace LocalHttps.Star.Accounts;

/// <summary>The keys of accounts that asked lately, each one object: a key verifies faster the second time. Which account has which key is the store's to say.</summary>
internal sealed class AccountKeys(int mostYoung = AccountKeys.MostYoung)
{
    // Two kilobytes each at most; both generations together are those of ten thousand accounts.
    private const int MostYoung = 5000;

    private ConcurrentDictionary<string, JsonWebKey> young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, JsonWebKey> old = new(StringComparer.Ordinal);
    private int count;

    /// <summary>The key of an account.</summary>
    /// <param name="jwk">As the store keeps it.</param>
    public JsonWebKey Read(string jwk)
    {
        if (young.TryGetValue(jwk, out var known))
            return known;
        var key = old.TryGetValue(jwk, out var before) ? before : JsonWebKey.Parse(jwk);
        if (Interlocked.Increment(ref count) > mostYoung)
        {
            (old, young) = (young, new(StringComparer.Ordinal));
            count = 1;
        }
        return young.GetOrAdd(jwk, key);
    }
}
