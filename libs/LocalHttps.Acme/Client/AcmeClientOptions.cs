namespace LocalHttps.Acme;

/// <summary>How an <see cref="AcmeClient"/> behaves.</summary>
public sealed record AcmeClientOptions
{
    /// <summary>The server's directory.</summary>
    public required Uri Directory { get; init; }

    /// <summary>The account's URL from an earlier <see cref="AcmeClient.RegisterAsync"/>; null: not registered yet.</summary>
    public Uri? Account { get; init; }

    /// <summary>The clock, for reading and for waiting.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether plain http is spoken to a loopback address; to all others never.</summary>
    public bool AllowHttpOnLoopback { get; init; }

    /// <summary>How long one request may take, with its answer.</summary>
    public TimeSpan RequestLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most bytes of an answer.</summary>
    public int LargestAnswer { get; init; } = 256 * 1024;

    /// <summary>How often a request is sent again after <c>badNonce</c> (RFC 8555 §6.5).</summary>
    public int NonceRetries { get; init; } = 8;

    /// <summary>The wait between two looks at an order or an authorization where the server names none; doubled each time up to 16 times.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two looks, whatever the server says.</summary>
    public TimeSpan LongestPoll { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Sent with each request (RFC 8555 §6.1).</summary>
    public string UserAgent { get; init; } = "LocalHttps.Acme/0.1";
}
