using System.Text;
using LocalHttps.Mdns;

namespace LocalHttps.Identity;

/// <summary>Guesses what a device is, for the icon and nothing else.</summary>
internal static class DeviceKinds
{
    /// <summary>The kind of a device nothing is known of.</summary>
    public const string Unknown = "device";

    private static readonly string[] HintKeys = ["kind", "md", "ty", "model", "am", "product", "usb_mdl", "usb_mfg", "manufacturer", "vendor"];

    private static readonly (string Kind, string[] Types)[] ByType =
    [
        ("printer", ["_ipp", "_ipps", "_printer", "_pdl-datastream", "_scanner", "_uscan", "_uscans"]),
        ("nas", ["_smb", "_afpovertcp", "_nfs", "_adisk", "_webdav", "_webdavs"]),
        ("camera", ["_rtsp", "_axis-video", "_onvif"]),
        ("tv", ["_googlecast", "_airplay", "_androidtvremote2", "_roku-rcp", "_mediaremotetv", "_viziocast"]),
        ("home", ["_hap", "_home-assistant", "_matter", "_hue", "_homekit"]),
        ("plug", ["_shelly", "_wled", "_tasmota"]),
        ("router", ["_openwrt", "_fritzbox"]),
    ];

    // Order matters: the first that has a word in the text wins ("TV box" before "box", "print server" before "server").
    private static readonly (string Kind, string[] Words)[] ByWord =
    [
        ("printer", ["printer", "print", "scanner", "laserjet", "officejet", "deskjet", "ecotank", "pixma", "mfp", "drucker"]),
        ("camera", ["camera", "cam", "webcam", "doorbell", "nvr", "kamera"]),
        ("nas", ["nas", "diskstation", "synology", "qnap", "storage", "mycloud", "truenas", "backup"]),
        ("tv", ["tv", "television", "chromecast", "roku", "bravia", "projector", "kodi", "fernseher"]),
        ("plug", ["plug", "socket", "outlet", "switch", "shelly", "steckdose", "lamp", "bulb", "light"]),
        ("router", ["router", "gateway", "fritzbox", "openwrt", "modem", "firewall", "ap", "wifi"]),
        ("home", ["home", "hub", "bridge", "homeassistant", "thermostat", "heating", "heater", "sensor", "zigbee", "matter"]),
    ];

    /// <summary>The kind of the device these instances announce: by service type, then by TXT hints, then by words of its name.</summary>
    public static string Of(IEnumerable<ServiceInstance> instances)
    {
        var all = instances.ToArray();
        return Pick(all, FromType) ?? Pick(all, FromHints) ?? Pick(all, instance => FromWords(DeviceNames.FromInstance(instance))) ?? Unknown;
    }

    private static string? Pick(ServiceInstance[] instances, Func<ServiceInstance, string?> guess) =>
        instances.Select(guess).FirstOrDefault(kind => kind is not null);

    private static string? FromType(ServiceInstance instance)
    {
        var type = Encoding.UTF8.GetString(instance.ServiceType.Labels[0].Span);
        return ByType.FirstOrDefault(entry => entry.Types.Contains(type, StringComparer.OrdinalIgnoreCase)).Kind;
    }

    private static string? FromHints(ServiceInstance instance) => instance.Texts
        .SelectMany(text => HintKeys.Select(text.Find))
        .Where(value => value is { Length: > 0 })
        .Select(value => FromWords(Encoding.UTF8.GetString(value!)))
        .FirstOrDefault(kind => kind is not null);

    private static string? FromWords(string text)
    {
        var words = Words(text);
        return ByWord.FirstOrDefault(entry => entry.Words.Any(words.Contains)).Kind;
    }

    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsLetter(text[i]))
                continue;
            if (i > start)
                _ = words.Add(text[start..i]);
            start = i + 1;
        }
        return words;
    }
}
