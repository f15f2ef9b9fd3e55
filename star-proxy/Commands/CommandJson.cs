using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalHttps.Star.Commands;

/// <summary>Why a command cannot go on.</summary>
internal sealed record FailureView(string Code, string Message, string? Remedy);

/// <summary>The document in place of the one asked for.</summary>
internal sealed record FailureDocument(FailureView Error);

/// <summary>A device that was added.</summary>
internal sealed record AddedDevice(string Id, string Name, string Cname, string Token, string? Directory, DateTimeOffset TokenEndsAt);

/// <summary>An enrolment for an ordinary client.</summary>
internal sealed record AddedAccount(string Kid, string HmacKey, string Token, string? Directory, DateTimeOffset EndsAt);

/// <summary>A device in a list.</summary>
internal sealed record DeviceView(string Id, string Name, string Cname, string State, DateTimeOffset CreatedAt, DateTimeOffset? CertificateEndsAt);

/// <summary>All devices.</summary>
internal sealed record DeviceListView(IReadOnlyList<DeviceView> Devices);

/// <summary>An order of a device.</summary>
internal sealed record OrderView(string Id, string Status, bool AutoRenewal, DateTimeOffset CreatedAt, DateTimeOffset? EndsAt, string? Problem);

/// <summary>One device in full.</summary>
internal sealed record DeviceDetails(DeviceView Device, string? AccountId, IReadOnlyList<string> Addresses, IReadOnlyList<OrderView> Orders);

/// <summary>A device that was ended.</summary>
internal sealed record TerminatedDevice(string Id, string Cname, int OrdersCanceled, DateTimeOffset? LastCertificateEndsAt);

/// <summary>One thing that was checked.</summary>
internal sealed record CheckView(string What, string State, string Detail);

/// <summary>All that was checked.</summary>
internal sealed record CheckDocument(bool Ready, IReadOnlyList<CheckView> Checks);

/// <summary>How the documents of <c>--json</c> are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FailureDocument))]
[JsonSerializable(typeof(AddedDevice))]
[JsonSerializable(typeof(AddedAccount))]
[JsonSerializable(typeof(DeviceListView))]
[JsonSerializable(typeof(DeviceDetails))]
[JsonSerializable(typeof(TerminatedDevice))]
[JsonSerializable(typeof(CheckDocument))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class CommandJson : JsonSerializerContext
{
    /// <summary>With names as they are; what reads it is a program, not a browser.</summary>
    public static CommandJson OneLine => CommandJsonOptions.OneLine;
}

// Apart from the context, whose own fields may not be there yet when it is made.
file static class CommandJsonOptions
{
    public static readonly CommandJson OneLine = new(new JsonSerializerOptions(CommandJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
