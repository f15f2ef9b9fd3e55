using System.Text.Json.Serialization;

namespace LocalHttps.Acme;

/// <summary>What a device sends to <c>/device/ID/addresses</c>, and is answered: the addresses that stand in DNS at its name. No RFC has this.</summary>
/// <param name="Addresses">Private IPv4 and IPv6 addresses; none takes the name out of DNS.</param>
public sealed record DeviceAddressList([property: JsonPropertyName("addresses")] IReadOnlyList<string>? Addresses);
