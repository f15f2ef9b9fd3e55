using System.Security.Cryptography;

namespace LocalHttps.Star.Renewal;

/// <summary>How the worker works.</summary>
internal sealed record RenewalSettings
{
    /// <summary>This instance, as its leases name it: another one after each start.</summary>
    public string Owner { get; init; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>The lifetime of a plain certificate whose order names none.</summary>
    public TimeSpan PlainLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long work is held without a sign of life; after a crash another instance goes on after it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the store is asked for work while nobody rings.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many orders are under way at a CA that has to be waited for.</summary>
    public int Parallelism { get; init; } = 16;

    /// <summary>How many certificates an immediate CA makes for one change of the store.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>How long one step at a CA may take.</summary>
    public TimeSpan StepLimit { get; init; } = TimeSpan.FromMinutes(3);
}
