using System.Globalization;

namespace LocalHttps.Host.Tests.Support;

/// <summary>How much longer the long forms are; <c>build.cs soak</c> sets it.</summary>
internal static class Soak
{
    /// <summary>1 in an ordinary run.</summary>
    public static int Factor { get; } =
        int.Parse(Environment.GetEnvironmentVariable("LOCALHTTPS_SOAK") is { Length: > 0 } factor ? factor : "1", CultureInfo.InvariantCulture);
}
