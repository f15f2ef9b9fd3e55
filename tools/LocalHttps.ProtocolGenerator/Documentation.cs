using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LocalHttps.ProtocolGenerator;

/// <summary>The summaries of the documentation comments, read from the XML files beside the assemblies.</summary>
internal sealed partial class Documentation
{
    private readonly Dictionary<string, string> summaries = new(StringComparer.Ordinal);

    /// <summary>Reads the documentation of a type's assembly.</summary>
    public Documentation(Type type)
    {
        var path = Path.ChangeExtension(type.Assembly.Location, ".xml");
        foreach (var member in XDocument.Load(path).Descendants("member"))
        {
            var name = member.Attribute("name")!.Value;
            summaries[name] = Plain(member.Element("summary"));
            foreach (var parameter in member.Elements("param").Where(_ => name.StartsWith("T:", StringComparison.Ordinal)))
            {
                summaries[$"P:{name[2..]}.{parameter.Attribute("name")!.Value}"] = Plain(parameter);
            }
        }
    }

    /// <summary>A type's summary.</summary>
    public string? Of(Type type) => summaries.GetValueOrDefault($"T:{type.FullName}");

    /// <summary>A property's summary, or the description of a record's positional parameter.</summary>
    public string? Of(System.Reflection.PropertyInfo property) =>
        summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}");

    private static string Plain(XElement? element)
    {
        var parts = element?.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.', ':')[^1]}`",
            XElement code => $"`{code.Value}`",
            _ => node is XText text ? text.Value : "",
        });
        return Spaces().Replace(string.Concat(parts ?? []), " ").Trim();
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
