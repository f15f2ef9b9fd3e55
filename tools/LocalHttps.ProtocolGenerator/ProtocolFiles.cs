using System.Text;

namespace LocalHttps.ProtocolGenerator;

/// <summary>A generated file.</summary>
/// <param name="Path">Where it belongs, from the repository's root, with forward slashes.</param>
/// <param name="Text">Its whole text.</param>
public sealed record ProtocolFile(string Path, string Text)
{
    /// <summary>Whether the committed file has this text.</summary>
    public bool IsCurrent(string root) => File.Exists(In(root)) && File.ReadAllText(In(root)).ReplaceLineEndings("\n") == Text;

    /// <summary>Writes it.</summary>
    public void Write(string root)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(In(root))!);
        File.WriteAllText(In(root), Text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    private string In(string root) => System.IO.Path.Combine(root, Path);
}

/// <summary>The files that give the extension the protocol of <c>native-host/Protocol</c>.</summary>
public static class ProtocolFiles
{
    /// <summary>Generates them; the same records give the same bytes.</summary>
    public static IReadOnlyList<ProtocolFile> Generate()
    {
        var schema = SchemaExport.Export();
        var model = ProtocolModel.Read(schema);
        return
        [
            new("extension/protocol/schema.json", SchemaExport.ToText(schema)),
            new("extension/protocol/messages.d.ts", TypesWriter.Write(model)),
            new("extension/protocol/guards.js", GuardsWriter.Write(model)),
            new("extension/protocol/codes.js", CodesWriter.Write(model)),
        ];
    }

    /// <summary>The repository that holds a folder.</summary>
    /// <exception cref="DirectoryNotFoundException">No folder above has the solution.</exception>
    public static string FindRepository(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LocalHttps.sln")))
            {
                return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException($"No LocalHttps.sln above {start}.");
    }
}
