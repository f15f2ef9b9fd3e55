using System.Text;

namespace LocalHttps.ProtocolGenerator;

/// <summary>Writes <c>codes.js</c>.</summary>
internal static class CodesWriter
{
    public static string Write(ProtocolModel model)
    {
        var text = new StringBuilder();
        text.Append("// Generated from native-host/Protocol by tools/LocalHttps.ProtocolGenerator. Do not edit.\n\n");
        text.Append($"/** @import {{ {string.Join(", ", model.Sets.Select(set => set.Name))} }} from './messages.js' */\n\n");
        text.Append($"/** Name of the native messaging host. */\nexport const hostName = '{model.HostName}';\n\n");
        text.Append("/** The protocol versions these files describe, inclusive. */\n");
        text.Append($"export const protocolVersions = Object.freeze({{ min: {model.Versions.Min}, max: {model.Versions.Max} }});\n");
        foreach (var set in model.Sets)
        {
            text.Append($"\n/** @type {{readonly {set.Name}[]}} */\nexport const {set.ListName} = Object.freeze([\n");
            text.Append(string.Concat(set.Values.Select(value => $"  '{value}',\n"))).Append("]);\n");
        }
        return text.ToString();
    }
}
