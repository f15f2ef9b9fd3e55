using LocalHttps.Mdns;

namespace LocalHttps.Identity.Tests;

[TestClass]
public sealed class DeviceAssemblerTests
{
    private const string Cname = "13ab-7c34-23be-device.example.com";

    [TestMethod]
    public void Assemble_ServiceTarget_IsTheCname() => AssertCname(Announce.Instance("Lamp", Cname));

    [TestMethod]
    public void Assemble_TextKey_IsTheCname() => AssertCname(Announce.Instance("Lamp", "lamp.local", "path=/", "CN=13AB-7c34-23be-device.example.com."));

    [TestMethod]
    public void Assemble_AliasOfTheHost_IsTheCname() => AssertCname(Announce.Instance("Lamp").WithAlias("lamp.local", Cname));

    [TestMethod]
    public void Assemble_ChainOfAliases_IsFollowed() =>
        AssertCname(Announce.Instance("Lamp").WithAlias("a.local", "B.local").WithAlias("lamp.local", "A.local").WithAlias("b.local", Cname));

    [TestMethod]
    public void Assemble_AliasOfTheFirstLabel_IsASourceToo()
    {
        AssertCname(Announce.Instance("Lamp", "lamp.local", "cn=" + Cname).WithAlias("13ab-7c34-23be-device.local", Cname));
        AssertProblem(
            FindingCodes.SourcesDisagree,
            Announce.Instance("Lamp", "lamp.local", "cn=" + Cname).WithAlias("13ab-7c34-23be-device.local", "other.example.com"));
    }

    [TestMethod]
    public void Assemble_AllSourcesAgree_IsOneName() => AssertCname(
        Announce.Instance("Lamp", Cname, "cn=" + Cname.ToUpperInvariant()).WithAlias("13ab-7c34-23be-device.local", Cname + "."));

    [TestMethod]
    public void Assemble_ChainAsLongAsAllowed_IsFollowedAndNoFurther()
    {
        AssertCname(Chained(8));
        AssertProblem(FindingCodes.NoPublicName, Chained(9));

        static ServiceInstance Chained(int links) => Enumerable.Range(0, links).Aggregate(
            Announce.Instance("Lamp", "h0.local"),
            (instance, i) => instance.WithAlias($"h{i}.local", i == links - 1 ? Cname : $"h{i + 1}.local"));
    }

    [TestMethod]
    public void Assemble_LoopOfAliases_Ends() =>
        AssertProblem(FindingCodes.NoPublicName, Announce.Instance("Lamp").WithAlias("lamp.local", "a.local").WithAlias("a.local", "lamp.local"));

    [TestMethod]
    public void Assemble_AliasOfAnotherHost_IsNoSource() => AssertProblem(FindingCodes.NoPublicName, Announce.Instance("Lamp").WithAlias("other.local", Cname));

    [TestMethod]
    public void Assemble_NoSource_SaysSo()
    {
        AssertProblem(FindingCodes.NoPublicName, Announce.Instance("Lamp"));
        AssertProblem(FindingCodes.NoPublicName, Announce.Instance("Lamp", "lamp.local", "cn="));
        AssertProblem(FindingCodes.NoPublicName, Announce.Instance("Lamp", "lamp.local", "cn"));
        AssertProblem(FindingCodes.NoPublicName, Announce.Instance("Lamp", "local"));
    }

    [TestMethod]
    [DataRow("192.168.1.63", "192.168.1.63")]
    [DataRow("device", "device")]
    [DataRow("lamp.local", "lamp.local")]
    [DataRow("co.uk", "co.uk")]
    [DataRow("a\u202Eb.example.com", @"a\u{202E}b.example.com")]
    public void Assemble_InvalidName_SaysWhich(string text, string shown)
    {
        var problem = AssertProblem(FindingCodes.InvalidPublicName, Announce.Instance("Lamp", "lamp.local", "cn=" + text));
        Assert.AreEqual(shown, problem.Parameters["name"]);
    }

    [TestMethod]
    public void Assemble_InvalidNameBesideAValidOne_Disagrees() =>
        AssertProblem(FindingCodes.SourcesDisagree, Announce.Instance("Lamp", "single-label", "cn=" + Cname));

    [TestMethod]
    public void Assemble_SourcesThatDisagree_AreNoDeviceOfEitherName()
    {
        ServiceInstance[] disagreeing =
        [
            Announce.Instance("A", Cname, "cn=other.example.com"),
            Announce.Instance("B", "lamp.local", "cn=other.example.com").WithAlias("lamp.local", Cname),
            Announce.Instance("C", Cname).WithAlias(Cname, "other.example.com"),
            Announce.Instance("D", "lamp.local", "cn=" + Cname) with { Texts = [Text(Cname), Text("other.example.com")] },
            Announce.Instance("E", Cname) with { Locations = [new ServiceLocation(DnsName.Parse(Cname), 443), new ServiceLocation(DnsName.Parse("other.example.com"), 443)] },
        ];
        foreach (var instance in disagreeing)
        {
            var problem = AssertProblem(FindingCodes.SourcesDisagree, instance);
            Assert.AreEqual($"{Cname}, other.example.com", problem.Parameters["names"]);
        }
    }

