using LocalHttps.Host.Protocol;
using LocalHttps.Host.Trust;

namespace LocalHttps.Host.Install;

/// <summary>What to do about a trust store that cannot be used.</summary>
internal static class TrustRemedy
{
    /// <summary>The remedy for a failure.</summary>
    public static string For(TrustStoreException problem) => problem.Remedy ?? problem.Code switch
    {
        ErrorCodes.TrustStoreNewer => "Use the newer version of this program, or move the file away to begin with no trusted device.",
        ErrorCodes.TrustStoreCorrupt => "Put a copy of the file back, or move it away and confirm your devices again.",
        _ => "Mend this; until then no device is shown as verified.",
    };
}
