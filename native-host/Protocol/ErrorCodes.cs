namespace LocalHttps.Host.Protocol;

/// <summary>Stable error codes of the protocol. Append only; clients branch on them.</summary>
public static class ErrorCodes
{
    /// <summary>The frame is not a JSON object of the protocol.</summary>
    public const string InvalidMessage = "invalid-message";

    /// <summary>The message's <c>type</c> is not known.</summary>
    public const string UnknownType = "unknown-type";

    /// <summary>The frame is over the size limit. Parameters: <c>size</c>, <c>limit</c> in bytes.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The reply would be over what the browser accepts.</summary>
    public const string ReplyTooLarge = "reply-too-large";

    /// <summary>The first request must be <c>hello</c>.</summary>
    public const string HelloRequired = "hello-required";

    /// <summary>The host is older than the extension needs. Parameters: <c>version</c>, <c>min</c>, <c>max</c>.</summary>
    public const string HostTooOld = "host-too-old";

    /// <summary>The host is newer than the extension knows. Parameters: <c>version</c>, <c>min</c>, <c>max</c>.</summary>
    public const string HostTooNew = "host-too-new";

    /// <summary>The id is in use by an open request, or out of range.</summary>
    public const string InvalidId = "invalid-id";

    /// <summary>Too many requests are open.</summary>
    public const string Busy = "busy";

    /// <summary>A field's value is not acceptable. Parameters: <c>field</c>.</summary>
    public const string InvalidField = "invalid-field";

    /// <summary>No such device is known now.</summary>
    public const string UnknownDevice = "unknown-device";

    /// <summary>The request was cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The operation took longer than its limit.</summary>
    public const string TimedOut = "timed-out";

    /// <summary>A fresh check differs from what was displayed. Parameters: <c>state</c>.</summary>
    public const string ConfirmChanged = "confirm-changed";

    /// <summary>The device is in a state that cannot be confirmed. Parameters: <c>state</c>, <c>reason</c>.</summary>
    public const string ConfirmRefused = "confirm-refused";

    /// <summary>The trust store is damaged; nothing was overwritten. Parameters: <c>path</c>.</summary>
    public const string TrustStoreCorrupt = "trust-store-corrupt";

    /// <summary>The trust store was written by a newer version. Parameters: <c>path</c>.</summary>
    public const string TrustStoreNewer = "trust-store-newer";

    /// <summary>The trust store cannot be read or written. Parameters: <c>path</c>.</summary>
    public const string TrustStoreUnavailable = "trust-store-unavailable";

    /// <summary>The configuration is not valid. Parameters: <c>path</c>, <c>line</c>, <c>key</c>.</summary>
    public const string InvalidConfiguration = "invalid-configuration";

    /// <summary>A defect of the host; it goes on.</summary>
    public const string Internal = "internal";
}
