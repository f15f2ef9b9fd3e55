using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using LocalHttps.Host.Protocol;

namespace LocalHttps.ProtocolGenerator;

/// <summary>Exports the protocol's records as one JSON schema with a definition for each record, enumeration and set of known values.</summary>
internal sealed class SchemaExport
{
    /// <summary>The keyword that names an open set of known values.</summary>
    public const string KnownValuesKeyword = "x-known-values";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Documentation documentation = new(typeof(Request));
    private readonly SortedDictionary<string, JsonNode> definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> seen = new(StringComparer.Ordinal);

    /// <summary>Exports requests and replies.</summary>
    public static JsonObject Export()
    {
        var export = new SchemaExport();
        export.Add(typeof(Request));
        export.Add(typeof(Reply));
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = $"Native messaging protocol of {ProtocolJson.HostName}",
            ["x-host-name"] = ProtocolJson.HostName,
            ["x-versions"] = new JsonObject { ["min"] = ProtocolJson.Versions.Min, ["max"] = ProtocolJson.Versions.Max },
            ["anyOf"] = new JsonArray(Reference(nameof(Request)), Reference(nameof(Reply))),
            ["$defs"] = new JsonObject(export.definitions.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        };
    }

    /// <summary>The schema as it is committed.</summary>
    public static string ToText(JsonObject schema) => schema.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";

    private void Add(Type root)
    {
        seen.Clear();
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
        JsonSchemaExporter.GetJsonSchemaAsNode(ProtocolJson.Default.Options, root, options);
    }

    private JsonObject Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var schema = Resolve(context, node.AsObject());
        if (context.PropertyInfo?.AttributeProvider is PropertyInfo property)
        {
            AddKnownValues(property, schema);
            if (documentation.Of(property) is { } text)
            {
                schema["description"] = text;
            }
        }
        return schema;
    }

    /// <summary>The exporter writes a repeated type as a pointer to its first place, which moves away here: repeat what stood there.</summary>
    private JsonObject Resolve(JsonSchemaExporterContext context, JsonObject schema)
    {
        if (schema["$ref"] is { } first)
        {
            return seen[first.GetValue<string>()].DeepClone().AsObject();
        }
        var result = Hoist(context.TypeInfo, schema);
        seen["#/" + string.Join('/', context.Path.ToArray())] = result.DeepClone().AsObject();
        return result;
    }

    /// <summary>Moves a record or an enumeration to the definitions and leaves a reference.</summary>
    private JsonObject Hoist(JsonTypeInfo type, JsonObject schema)
    {
        var underlying = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (type.Kind != JsonTypeInfoKind.Object && !underlying.IsEnum)
        {
            return schema;
        }
        var nullable = schema["type"] is JsonArray;
        schema["type"] = underlying.IsEnum ? "string" : "object";
        schema["description"] = documentation.Of(underlying);
        Complete(schema);
        definitions[underlying.Name] = schema;
        return nullable
            ? new JsonObject { ["anyOf"] = new JsonArray(Reference(underlying.Name), new JsonObject { ["type"] = "null" }) }
            : Reference(underlying.Name);
    }

    /// <summary>The exporter states the discriminator's requirement on the base only; each message shall be complete by itself.</summary>
    private static void Complete(JsonObject schema)
    {
        if (schema["properties"]?["type"]?["const"] is not null)
        {
            var required = schema["required"] as JsonArray ?? [];
            schema["required"] = new JsonArray([(JsonNode)"type", .. required.Select(name => name!.DeepClone())]);
        }
    }

    private void AddKnownValues(PropertyInfo property, JsonObject member)
    {
        if (property.GetCustomAttribute<KnownValuesAttribute>() is not { } known)
        {
            return;
        }
        IEnumerable<string> values = known.Constants?
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral && field.FieldType == typeof(string))
            .OrderBy(field => field.MetadataToken)
            .Select(field => (string)field.GetRawConstantValue()!) ?? known.Values;
        var set = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]) };
        if (definitions.TryGetValue(known.Set, out var other) && !JsonNode.DeepEquals(other, set))
        {
            throw new InvalidOperationException($"Two different sets are called {known.Set}.");
        }
        definitions[known.Set] = set;
        var text = member["items"] as JsonObject ?? member;
        text[KnownValuesKeyword] = known.Set;
    }

    private static JsonObject Reference(string name) => new JsonObject { ["$ref"] = $"#/$defs/{name}" };
}
