using System.Text;

namespace LocalHttps.ProtocolGenerator;

/// <summary>Writes <c>guards.js</c>: readers that build a reply of exactly the known members, or throw.</summary>
internal static class GuardsWriter
{
    public static string Write(ProtocolModel model)
    {
        var reachable = model.Reachable("Reply");
        var shapes = model.Shapes.Where(shape => reachable.Contains(shape.Name)).ToList();
        var closed = model.Sets.Where(set => shapes.Any(shape => shape.Fields.Any(field => field.Type.Innermost is { Kind: TypeKind.Reference } type && type.Name == set.Name))).ToList();
        var text = new StringBuilder(GuardsPrelude.Text
            .Replace("%CLOSED%", string.Join(", ", closed.Select(set => set.ListName)), StringComparison.Ordinal)
            .Replace("%TYPES%", string.Join(", ", shapes.Select(shape => shape.Name).Prepend("Reply")), StringComparison.Ordinal));
        WriteEntry(text, [.. shapes.Where(shape => shape.Discriminator is not null)]);
        foreach (var shape in shapes)
        {
            WriteReader(text.Append('\n'), shape, model);
        }
        return text.ToString();
    }

    private static void WriteEntry(StringBuilder text, IReadOnlyList<Shape> replies)
    {
        text.Append("""

            /**
             * Reads a message from the host. Members it does not know are left out, so that a newer host may send more.
             * @param {unknown} value
             * @returns {Reply}
             * @throws {ProtocolError} A member is missing or has another type, or the message's type is not known.
             */
            export function parseReply(value) {
              const path = 'reply';
              const type = member(record(value, path), path, 'type', text);
              switch (type) {

            """);
        foreach (var reply in replies)
        {
            text.Append($"    case '{reply.Discriminator}':\n      return read{reply.Name}(value, path);\n");
        }
        text.Append("""
                default:
                  throw new ProtocolError(`${path}.type`, `"${type.slice(0, 40)}" is not a known type`, true);
              }
            }

            """);
    }

    private static void WriteReader(StringBuilder text, Shape shape, ProtocolModel model)
    {
        text.Append($"/** @type {{Reader<{shape.Name}>}} */\nfunction read{shape.Name}(value, path) {{\n");
        text.Append("  const from = record(value, path);\n  return {\n");
        if (shape.Discriminator is not null)
        {
            text.Append($"    type: '{shape.Discriminator}',\n");
        }
        foreach (var field in shape.Fields)
        {
            text.Append($"    {field.Name}: member(from, path, '{field.Name}', {ReaderOf(field.Type, model)}),\n");
        }
        text.Append("  };\n}\n");
    }

    private static string ReaderOf(FieldType type, ProtocolModel model)
    {
        var inner = type.Kind switch
        {
            TypeKind.Text => "text",
            TypeKind.Instant => "instant",
            TypeKind.Whole => "whole",
            TypeKind.Flag => "flag",
            TypeKind.List => $"listOf({ReaderOf(type.Of!, model)})",
            TypeKind.Map => $"mapOf({ReaderOf(type.Of!, model)})",
            _ => model.Sets.FirstOrDefault(set => set.Name == type.Name) is { } set ? $"oneOf({set.ListName})" : $"read{type.Name}",
        };
        return type.Nullable ? $"nullable({inner})" : inner;
    }
}