    [TestMethod]
    public void Assemble_DisagreeingInstance_LeavesTheAgreeingDeviceAlone()
    {
        var devices = DeviceAssembler.Assemble([Announce.Instance("Lamp", Cname), Announce.Instance("Guest", Cname, "cn=evil.example.org")], []);

        Assert.HasCount(2, devices);
        Assert.AreEqual(Cname, devices[0].Key);
        Assert.HasCount(1, devices[0].Endpoints);
        Assert.AreEqual("Guest._https._tcp.local", devices[1].Key);
        Assert.IsNull(devices[1].Cname);
    }

    [TestMethod]
    public void Assemble_DisagreeingInstanceThatNamesATrustedDevice_IsAttachedToIt()
    {
        var guest = Announce.Instance("Guest", "evil.example.org", "cn=" + Cname) with { FirstSeen = Announce.Start.AddHours(-1) };
        var device = DeviceAssembler.Assemble([guest, Announce.Instance("Lamp", Cname)], [Announce.Trust(Cname)]).Single();

        Assert.AreEqual("Lamp", device.AdvertisedName);
        CollectionAssert.AreEqual(new[] { "Lamp" }, device.AdvertisedNames.ToArray());
        Assert.HasCount(2, device.Endpoints);
        Assert.IsEmpty(device.Endpoints[0].ContradictingNames);
        CollectionAssert.AreEqual(new[] { "evil.example.org" }, device.Endpoints[1].ContradictingNames.ToArray());
        Assert.IsNull(device.Problem);
    }

    [TestMethod]
    public void Assemble_DisagreeingInstanceOfTwoTrustedDevices_IsAttachedToBoth()
    {
        var instance = Announce.Instance("Lamp", "b.example.com", "cn=a.example.com");
        var devices = DeviceAssembler.Assemble([instance], [Announce.Trust("a.example.com"), Announce.Trust("b.example.com")]);

        CollectionAssert.AreEqual(new[] { "a.example.com", "b.example.com" }, devices.Select(device => device.Cname).ToArray());
        CollectionAssert.AreEqual(new[] { "b.example.com" }, devices[0].Endpoints.Single().ContradictingNames.ToArray());
    }

    [TestMethod]
    public void Assemble_SeveralInstancesOfOneName_AreOneDevice()
    {
        var old = Announce.Instance("Lamp", "lamp.local", "cn=" + Cname);
        var other = Announce.Instance("Lamp 2", "lamp-2.local", "cn=" + Cname) with
        {
            FirstSeen = Announce.Start.AddSeconds(1),
            LastSeen = Announce.Start.AddSeconds(9),
            Expires = Announce.Start.AddMinutes(70),
        };
        var device = DeviceAssembler.Assemble([other, old], []).Single();

        Assert.AreEqual(Cname, device.Key);
        Assert.AreEqual("Lamp", device.AdvertisedName);
        CollectionAssert.AreEqual(new[] { "Lamp", "Lamp 2" }, device.AdvertisedNames.ToArray());
        CollectionAssert.AreEqual(new[] { "lamp.local", "lamp-2.local" }, device.Endpoints.Select(endpoint => endpoint.Host.ToString()).ToArray());
        Assert.AreEqual(other.LastSeen, device.LastSeen);
        Assert.AreEqual(other.Expires, device.Expires);
    }

    [TestMethod]
    public void Assemble_SeveralAddresses_BelongToTheirEndpoint()
    {
        var instance = Announce.Instance("Lamp", "lamp.local", "cn=" + Cname)
            .WithAddress("fe80::1%3", 3, "lamp.local")
            .WithAddress("192.0.2.1", 2, "lamp.local")
            .WithAddress("192.0.2.9", 2, "other.local")
            .WithAddress("192.0.2.7", 2, Cname)
            .WithAlias("lamp.local", Cname);

        var addresses = DeviceAssembler.Assemble([instance], []).Single().Endpoints.Single().Addresses;

        CollectionAssert.AreEqual(new[] { "192.0.2.1", "192.0.2.7", "fe80::1%3" }, addresses.Select(address => address.Address.ToString()).ToArray());
    }

