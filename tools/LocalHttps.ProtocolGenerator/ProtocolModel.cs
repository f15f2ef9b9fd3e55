using System.Text.Json.Nodes;

namespace LocalHttps.ProtocolGenerator;

/// <summary>What the writers need to know of the schema.</summary>
internal sealed record ProtocolModel
{
    public required string HostName { get; init; }
    public required (int Min, int Max) Versions { get; init; }
    public required IReadOnlyList<Union> Unions { get; init; }

    /// <summary>The records; messages in the order of their unions, then views by name.</summary>
    public required IReadOnlyList<Shape> Shapes { get; init; }
    public required IReadOnlyList<ValueSet> Sets { get; init; }

    /// <summary>Reads an exported schema.</summary>
    public static ProtocolModel Read(JsonObject schema)
    {
        var definitions = schema["$defs"]!.AsObject();
        var unions = definitions.Where(entry => entry.Value!["anyOf"] is not null).Select(entry => ReadUnion(entry.Key, entry.Value!.AsObject())).ToList();
        var messages = unions.SelectMany(union => union.Members).ToList();
        var views = definitions.Where(entry => entry.Value!["properties"] is not null).Select(entry => entry.Key).Except(messages, StringComparer.Ordinal);
        var versions = schema["x-versions"]!;
        return new ProtocolModel
        {
            HostName = schema["x-host-name"]!.GetValue<string>(),
            Versions = (versions["min"]!.GetValue<int>(), versions["max"]!.GetValue<int>()),
            Unions = unions,
            Shapes = [.. messages.Concat(views).Select(name => ReadShape(name, definitions[name]!.AsObject()))],
            Sets = [.. definitions.Where(entry => entry.Value!["enum"] is not null).Select(entry => ReadSet(entry.Key, entry.Value!.AsObject()))],
        };
    }

    /// <summary>The records a record refers to, itself included.</summary>
    public IReadOnlySet<string> Reachable(string name)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([name]);
        while (open.TryPop(out var next))
        {
            if (!found.Add(next))
            {
                continue;
            }
            var union = Unions.FirstOrDefault(candidate => candidate.Name == next);
            var shape = Shapes.FirstOrDefault(candidate => candidate.Name == next);
            foreach (var target in union?.Members ?? shape?.Fields.Select(field => field.Type.Innermost.Name ?? "") ?? [])
            {
                open.Push(target);
            }
        }
        return found;
    }

    private static Union ReadUnion(string name, JsonObject schema) =>
        new(name, Describe(schema), [.. schema["anyOf"]!.AsArray().Select(member => Target(member!))]);

    private static ValueSet ReadSet(string name, JsonObject schema) =>
        new(name, Describe(schema), [.. schema["enum"]!.AsArray().Select(value => value!.GetValue<string>())]);

    private static Shape ReadShape(string name, JsonObject schema)
    {
        var properties = schema["properties"]!.AsObject();
        var discriminator = properties["type"]?["const"]?.GetValue<string>();
        var fields = properties
            .Where(property => discriminator is null || property.Key != "type")
            .Select(property => new Field(property.Key, Describe(property.Value!.AsObject()), ReadType(property.Value!.AsObject())));
        return new(name, Describe(schema), discriminator, [.. fields]);
    }

    private static FieldType ReadType(JsonObject schema)
    {
        if (schema["$ref"] is not null)
        {
            return new(TypeKind.Reference, Name: Target(schema));
        }
        if (schema["anyOf"] is JsonArray choice)
        {
            return ReadType(choice[0]!.AsObject()) with { Nullable = true };
        }
        var nullable = schema["type"] is JsonArray types && types.Any(type => type!.GetValue<string>() == "null");
        var kind = (schema["type"] is JsonArray list ? list[0]! : schema["type"]!).GetValue<string>();
        return kind switch
        {
            "string" when schema["format"]?.GetValue<string>() == "date-time" => new(TypeKind.Instant, nullable),
            "string" => new(TypeKind.Text, nullable, schema[SchemaExport.KnownValuesKeyword]?.GetValue<string>()),
            "integer" => new(TypeKind.Whole, nullable),
            "boolean" => new(TypeKind.Flag, nullable),
            "array" => new(TypeKind.List, nullable, Of: ReadType(schema["items"]!.AsObject())),
            "object" => new(TypeKind.Map, nullable, Of: ReadType(schema["additionalProperties"]!.AsObject())),
            _ => throw new NotSupportedException($"The generator has no rule for the type {kind}."),
        };
    }

    private static string Target(JsonNode schema) => schema["$ref"]!.GetValue<string>()["#/$defs/".Length..];

    private static string? Describe(JsonObject schema) => schema["description"]?.GetValue<string>();
}

internal sealed record Union(string Name, string? Description, IReadOnlyList<string> Members);

internal sealed record Shape(string Name, string? Description, string? Discriminator, IReadOnlyList<Field> Fields);

internal sealed record Field(string Name, string? Description, FieldType Type);

/// <summary>A closed enumeration, or the known values of an open set.</summary>
internal sealed record ValueSet(string Name, string? Description, IReadOnlyList<string> Values)
{
    /// <summary>Name of the list in <c>codes.js</c>: <c>VerdictState</c> → <c>verdictStates</c>.</summary>
    public string ListName => char.ToLowerInvariant(Name[0]) + Name[1..] + (Name.EndsWith('s') ? "es" : "s");
}

internal enum TypeKind
{
    Text,
    Instant,
    Whole,
    Flag,
    List,
    Map,
    Reference,
}

/// <param name="Kind">The form.</param>
/// <param name="Nullable">Whether null is allowed.</param>
/// <param name="Name">For a reference its target; for text the open set of its known values.</param>
/// <param name="Of">For lists and maps the type of the values.</param>
internal sealed record FieldType(TypeKind Kind, bool Nullable = false, string? Name = null, FieldType? Of = null)
{
    public FieldType Innermost => Of?.Innermost ?? this;
}
