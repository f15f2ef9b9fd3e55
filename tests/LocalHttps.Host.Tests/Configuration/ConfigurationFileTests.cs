using System.Net;
using System.Text;
using LocalHttps.Host.Configuration;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Support;

namespace LocalHttps.Host.Tests.Configuration;

[TestClass]
public sealed class ConfigurationFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void Load_NoFile_GivesTheDefaults()
    {
        var settings = ConfigurationFile.Load(folder.At("config.json"), folder.Path);
        CollectionAssert.AreEqual(new[] { "_https._tcp" }, settings.ServiceTypes.ToList());
        Assert.AreEqual(TimeSpan.FromHours(168), settings.VerdictPolicy.ShortTermCap);
        Assert.IsEmpty(settings.LabRoots);
    }

    [TestMethod]
    public void Load_EveryKey_IsRead()
    {
        using var root = Certificates.Make("Prüfwurzel", authority: true);
        using var other = Certificates.Make("Other", authority: true);
        folder.Write("roots.pem", root.ExportCertificatePem() + "\n" + other.ExportCertificatePem());
        File.WriteAllBytes(folder.At("root.der"), root.RawData);
        var settings = Load("""
            {
              // roots of the lab
              "trustRoots": ["roots.pem", "~/root.der"],
              "interfaces": ["eth0", "Łącze 1"],
              "allowedSubnets": ["192.168.20.0/24", "fd00:1::/64"],
              "serviceTypes": ["_https._tcp", "_IPPS._tcp"],
              "shortTermCapHours": 240, /* ten days */
              "timeoutSeconds": 7,
              "extensionIds": ["abcdefghijklmnopabcdefghijklmnop", "me@example.org", "{01234567-89ab-cdef-0123-456789abcdef}",],
            }
            """);
        Assert.HasCount(3, settings.LabRoots);
        CollectionAssert.AreEqual(new[] { "eth0", "Łącze 1" }, settings.InterfaceNames.ToList());
        CollectionAssert.AreEqual(new[] { IPNetwork.Parse("192.168.20.0/24"), IPNetwork.Parse("fd00:1::/64") }, settings.AllowedSubnets.ToList());
        CollectionAssert.AreEqual(new[] { "_https._tcp", "_ipps._tcp" }, settings.ServiceTypes.ToList());
        Assert.AreEqual(TimeSpan.FromHours(240), settings.VerdictPolicy.ShortTermCap);
        Assert.AreEqual(TimeSpan.FromSeconds(7), settings.Timeout);
        Assert.HasCount(3, settings.ExtensionIds);
    }

    [TestMethod]
    public void Load_ByteOrderMark_IsAllowed() =>
        Assert.HasCount(1, ConfigurationFile.Parse(Encoding.UTF8.GetPreamble().Concat("""{"interfaces":["a"]}"""u8.ToArray()).ToArray(), "c", "").InterfaceNames);

    [TestMethod]
    [DataRow(" \n", "line 1: The file is empty. Write {} for the defaults, or remove it.")]
    [DataRow("[]", "line 1: The file must hold one object: { \"interfaces\": [\"eth0\"] }")]
    [DataRow("{\n\"interfaces\": [\"a\"]\n\"timeoutSeconds\": 1}", "line 3: This is not JSON at column 1: \"\"\" cannot stand here. A comma, a quote or a bracket may be missing before it. Comments and trailing commas are allowed.")]
    [DataRow("{\n  \"interfaces\": [\"eth0\"]\n", "line 3: This is not JSON at column 1: the file ends here, and the \"{\" of line 1 is not closed. Comments and trailing commas are allowed.")]
    [DataRow("{\n\"interfaces\":\n [\"Łącze\",", "line 3, interfaces: This is not JSON at column 11: the file ends here, and the \"[\" of line 3 is not closed. Comments and trailing commas are allowed.")]
    [DataRow("{\"interfaces\": [\"eth0", "line 1, interfaces: This is not JSON at column 22: a quote is not closed on its line. Comments and trailing commas are allowed.")]
    [DataRow("{\"interfaces\": [\"eth0\r\n\"]}", "line 1, interfaces: This is not JSON at column 22: a quote is not closed on its line. Comments and trailing commas are allowed.")]
    [DataRow("{\"interfaces\": [\"eth\\0\"]}", "line 1, interfaces: This is not JSON at column 22: \"0\" cannot stand here. A comma, a quote or a bracket may be missing before it. Comments and trailing commas are allowed.")]
    [DataRow("{\"timeoutSeconds\": 1, /* five", "line 1: This is not JSON at column 30: the file ends here, and the \"{\" of line 1 is not closed. Comments and trailing commas are allowed.")]
    [DataRow("{\"timeoutSeconds\": tru}", "line 1, timeoutSeconds: This is not JSON at column 23: \"}\" cannot stand here. A comma, a quote or a bracket may be missing before it. Comments and trailing commas are allowed.")]
    [DataRow("{'interfaces': []}", "line 1: This is not JSON at column 2: \"'\" cannot stand here. A comma, a quote or a bracket may be missing before it. Comments and trailing commas are allowed.")]
    [DataRow("{}\nx", "line 2: This is not JSON at column 1: \"x\" cannot stand here. A comma, a quote or a bracket may be missing before it. Comments and trailing commas are allowed.")]
    [DataRow("{\n\n\"trustRoot\": []}", "line 3, trustRoot: There is no such key. Write \"trustRoots\" instead.")]
    [DataRow("{\"Interfaces\": []}", "line 1, Interfaces: There is no such key. Write \"interfaces\" instead.")]
    [DataRow("{\"color\": 1}", "line 1, color: There is no such key. There are: allowedSubnets, extensionIds, interfaces, serviceTypes, shortTermCapHours, timeoutSeconds, trustRoots.")]
    [DataRow("{\"interfaces\": [],\n\"interfaces\": []}", "line 2, interfaces: This key stands there twice. Keep one of them.")]
    [DataRow("{\"interfaces\": \"eth0\"}", "line 1, interfaces: Write a list, such as [\"eth0\"].")]
    [DataRow("{\"interfaces\": [\n1]}", "line 2, interfaces: Every value of the list is a text in quotes, such as [\"eth0\"].")]
    [DataRow("{\"interfaces\": {\"a\": 1}}", "line 1, interfaces: An object has no meaning here.")]
    [DataRow("{\"interfaces\": [\"a\\u0007\"]}", "line 1, interfaces: \"a\uFFFD\" is not the name of an interface. Write one such as \"eth0\".")]
    [DataRow("{\"serviceTypes\": []}", "line 1, serviceTypes: The list is empty. Write at least one value, such as [\"_https._tcp\"].")]
    [DataRow("{\"serviceTypes\": [\"_https._tcp.local.\"]}", "line 1, serviceTypes: Write \"_https._tcp\" instead, without the domain.")]
    [DataRow("{\"serviceTypes\": [\"https\"]}", "line 1, serviceTypes: \"https\" is not a service type. Write one such as \"_https._tcp\".")]
    [DataRow("{\"shortTermCapHours\": 4801}", "line 1, shortTermCapHours: Write a whole number from 1 to 4800.")]
    [DataRow("{\"shortTermCapHours\": \"168\"}", "line 1, shortTermCapHours: Write a whole number from 1 to 4800.")]
    [DataRow("{\"timeoutSeconds\": 0}", "line 1, timeoutSeconds: Write a whole number from 1 to 60.")]
    [DataRow("{\"timeoutSeconds\": 2.5}", "line 1, timeoutSeconds: Write a whole number from 1 to 60.")]
    [DataRow("{\"allowedSubnets\": [\"192.168.20.7/24\"]}", "line 1, allowedSubnets: 192.168.20.7/24 is an address inside a subnet. Write \"192.168.20.0/24\" instead.")]
    [DataRow("{\"allowedSubnets\": [\"0.0.0.0/0\"]}", "line 1, allowedSubnets: 0.0.0.0/0 is too wide. Write the subnet of the devices, such as \"192.168.20.0/24\".")]
    [DataRow("{\"allowedSubnets\": [\"192.168.20.0\"]}", "line 1, allowedSubnets: \"192.168.20.0\" is not a subnet. Write an address and a prefix length, such as \"192.168.20.0/24\".")]
    [DataRow("{\"allowedSubnets\": [\"192.168.20.0/33\"]}", "line 1, allowedSubnets: \"192.168.20.0/33\" is not a subnet. Write an address and a prefix length, such as \"192.168.20.0/24\".")]
    [DataRow("{\"extensionIds\": [\"hnhbefcfgapkjgignhdplgimgdbmbkcz\"]}", "line 1, extensionIds: \"hnhbefcfgapkjgignhdplgimgdbmbkcz\" is not the id of an extension. Chromium's are 32 letters from a to p; Firefox's look like \"name@example.org\" or \"{01234567-89ab-cdef-0123-456789abcdef}\".")]
    [DataRow("{\"trustRoots\": [\"no.pem\"]}", "line 1, trustRoots: There is no file DIR/no.pem. Write the path of the root's certificate, in PEM or DER form.")]
    [DataRow("{\"trustRoots\": [\".\"]}", "line 1, trustRoots: DIR/. is a folder. Write the path of the root's certificate, in PEM or DER form.")]
    [DataRow("{\"trustRoots\": [\"\"]}", "line 1, trustRoots: The path is empty or not valid. Write the path of the root's certificate, in PEM or DER form.")]
    [DataRow("{\"trustRoots\": [\"config.json\"]}", "line 1, trustRoots: DIR/config.json is not a certificate. Write the path of the root's certificate, in PEM or DER form.")]
    [DataRow("{\"trustRoots\": [\"key.pem\"]}", "line 1, trustRoots: DIR/key.pem holds no certificate. Write the path of the root's certificate, in PEM or DER form.")]
    [DataRow("{\"trustRoots\": [\"leaf.pem\"]}", "line 1, trustRoots: DIR/leaf.pem holds a certificate that is not an authority's (CN=leaf). Write the path of the root's certificate, in PEM or DER form.")]
    public void Load_Fault_IsToldWithLineKeyAndRemedy(string text, string expected)
    {
        using var leaf = Certificates.Make("leaf", authority: false);
        folder.Write("leaf.pem", leaf.ExportCertificatePem());
        folder.Write("key.pem", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n");
        var problem = Assert.ThrowsExactly<ConfigurationException>(() => Load(text));
        Assert.AreEqual("DIR/config.json, " + expected, problem.Message.Replace(folder.Path, "DIR", StringComparison.Ordinal));
        Assert.AreEqual(ErrorCodes.InvalidConfiguration, problem.Code);
        Assert.AreEqual(folder.At("config.json"), problem.Parameters["path"]);
        Assert.AreEqual(expected["line ".Length..expected.IndexOfAny([':', ','])], problem.Parameters["line"]);
    }

    [TestMethod]
    public void Load_NotUtf8_IsRefused()
    {
        File.WriteAllBytes(folder.At("config.json"), [.. "{\n\"interfaces\": [\""u8, 0xff, .. "\"]}"u8]);
        var problem = Assert.ThrowsExactly<ConfigurationException>(() => ConfigurationFile.Load(folder.At("config.json"), folder.Path));
        Assert.Contains("line 2", problem.Message);
        Assert.Contains("Save the file as UTF-8.", problem.Message);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow("config.json")]
    [DataRow("localhttps/config.json")]
    public void Load_LinkToNothing_IsNotTakenForTheDefaults(string file)
    {
        File.CreateSymbolicLink(folder.At(file.Split('/')[0]), "gone");
        var problem = Assert.ThrowsExactly<ConfigurationException>(() => ConfigurationFile.Load(folder.At(file), folder.Path));
        Assert.AreEqual($"{folder.At(file)}: It is a link to gone, where nothing is. Put the file there, or remove the link.", problem.Message.Replace($"{folder.Path}/gone", "gone", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Load_Interfaces_KnowsWhereTheyWereWritten() =>
        Assert.AreEqual($"{folder.At("config.json")}, line 3, interfaces", Load("{\n\"timeoutSeconds\": 1,\n\"interfaces\": [\"eth0\"]}").InterfacesSetBy);

    [TestMethod]
    public void Load_NotAFile_IsRefused()
    {
        Directory.CreateDirectory(folder.At("config.json"));
        var problem = Assert.ThrowsExactly<ConfigurationException>(() => ConfigurationFile.Load(folder.At("config.json"), folder.Path));
        Assert.Contains("Make it a file that you may read, or remove it.", problem.Message);
    }

    [TestMethod]
    public void Load_TooLarge_IsRefused() =>
        Assert.Contains("more than 256 KiB", Assert.ThrowsExactly<ConfigurationException>(() => Load(new string(' ', ConfigurationFile.MaximumSize + 1))).Message);

    [TestMethod]
    public void Parse_AnyCutOrChangedText_IsReadOrRefused()
    {
        var text = Encoding.UTF8.GetBytes("""{"interfaces":["a","\u00e9"],/*c*/"timeoutSeconds":5,"allowedSubnets":["10.0.0.0/8"],}""");
        var random = new Random(7);
        for (var round = 0; round < 5_000; round++)
        {
            var changed = text[..random.Next(text.Length + 1)];
            for (var change = random.Next(3); change > 0 && changed.Length > 0; change--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }
            try
            {
                ConfigurationFile.Parse(changed, "c", "");
            }
            catch (ConfigurationException problem)
            {
                Assert.StartsWith("c, line ", problem.Message);
            }
        }
    }

    private HostSettings Load(string text) => ConfigurationFile.Load(folder.Write("config.json", text), folder.Path);
}
