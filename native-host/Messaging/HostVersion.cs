namespace LocalHttps.Host.Messaging;

/// <summary>What the host says of itself.</summary>
public static class HostVersion
{
    /// <summary>The version, semantic.</summary>
    public static string Text { get; } = typeof(HostVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>What this host can do beyond the protocol version.</summary>
    public static IReadOnlyList<string> Capabilities { get; } = [];
}
