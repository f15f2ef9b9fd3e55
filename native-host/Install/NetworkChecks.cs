using System.Globalization;
using LocalHttps.Host.Discovery;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Install;

/// <summary>Says what a short search showed.</summary>
internal static class NetworkChecks
{
    /// <summary>One check for each interface, and one for what was heard and dropped.</summary>
    public static IEnumerable<Check> Of(NetworkLook look) => look.Interfaces.Select(Interface).Append(Heard(look));

    private static Check Interface(InterfaceState state)
    {
        const string id = "interface";
        string[] families = [.. new[] { state.JoinedV4 ? "IPv4" : "", state.JoinedV6 ? "IPv6" : "" }.Where(family => family != "")];
        var addresses = string.Join(", ", state.Interface.Addresses.Select(at => $"{at.Address}/{at.PrefixLength}"));
        var text = $"{state.Interface.Name} (index {state.Interface.Index}, {addresses}): {(families.Length == 0 ? "not joined" : $"joined for {string.Join(" and ", families)}")}, "
            + $"{Count(state.PacketsIn, "packet")} in, {state.PacketsOut.ToString(CultureInfo.InvariantCulture)} out.";
        return state.LastFault is null && families.Length > 0
            ? Check.Pass(id, text)
            : Check.Warn(id, $"{text} The system said: {state.LastFault ?? "nothing"}.", "Look at this interface's addresses and at the firewall.");
    }

    private static Check Heard(NetworkLook look)
    {
        const string id = "announcements";
        string[] dropped = [.. Reasons(look.Counters).Where(reason => reason.Count > 0).Select(reason => $"{Count(reason.Count, reason.Unit)} {reason.Why}")];
        var text = $"A short search found {Count(look.Devices, "device")}.";
        return dropped.Length == 0
            ? Check.Pass(id, $"{text} Nothing was dropped.")
            : Check.Warn(id, $"{text} Dropped: {string.Join("; ", dropped)}.", null);
    }

    private static (long Count, string Unit, string Why)[] Reasons(BrowserStatistics counters) =>
    [
        (counters.Malformed, "packet", "malformed"),
        (counters.ForeignPort, "answer", "from another port than 5353"),
        (counters.UnwantedUnicast, "answer", "sent to this computer alone without having been asked for"),
        (counters.UnknownInterface, "answer", "on an interface that is not searched"),
        (counters.MalformedRecords, "record", "malformed"),
        (counters.OverRate, "record", "from a sender that announces too much at once"),
        (counters.OverDatagram, "record", "of packets that announce too much"),
        (counters.OverName, "record", "of a name that has too many"),
        (counters.OverLimit, "record", "for want of room"),
        (counters.Evicted, "record", "to make room for others"),
    ];

    private static string Count(long count, string unit) => $"{count.ToString(CultureInfo.InvariantCulture)} {unit}{(count == 1 ? "" : "s")}";
}
