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
    // Made anew: a field would have the first answer wait for everything this class holds.
    public static VersionRange Versions => new(1, 1);

    /// <summary>Name of the native messaging host.</summary>
    public const string HostName = "org.localhttps.host";

    /// <summary>Prepares the serializer for all messages, which it else does at the first.</summary>
    public static void Warm()
    {
        Default.Request.MakeReadOnly();
        Default.Reply.MakeReadOnly();
    }
}
