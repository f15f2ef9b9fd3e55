using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace LocalHttps.Repository.Tests;

/// <summary>Imports go one way: libs know the BCL and declared packages, native-host knows libs, nobody imports tests.</summary>
[TestClass]
public sealed class AssemblyRules
{
    private static readonly Dictionary<string, string[]> MayReference = new(StringComparer.Ordinal)
    {
        ["libs"] = ["libs"],
        ["native-host"] = ["libs"],
        ["device"] = ["libs"],
        ["star-proxy"] = ["libs"],
        ["tools"] = ["libs", "native-host", "tools"],
        ["tests"] = ["libs", "native-host", "device", "star-proxy", "tools", "tests"],
    };

    private static readonly string[] Projects = [.. Clone.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal))];

    [TestMethod]
    public void Projects_References_GoOneWay()
    {
        var wrong =
            from project in Projects
            from reference in References(project, "ProjectReference")
            let target = Path.GetRelativePath(Build.Repository.Root, Path.GetFullPath(Path.Combine(Clone.At(Path.GetDirectoryName(project)!), reference)))
            where !MayReference[Room(project)].Contains(Room(target), StringComparer.Ordinal)
            select $"{project} → {target}";

        Rule.IsKept(wrong);
    }

    [TestMethod]
    [DataRow("LocalHttps.Mdns")]
    [DataRow("LocalHttps.Acme")]
    public void MdnsAndAcme_References_OnlyTheBaseLibrary(string library)
    {
        Rule.IsKept(References($"libs/{library}/{library}.csproj", "PackageReference"));
        Rule.IsKept(References($"libs/{library}/{library}.csproj", "ProjectReference"));
        Rule.IsKept(Foreign($"{library}.dll"));
    }

    [TestMethod]
    public void Identity_CompiledReferences_OnlyBaseLibraryAndLibs() =>
        Rule.IsKept(Foreign("LocalHttps.Identity.dll").Where(name => name != "LocalHttps.Mdns"));

    [TestMethod]
    public void Identity_CompiledTypes_OpenNoSocketAndReadNoFile()
    {
        string[] doors = ["System.Net.Sockets", "System.Net.Security", "System.Net.Http", "System.Net.NetworkInformation", "System.Diagnostics.Process"];
        // The family of an address is a number, not a socket.
        var used = TypesUsed("LocalHttps.Identity.dll").Where(type => type != "System.Net.Sockets.AddressFamily").Where(type => doors.Any(door => type.StartsWith(door + ".", StringComparison.Ordinal)) || type is "System.IO.File" or "System.IO.FileStream");

        Rule.IsKept(used);
    }

    [TestMethod]
    public void PackageVersions_InProjects_StandOnlyInTheCentralFile()
    {
        var own = Projects.Where(project => XDocument.Load(Clone.At(project)).Descendants("PackageReference").Any(reference => reference.Attribute("Version") is not null));

        Rule.IsKept(own);
    }

    private static string Room(string path) => path.Split('/')[0];

    private static List<string> References(string project, string kind) =>
        [.. XDocument.Load(Clone.At(project)).Descendants(kind).Select(element => ((string)element.Attribute("Include")!).Replace('\\', '/').Replace("$(RepositoryRoot)", Build.Repository.Root + "/", StringComparison.Ordinal))];

    private static List<string> Foreign(string assembly) => Inspect(assembly, reader =>
        reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name != "System").ToList());

    private static List<string> TypesUsed(string assembly) => Inspect(assembly, reader =>
        reader.TypeReferences.Select(reader.GetTypeReference)
            .Select(type => $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}").ToList());

    private static T Inspect<T>(string assembly, Func<MetadataReader, T> look)
    {
        using var image = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        return look(image.GetMetadataReader());
    }
}
