using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Store;

/// <summary>What is kept as text in one column.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<AcmeIdentifier>))]
[JsonSerializable(typeof(IReadOnlyList<Challenge>))]
[JsonSerializable(typeof(CsrTemplate))]
[JsonSerializable(typeof(AutoRenewal))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class StoreJson : JsonSerializerContext
{
    /// <summary>Writes a value; null stays null.</summary>
    public static string? Write<T>(T? value, JsonTypeInfo<T> type)
        where T : class => value is null ? null : JsonSerializer.Serialize(value, type);

    /// <summary>Reads a value; null stays null.</summary>
    /// <exception cref="StoreException">The text is not what was written.</exception>
    public static T? Read<T>(string? text, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException e)
        {
            throw new StoreException($"The database holds a {type.Type.Name} that cannot be read: it was changed by something else than this program.", e);
        }
    }

    /// <summary>Reads a value that is always there.</summary>
    public static T Demand<T>(string? text, JsonTypeInfo<T> type)
        where T : class => Read(text, type) ?? throw new StoreException($"The database lacks a {type.Type.Name}: it was changed by something else than this program.");
}
