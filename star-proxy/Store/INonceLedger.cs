namespace LocalHttps.Star.Store;

/// <summary>Hands out nonces and takes each back once (RFC 8555 §6.5).</summary>
internal interface INonceLedger
{
    /// <summary>A fresh nonce, base64url.</summary>
    string Create();

    /// <summary>Whether the nonce was handed out, is not too old and comes back for the first time; of parallel callers one is told yes.</summary>
    ValueTask<bool> TryUseAsync(string nonce, CancellationToken cancellation);
}
