using System.Text.Json;
using LocalHttps.Host.Protocol;
using LocalHttps.Identity;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Discovery;

/// <summary>Makes the row a person sees of what is known of a device. Pure.</summary>
internal static class DeviceViews
{
    /// <summary>Addresses and interfaces of a row; an announcement may give more than anybody reads.</summary>
    public const int MaximumListed = 16;

    private const int HttpsPort = 443;

    public static DeviceView Make(
        DeviceRow row, DeviceFacts facts, Verdict verdict, IReadOnlyList<MdnsInterface> interfaces, bool checking, DateTimeOffset now)
    {
        var device = facts.Device;
        var name = row.Trust?.Name ?? device?.AdvertisedName ?? row.Key;
        var cname = device is null ? row.Trust?.Cname : device.Cname;
        var port = verdict.Endpoint?.Port ?? device?.Endpoints.Select(endpoint => (int?)endpoint.Port).FirstOrDefault();
        var addresses = device?.Endpoints.SelectMany(endpoint => endpoint.Addresses).ToArray() ?? [];
        return new DeviceView
        {
            Key = row.Key,
            DeviceName = name,
            AdvertisedName = device is null || device.AdvertisedName == name ? null : device.AdvertisedName,
            Cname = cname,
            Kind = device?.Kind ?? "device",
            Addresses = [.. addresses.Select(address => $"{address.Address}").Distinct(StringComparer.Ordinal).Take(MaximumListed)],
            Port = port,
            Interfaces = [.. addresses.Select(address => NameOf(address.InterfaceIndex, interfaces)).Distinct(StringComparer.Ordinal).Take(MaximumListed)],
            Url = UrlOf(cname, port),
            LastSeen = device?.LastSeen,
            TimeToLive = device is null ? null : (int)Math.Clamp((device.Expires - now).TotalSeconds, 0, int.MaxValue),
            Checking = checking,
            Trusted = row.Trust?.ToView(),
            Verdict = verdict.ToView(),
        };
    }

    private static string? UrlOf(string? cname, int? port) =>
        cname is null ? null : port is null or HttpsPort ? $"https://{cname}/" : $"https://{cname}:{port}/";

    private static string NameOf(int index, IReadOnlyList<MdnsInterface> interfaces) =>
        interfaces.FirstOrDefault(item => item.Index == index)?.Name ?? $"{index}";
}

/// <summary>What watchers were told of a device last.</summary>
/// <param name="View">The row.</param>
/// <param name="Visible">The row without the times that pass by themselves, to compare with.</param>
/// <param name="At">When.</param>
internal sealed record PublishedView(DeviceView View, byte[] Visible, DateTimeOffset At)
{
    /// <summary>Times that pass by themselves are told no more often than this.</summary>
    public static readonly TimeSpan TimesEvery = TimeSpan.FromSeconds(10);

    // The same moment, worked out again from a clock that counts from the start, may differ by a tick.
    private static readonly TimeSpan SameTime = TimeSpan.FromSeconds(1);

    public static PublishedView Of(DeviceView view, DateTimeOffset now)
    {
        var lasting = view with { LastSeen = null, TimeToLive = null, Verdict = view.Verdict with { StaleAt = null } };
        return new(view, JsonSerializer.SerializeToUtf8Bytes(lasting, ProtocolJson.Default.DeviceView), now);
    }

    /// <summary>Whether a watcher who was told of this one should be told of the other.</summary>
    public bool IsOutdatedBy(PublishedView other) =>
        !Visible.AsSpan().SequenceEqual(other.Visible)
        || (other.At - At >= TimesEvery && (Differ(View.LastSeen, other.View.LastSeen) || Differ(View.Verdict.StaleAt, other.View.Verdict.StaleAt)));

    private static bool Differ(DateTimeOffset? one, DateTimeOffset? other) =>
        one.HasValue != other.HasValue || (one - other)?.Duration() >= SameTime;
}
