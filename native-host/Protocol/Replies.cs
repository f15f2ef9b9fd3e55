using System.Text.Json.Serialization;

namespace LocalHttps.Host.Protocol;

/// <summary>A message from the host: a final reply to a request, or an event of one that is still open.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(WelcomeReply), "welcome")]
[JsonDerivedType(typeof(WatchingReply), "watching")]
[JsonDerivedType(typeof(DeviceEvent), "device")]
[JsonDerivedType(typeof(NetworkEvent), "network")]
[JsonDerivedType(typeof(StepEvent), "step")]
[JsonDerivedType(typeof(VerifiedReply), "verified")]
[JsonDerivedType(typeof(PreflightReply), "preflight")]
[JsonDerivedType(typeof(ConfirmedReply), "confirmed")]
[JsonDerivedType(typeof(TrustedReply), "trusted")]
[JsonDerivedType(typeof(DoneReply), "done")]
[JsonDerivedType(typeof(ErrorReply), "error")]
public abstract record Reply
{
    /// <summary>The id of the request; null only in an error for a message whose id could not be read.</summary>
    [JsonPropertyOrder(-1)]
    public required int? Id { get; init; }
}

/// <summary>The host's answer to <c>hello</c>.</summary>
public sealed record WelcomeReply : Reply
{
    /// <summary>The host's version, semantic.</summary>
    public required string Version { get; init; }

    /// <summary>The protocol version both will speak.</summary>
    public required int Protocol { get; init; }

    /// <summary>What this host can do beyond the protocol version, as stable words.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }
}

/// <summary>Discovery has started.</summary>
public sealed record WatchingReply : Reply
{
    /// <summary>The state of the network.</summary>
    public required NetworkState Network { get; init; }
}

/// <summary>A device appeared, changed or went.</summary>
public sealed record DeviceEvent : Reply
{
    /// <summary>What happened.</summary>
    public required DeviceChange Change { get; init; }

    /// <summary>The device as it is now; for <c>removed</c>, as it was.</summary>
    public required DeviceView Device { get; init; }
}

/// <summary>The state of the network changed.</summary>
public sealed record NetworkEvent : Reply
{
    /// <summary>The state now.</summary>
    public required NetworkState Network { get; init; }
}

/// <summary>A step of the pre-flight began or ended.</summary>
public sealed record StepEvent : Reply
{
    /// <summary>The step.</summary>
    [KnownValues("PreflightStep", "verdict", "device-name", "name-lookup", "origin")]
    public required string Step { get; init; }

    /// <summary>How it stands.</summary>
    public required StepState State { get; init; }

    /// <summary>What was found, by code; null while it runs.</summary>
    public required FindingView? Finding { get; init; }
}

/// <summary>The fresh verdict of one device.</summary>
public sealed record VerifiedReply : Reply
{
    /// <summary>The device with its fresh verdict.</summary>
    public required DeviceView Device { get; init; }
}

/// <summary>The outcome of the pre-flight.</summary>
public sealed record PreflightReply : Reply
{
    /// <summary>Whether every step passed or was not needed.</summary>
    public required bool Passed { get; init; }

    /// <summary>The device with its fresh verdict.</summary>
    public required DeviceView Device { get; init; }
}

/// <summary>The device is trusted now.</summary>
public sealed record ConfirmedReply : Reply
{
    /// <summary>The device with the verdict after confirmation.</summary>
    public required DeviceView Device { get; init; }
}

/// <summary>The trusted devices.</summary>
public sealed record TrustedReply : Reply
{
    /// <summary>The entries by name.</summary>
    public required IReadOnlyList<TrustedDevice> Entries { get; init; }
}

/// <summary>The request was carried out.</summary>
public sealed record DoneReply : Reply;

/// <summary>The request failed.</summary>
public sealed record ErrorReply : Reply
{
    /// <summary>A stable code of <see cref="ErrorCodes"/>.</summary>
    [KnownValues("ErrorCode", typeof(ErrorCodes))]
    public required string Code { get; init; }

    /// <summary>English text for logs; the extension shows its own text for the code.</summary>
    public required string Message { get; init; }

    /// <summary>Values for the extension's text.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }
}
