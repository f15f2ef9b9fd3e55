using LocalHttps.Acme;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Devices;

namespace LocalHttps.Star.Orders;

/// <summary>Which names can be had without a delegation: those of the ordinary zone, where no device is, and only from the embedded CA.</summary>
internal static class OrdinaryNames
{
    /// <exception cref="AcmeException">rejectedIdentifier, or compound</exception>
    public static void Check(IReadOnlyList<AcmeIdentifier> identifiers, StarSettings settings)
    {
        if (settings.Upstream is not UpstreamSettings.Embedded)
            throw Problems.RejectedIdentifier("This server issues under delegations only.");
        var zone = settings.Validation.OrdinaryZone;
        var faults = identifiers.Where(identifier => !IsOrdinary(BaseOf(identifier), settings))
            .Select(identifier => Problems.RejectedIdentifier($"Without a delegation this server issues for names in {zone} only.", identifier)).ToList();
        if (faults.Count > 0)
            throw faults.Count == 1 ? faults[0] : Problems.Compound(403, [.. faults.Select(fault => fault.Problem)]);
    }

    /// <summary>The name that control is proved over: of a wildcard the one it hangs on.</summary>
    public static string BaseOf(AcmeIdentifier identifier) => IsWildcard(identifier) ? identifier.Value[2..] : identifier.Value;

    /// <summary>Whether it is <c>*.something</c>.</summary>
    public static bool IsWildcard(AcmeIdentifier identifier) => identifier.Value.StartsWith("*.", StringComparison.Ordinal);

    private static bool IsOrdinary(string name, StarSettings settings) =>
        (name == settings.Validation.OrdinaryZone || SettingRules.IsBelow(name, settings.Validation.OrdinaryZone)) && !DeviceCnames.MayBeDevice(name, settings.Zone);
}
