using System.Net.NetworkInformation;
using LocalHttps.Host.Text;

namespace LocalHttps.Host.Configuration;

/// <summary>What to say of the interfaces a person chose.</summary>
internal static class InterfaceChoice
{
    /// <summary>The option that chooses interfaces.</summary>
    public const string Option = "--interface";

    /// <summary>The names of this computer's interfaces.</summary>
    public static IReadOnlyList<string> Present() => [.. NetworkInterface.GetAllNetworkInterfaces().Select(nic => nic.Name).Order(StringComparer.Ordinal)];

    /// <summary>The chosen names that are not there.</summary>
    public static IReadOnlyList<string> Missing(HostSettings settings, IReadOnlyList<string> present) =>
        [.. settings.InterfaceNames.Except(present, StringComparer.Ordinal)];

    /// <summary>Which names are not there, and where they were written.</summary>
    public static string NotThere(HostSettings settings, IReadOnlyList<string> missing) =>
        $"{settings.InterfacesSetBy}: There is no network interface {string.Join(" and no ", missing.Take(5).Select(Shown.Quoted))} on this computer.";

    /// <summary>Why nothing can be searched although the chosen interfaces are there, or none was chosen.</summary>
    public static string CannotSearch(HostSettings settings) => settings.InterfaceNames.Count == 0
        ? "no interface is up that can multicast."
        : $"{settings.InterfacesSetBy} chooses {string.Join(", ", settings.InterfaceNames.Take(5).Select(Shown.Quoted))}, and none of these is up with an address.";

    /// <summary>What there is to choose from.</summary>
    public static string There(IReadOnlyList<string> present) => present.Count == 0 ? "There is none." : $"There are: {string.Join(", ", present.Select(name => Shown.OnOneLine(name, 60)))}.";
}
