using System.Net;
using System.Net.Sockets;
using LocalHttps.Host.Configuration;
using LocalHttps.Host.Text;
using LocalHttps.Host.Trust;

namespace LocalHttps.Host.Install;

/// <summary>Looks at what every browser needs: configuration, trust store, network.</summary>
internal static class ComputerChecks
{
    /// <summary>Whether the configuration can be used; the settings where it can.</summary>
    public static (Check Check, HostSettings? Settings) Configuration(UserPlaces places, TimeProvider time)
    {
        const string id = "configuration";
        var path = places.ConfigurationFile;
        try
        {
            var settings = ConfigurationFile.Load(path, places.Home);
            var now = time.GetUtcNow();
            if (settings.LabRoots.FirstOrDefault(root => root.NotAfter.ToUniversalTime() < now.UtcDateTime) is { } expired)
            {
                return (Check.Warn(id, $"{path}: the root {Shown.OnOneLine(expired.Subject)} has expired.", "Renew it, or remove it from trustRoots."), settings);
            }
            return (Check.Pass(id, File.Exists(path) ? $"{path} is valid{Roots(settings)}." : $"There is no {path}; the defaults stand."), settings);
        }
        catch (ConfigurationException problem)
        {
            return (Check.Fail(id, problem.Message, "Mend this; until then the browsers show an error."), null);
        }
    }

    private static string Roots(HostSettings settings) => settings.LabRoots.Count switch
    {
        0 => "",
        1 => " and adds one root",
        var count => $" and adds {count} roots",
    };

    /// <summary>Whether the trust store can be read.</summary>
    public static Check TrustStore(UserPlaces places, TimeProvider time)
    {
        const string id = "trust-store";
        var path = places.TrustStoreFile;
        try
        {
            using var store = new FileTrustStore(path, time);
            var count = store.Read().Count;
            return Check.Pass(id, File.Exists(path) ? $"{path} holds {count} trusted {(count == 1 ? "device" : "devices")}." : "No device is trusted yet.");
        }
        catch (TrustStoreException problem)
        {
            return Check.Fail(id, problem.Message, TrustRemedy.For(problem));
        }
    }

    /// <summary>Whether there is an interface to search.</summary>
    public static Check Interfaces(HostSettings settings, IReadOnlyList<string> searched, IReadOnlyList<string> present)
    {
        const string id = "interfaces";
        var missing = InterfaceChoice.Missing(settings, present);
        if (missing.Count > 0)
        {
            var sentence = InterfaceChoice.NotThere(settings, missing);
            return searched.Count == 0
                ? Check.Fail(id, sentence, InterfaceChoice.There(present))
                : Check.Warn(id, $"{sentence} Devices are searched on {string.Join(", ", searched)}.", InterfaceChoice.There(present));
        }
        return searched.Count == 0
            ? Check.Fail(id, $"There is no network to search: {InterfaceChoice.CannotSearch(settings)}", $"Connect to the network of the devices. {InterfaceChoice.There(present)}")
            : Check.Pass(id, $"Devices are searched on {string.Join(", ", searched)}.");
    }

    /// <summary>Whether a Chromium from Snap is there, which cannot be registered with; null where none is.</summary>
    /// <param name="places">This user's places.</param>
    /// <param name="root">The root of the file system.</param>
    public static Check? SnapChromium(UserPlaces places, string root)
    {
        string[] traces =
        [
            Path.Combine(root, "snap", "bin", "chromium"),
            Path.Combine(root, "var", "lib", "snapd", "snap", "bin", "chromium"),
            Path.Combine(places.Home, "snap", "chromium"),
        ];
        return places.Platform == HostPlatform.Linux && traces.FirstOrDefault(trace => File.Exists(trace) || Directory.Exists(trace)) is { } found
            ? Check.Warn(
                "snap",
                $"Chromium from Snap is here ({found}). It starts no program outside its snap, so LocalHttps cannot work in it.",
                "Use Firefox, or a Chromium, Chrome, Edge, Brave or Vivaldi that is not from Snap.")
            : null;
    }

    /// <summary>Whether UDP port 5353 can be shared (RFC 6762 §15.1). Nothing is sent.</summary>
    public static Check MulticastPort()
    {
        const string id = "port-5353";
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Any, 5353));
            return Check.Pass(id, "UDP port 5353 can be used.");
        }
        catch (SocketException problem)
        {
            return Check.Fail(
                id,
                $"UDP port 5353 cannot be used: {problem.Message}.",
                OperatingSystem.IsWindows() ? "See who holds it: netstat -abn -p udp" : "Another program keeps it for itself. See which: ss -ulpn 'sport = :5353'");
        }
    }
}
