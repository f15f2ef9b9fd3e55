using System.Text.Json.Serialization;

namespace LocalHttps.Host.Protocol;

/// <summary>The protocol's JSON: strict on the way in, the same names both ways.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(Request))]
[JsonSerializable(typeof(Reply))]
public sealed partial class ProtocolJson : JsonSerializerContext
{
    /// <summary>The protocol versions this host speaks.</summary>
    public static readonly VersionRange Versions = new(1, 1);

    /// <summary>Name of the native messaging host.</summary>
    public const string HostName = "org.localhttps.host";
}
