using System.Text.Json.Serialization;

namespace LocalHttps.Acme;

/// <summary>How the wire types are read and written. Unknown members are let pass (RFC 8555 §7.1), duplicates are not, nor is null where there must be something.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowDuplicateProperties = false, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, MaxDepth = HostileJson.MaximumDepth)]
[JsonSerializable(typeof(AcmeDirectory))]
[JsonSerializable(typeof(AccountRequest))]
[JsonSerializable(typeof(AcmeAccount))]
[JsonSerializable(typeof(OrderRequest))]
[JsonSerializable(typeof(OrderUpdateRequest))]
[JsonSerializable(typeof(AcmeOrder))]
[JsonSerializable(typeof(OrderList))]
[JsonSerializable(typeof(FinalizeRequest))]
[JsonSerializable(typeof(RevocationRequest))]
[JsonSerializable(typeof(AcmeAuthorization))]
[JsonSerializable(typeof(AuthorizationUpdateRequest))]
[JsonSerializable(typeof(AcmeChallenge))]
[JsonSerializable(typeof(DelegationList))]
[JsonSerializable(typeof(AcmeDelegation))]
[JsonSerializable(typeof(CsrTemplate))]
[JsonSerializable(typeof(RenewalInfo))]
[JsonSerializable(typeof(DeviceAddressList))]
[JsonSerializable(typeof(Problem))]
public sealed partial class AcmeJson : JsonSerializerContext;