    [TestMethod]
    public void Assemble_TwoPortsOfOneInstance_AreTwoEndpoints()
    {
        var host = DnsName.Parse("lamp.local");
        var instance = Announce.Instance("Lamp", "lamp.local", "cn=" + Cname) with
        {
            Locations = [new ServiceLocation(host, 8443), new ServiceLocation(host, 443), new ServiceLocation(DnsName.Parse("LAMP.local"), 443)],
        };
        CollectionAssert.AreEqual(
            new[] { 443, 8443 },
            DeviceAssembler.Assemble([instance], []).Single().Endpoints.Select(endpoint => (int)endpoint.Port).ToArray());
    }

    [TestMethod]
    public void Assemble_AnyOrder_GivesTheSame()
    {
        ServiceInstance[] instances =
        [
            Announce.Instance("Lamp", "lamp.local", "cn=" + Cname).WithAddress("192.0.2.3", 1, "lamp.local"),
            Announce.Instance("Lamp 2", "lamp.local", "cn=" + Cname),
            Announce.Instance("Printer", "printer.example.com"),
            Announce.Instance("Nothing"),
            Announce.Instance("Guest", "evil.example.org", "cn=" + Cname),
        ];
        var expected = Text(DeviceAssembler.Assemble(instances, [Announce.Trust(Cname)]));
        for (var turn = 1; turn < instances.Length; turn++)
        {
            ServiceInstance[] turned = [.. instances[turn..], .. instances[..turn]];
            Assert.AreEqual(expected, Text(DeviceAssembler.Assemble(turned, [Announce.Trust(Cname)])));
            Array.Reverse(turned);
            Assert.AreEqual(expected, Text(DeviceAssembler.Assemble(turned, [Announce.Trust(Cname)])));
        }

        static string Text(IEnumerable<AssembledDevice> devices) => string.Join('\n', devices.Select(device =>
            $"{device.Key} {device.AdvertisedName} {string.Join(',', device.AdvertisedNames)} {device.Kind} {device.Problem?.Code} " +
            string.Join(';', device.Endpoints.Select(endpoint => $"{endpoint.Instance} {endpoint.Host} {string.Join(',', endpoint.Addresses)}"))));
    }

    [TestMethod]
    public void Assemble_InstanceOutsideItsServiceType_IsLeftOut()
    {
        var instance = Announce.Instance("Lamp", Cname) with { Name = DnsName.Parse("victim.example.com") };
        Assert.IsEmpty(DeviceAssembler.Assemble([instance], []));
    }

    [TestMethod]
    public void Assemble_NoServiceRecordYet_HasNoEndpoint()
    {
        var device = DeviceAssembler.Assemble([Announce.Instance("Lamp", "lamp.local", "cn=" + Cname) with { Locations = [] }], []).Single();
        Assert.AreEqual(Cname, device.Cname);
        Assert.IsEmpty(device.Endpoints);
    }

    [TestMethod]
    [DataRow("_https._tcp", "Lamp", "", "plug")]
    [DataRow("_https._tcp", "Something", "", "device")]
    [DataRow("_ipp._tcp", "Something", "", "printer")]
    [DataRow("_GoogleCast._tcp", "Something", "", "tv")]
    [DataRow("_https._tcp", "Something", "ty=HP LaserJet 400", "printer")]
    [DataRow("_https._tcp", "Living room TV", "", "tv")]
    [DataRow("_https._tcp", "DiskStation (2)", "", "nas")]
    [DataRow("_https._tcp", "front-door camera", "", "camera")]
    [DataRow("_https._tcp", "x", "kind=router", "router")]
    [DataRow("_https._tcp", "Camera", "md=Nothing known", "camera")]
    [DataRow("_https._tcp", "Campaign", "", "device", DisplayName = "part of a word")]
    public void Assemble_Kind_IsGuessed(string type, string label, string text, string expected)
    {
        var instance = (text.Length > 0 ? Announce.Instance(label, Cname, text) : Announce.Instance(label, Cname)).OfType(type);
        Assert.AreEqual(expected, DeviceAssembler.Assemble([instance], []).Single().Kind);
    }

    private static TxtStrings Text(string cname) => new([System.Text.Encoding.ASCII.GetBytes("cn=" + cname)]);

    private static void AssertCname(ServiceInstance instance)
    {
        var device = DeviceAssembler.Assemble([instance], []).Single();
        Assert.AreEqual(Cname, device.Cname);
        Assert.AreEqual(Cname, device.Key);
        Assert.IsNull(device.Problem);
        Assert.IsEmpty(device.Endpoints.Single().ContradictingNames);
    }

    private static Finding AssertProblem(string code, ServiceInstance instance)
    {
        var device = DeviceAssembler.Assemble([instance], []).Single();
        Assert.AreEqual(code, device.Problem?.Code);
        Assert.IsNull(device.Cname);
        Assert.AreEqual(instance.Name.ToString(), device.Key);
        return device.Problem!;
    }
}
