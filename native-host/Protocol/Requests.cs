using System.Text.Json.Serialization;

namespace LocalHttps.Host.Protocol;

/// <summary>A message from the extension. Every request carries an id that its replies repeat.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(HelloRequest), "hello")]
[JsonDerivedType(typeof(WatchRequest), "watch")]
[JsonDerivedType(typeof(RescanRequest), "rescan")]
[JsonDerivedType(typeof(VerifyRequest), "verify")]
[JsonDerivedType(typeof(PreflightRequest), "preflight")]
[JsonDerivedType(typeof(ConfirmRequest), "confirm")]
[JsonDerivedType(typeof(RenameRequest), "rename")]
[JsonDerivedType(typeof(ForgetRequest), "forget")]
[JsonDerivedType(typeof(ListTrustedRequest), "list-trusted")]
[JsonDerivedType(typeof(CancelRequest), "cancel")]
public abstract record Request
{
    /// <summary>Chosen by the extension, unique among its open requests, 1 to 2^31-1.</summary>
    [JsonPropertyOrder(-1)]
    public required int Id { get; init; }
}

/// <summary>The first request. Answered by <see cref="WelcomeReply"/>, or by an error when no version is common.</summary>
public sealed record HelloRequest : Request
{
    /// <summary>The protocol versions the extension speaks.</summary>
    public required VersionRange Protocol { get; init; }
}

/// <summary>Starts discovery. Answered by <see cref="WatchingReply"/>, then by <see cref="DeviceEvent"/> and <see cref="NetworkEvent"/> until cancelled.</summary>
public sealed record WatchRequest : Request;

/// <summary>Asks the network again and checks every device again. Answered by <see cref="DoneReply"/>.</summary>
public sealed record RescanRequest : Request;

/// <summary>Checks one device again. Answered by <see cref="VerifiedReply"/>.</summary>
public sealed record VerifyRequest : Request
{
    /// <summary>The device's key.</summary>
    public required string Device { get; init; }
}

/// <summary>Runs the pre-flight. Answered by <see cref="StepEvent"/>s, then by <see cref="PreflightReply"/>.</summary>
public sealed record PreflightRequest : Request
{
    /// <summary>The device's key.</summary>
    public required string Device { get; init; }

    /// <summary>The origin of the web app that asks for the device, as a browser writes it; null for none.</summary>
    public required string? Origin { get; init; }
}

/// <summary>The person says "this is mine". Refused when a fresh check differs from what was displayed. Answered by <see cref="ConfirmedReply"/>.</summary>
public sealed record ConfirmRequest : Request
{
    /// <summary>The device's key.</summary>
    public required string Device { get; init; }

    /// <summary>The CNAME that was on display.</summary>
    public required string Cname { get; init; }

    /// <summary>The SPKI SHA-256 that was on display, lower-case hexadecimal.</summary>
    public required string SpkiSha256 { get; init; }

    /// <summary>The DeviceName the person gave or kept.</summary>
    public required string Name { get; init; }

    /// <summary>The weaknesses the person accepted.</summary>
    [KnownValues("Weakness", "long-lived", "shared-name")]
    public required IReadOnlyList<string> Accept { get; init; }
}

/// <summary>Gives a trusted device another DeviceName. Answered by <see cref="DoneReply"/>.</summary>
public sealed record RenameRequest : Request
{
    /// <summary>The trusted device's public name.</summary>
    public required string Cname { get; init; }

    /// <summary>The new DeviceName.</summary>
    public required string Name { get; init; }
}

/// <summary>Ends the trust in a device. Answered by <see cref="DoneReply"/>.</summary>
public sealed record ForgetRequest : Request
{
    /// <summary>The trusted device's public name.</summary>
    public required string Cname { get; init; }
}

/// <summary>Asks for the trusted devices. Answered by <see cref="TrustedReply"/>.</summary>
public sealed record ListTrustedRequest : Request;

/// <summary>Ends an open request, which then answers with the error <c>cancelled</c>. Answered by <see cref="DoneReply"/>, also when the target is already over.</summary>
public sealed record CancelRequest : Request
{
    /// <summary>The id of the request to end.</summary>
    public required int Target { get; init; }
}

/// <summary>An inclusive range of protocol versions.</summary>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
public sealed record VersionRange(int Min, int Max);
