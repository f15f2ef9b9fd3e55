using System.Text;

namespace LocalHttps.ProtocolGenerator;

/// <summary>Writes <c>messages.d.ts</c>.</summary>
internal static class TypesWriter
{
    public static string Write(ProtocolModel model)
    {
        var requests = model.Reachable("Request");
        var text = new StringBuilder();
        text.Append("// Generated from native-host/Protocol by tools/LocalHttps.ProtocolGenerator. Do not edit.\n\n");
        text.Append("/** A set of words that may grow: handle the ones you do not know. */\n");
        text.Append("export type Open<T extends string> = T | (string & {});\n\n");
        text.Append("/** A point in time, RFC 3339. */\nexport type Instant = string;\n");
        foreach (var set in model.Sets)
        {
            Comment(text.Append('\n'), set.Description, "");
            text.Append($"export type {set.Name} =\n{string.Join("\n", set.Values.Select(value => $"  | '{value}'"))};\n");
        }
        foreach (var union in model.Unions)
        {
            Comment(text.Append('\n'), union.Description, "");
            text.Append($"export type {union.Name} =\n{string.Join("\n", union.Members.Select(name => $"  | {name}"))};\n");
        }
        foreach (var shape in model.Shapes)
        {
            WriteShape(text.Append('\n'), shape, closed: requests.Contains(shape.Name));
        }
        return text.ToString();
    }

    private static void WriteShape(StringBuilder text, Shape shape, bool closed)
    {
        Comment(text, shape.Description, "");
        text.Append($"export interface {shape.Name} {{\n");
        if (shape.Discriminator is not null)
        {
            text.Append($"  type: '{shape.Discriminator}';\n");
        }
        foreach (var field in shape.Fields)
        {
            Comment(text, field.Description, "  ");
            text.Append($"  {field.Name}: {TypeOf(field.Type, closed)};\n");
        }
        text.Append("}\n");
    }

    private static string TypeOf(FieldType type, bool closed)
    {
        var inner = type.Kind switch
        {
            TypeKind.Text when type.Name is { } set => closed ? set : $"Open<{set}>",
            TypeKind.Text => "string",
            TypeKind.Instant => "Instant",
            TypeKind.Whole => "number",
            TypeKind.Flag => "boolean",
            TypeKind.List => $"Array<{TypeOf(type.Of!, closed)}>",
            TypeKind.Map => $"Record<string, {TypeOf(type.Of!, closed)}>",
            _ => type.Name!,
        };
        return type.Nullable ? $"{inner} | null" : inner;
    }

    private static void Comment(StringBuilder text, string? description, string indent)
    {
        if (description is { Length: > 0 })
        {
            text.Append($"{indent}/** {description} */\n");
        }
    }
}
