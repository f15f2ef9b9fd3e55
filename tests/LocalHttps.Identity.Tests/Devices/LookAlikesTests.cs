namespace LocalHttps.Identity.Tests;

[TestClass]
public sealed class LookAlikesTests
{
    [TestMethod]
    public void Find_DifferentNames_FindsNothing() =>
        Assert.IsEmpty(LookAlikes.Find([Device("a.example.com", "Lamp"), Device("b.example.com", "Printer")], []));

    [TestMethod]
    public void Find_TwoStrangersOfOneName_AreBothLookAlikes()
    {
        var found = LookAlikes.Find([Device("a.example.com", "IoTD-1000A"), Device("b.example.com", "IoTD-1000A"), Device("c.example.com", "Lamp")], []);
        Assert.HasCount(2, found);
        Assert.AreEqual(FindingCodes.LooksLikeOther, found["a.example.com"].Code);
        Assert.AreEqual(FindingCodes.LooksLikeOther, found["b.example.com"].Code);
    }

    [TestMethod]
    public void Find_StrangerLikeATrustedDevice_OnlyTheStrangerIsMarked()
    {
        var found = LookAlikes.Find(
            [Device("a.example.com", "Factory name"), Device("b.example.com", "Kitсhen lаmp")],
            [Announce.Trust("a.example.com", "Kitchen Lamp")]);
        Assert.AreEqual(FindingCodes.LooksLikeTrusted, found["b.example.com"].Code);
        Assert.AreEqual("Kitchen Lamp", found["b.example.com"].Parameters["name"]);
        Assert.HasCount(1, found);
    }

    [TestMethod]
    public void Find_TrustedDeviceNotAnnounced_IsStillProtected()
    {
        var found = LookAlikes.Find([Device("b.example.com", "kitchen lamp")], [Announce.Trust("a.example.com", "Kitchen Lamp")]);
        Assert.AreEqual(FindingCodes.LooksLikeTrusted, found["b.example.com"].Code);
    }

    [TestMethod]
    [DataRow("IoTD-1000A")]
    [DataRow("I\u043eTD-1000A")]
    public void Find_StrangerLikeWhatARenamedDeviceAnnounces_OnlyTheStrangerIsMarked(string strangers)
    {
        var devices = new[] { Device("a.example.com", "IoTD-1000A"), Device("b.example.com", strangers) };
        var found = LookAlikes.Find(devices, [Announce.Trust("a.example.com", "Heating")]);
        Assert.HasCount(1, found);
        Assert.AreEqual(FindingCodes.LooksLikeTrusted, found["b.example.com"].Code);
        Assert.AreEqual(("Heating", "IoTD-1000A"), (found["b.example.com"].Parameters["name"], found["b.example.com"].Parameters["announced"]));
    }

    [TestMethod]
    [DataRow("IoTD-1000A #2", true)]
    [DataRow("IoTD-1000A (2)", true)]
    [DataRow("IoTD－1000A-2", true)]
    [DataRow("IoTD-1000A #2000", false)]
    [DataRow("IoTD", false)]
    public void Find_StrangerWithTheNumberOfATwin_IsLikeTheTrustedDevice(string strangers, bool isLike)
    {
        Announcements(Announce.Trust("a.example.com", "IoTD-1000A"));
        Announcements(Announce.Trust("a.example.com", "Heating"));

        void Announcements(TrustEntry mine)
        {
            var found = LookAlikes.Find([Device("a.example.com", "IoTD-1000A"), Device("b.example.com", strangers)], [mine]);
            CollectionAssert.AreEqual(isLike ? new[] { "b.example.com" } : [], found.Keys.ToList());
        }
    }

    [TestMethod]
    public void Find_NumberedDevices_AreNotLikeEachOther()
    {
        Assert.IsEmpty(LookAlikes.Find([Device("a.example.com", "Lamp-1"), Device("b.example.com", "Lamp-2"), Device("c.example.com", "Lamp (3)")], []));
        Assert.IsEmpty(LookAlikes.Find(
            [Device("a.example.com", "Lamp-1"), Device("b.example.com", "Lamp-2"), Device("c.example.com", "Lamp-3")],
            [Announce.Trust("a.example.com", "Lamp #1"), Announce.Trust("b.example.com", "Lamp #2")]));
    }

    [TestMethod]
    public void Find_StrangerLikeAFurtherNameOfARenamedDevice_IsMarked()
    {
        var mine = Device("a.example.com", "Lamp") with { AdvertisedNames = ["Lamp", "Printer"] };
        var found = LookAlikes.Find([mine, Device("b.example.com", "printer")], [Announce.Trust("a.example.com", "Heating")]);
        CollectionAssert.AreEqual(new[] { "b.example.com" }, found.Keys.ToList());
    }

    [TestMethod]
    public void Find_GuestAnnouncesATrustedDeviceUnderAnothersName_NoTrustedDeviceIsMarked()
    {
        var mine = Device("a.example.com", "IoTD-1000A") with { AdvertisedNames = ["IoTD-1000A", "Lamp"] };
        Assert.IsEmpty(LookAlikes.Find([mine, Device("b.example.com", "IoTD-1000A")], [Announce.Trust("a.example.com", "Heating"), Announce.Trust("b.example.com", "Lamp")]));
    }

    [TestMethod]
    public void Find_TwoTrustedDevicesOfOneName_AreBothMarked()
    {
        var devices = new[] { Device("a.example.com", "x"), Device("b.example.com", "y") };
        var found = LookAlikes.Find(devices, [Announce.Trust("a.example.com", "Lamp"), Announce.Trust("b.example.com", "lamp")]);
        Assert.AreEqual("lamp", found["a.example.com"].Parameters["name"]);
        Assert.AreEqual("Lamp", found["b.example.com"].Parameters["name"]);
    }

    [TestMethod]
    public void Find_SecondNameOfADevice_CountsToo()
    {
        var two = Device("a.example.com", "Lamp") with { AdvertisedNames = ["Lamp", "My printer"] };
        Assert.AreEqual(FindingCodes.LooksLikeTrusted, LookAlikes.Find([two], [Announce.Trust("b.example.com", "My Printer")])["a.example.com"].Code);
    }

    [TestMethod]
    public void Find_TwoServicesOfOneBox_AreNoLookAlikes()
    {
        var devices = DeviceAssembler.Assemble(
            [Announce.Instance("Lamp", "lamp.local", "cn=a.example.com"), Announce.Instance("Lamp").OfType("_http._tcp")], []);
        Assert.HasCount(2, devices);
        Assert.IsEmpty(LookAlikes.Find(devices, []));
    }

    [TestMethod]
    public void Find_DeviceWithoutCnameElsewhere_IsALookAlike()
    {
        var devices = DeviceAssembler.Assemble(
            [Announce.Instance("Lamp", "lamp.local", "cn=a.example.com"), Announce.Instance("Lamp", "other.local").OfType("_http._tcp")], []);
        Assert.HasCount(2, LookAlikes.Find(devices, []));
    }

    [TestMethod]
    public void Find_NamelessDeviceOfABoxWithANameAndOfAnother_IsALookAlikeOfTheOther()
    {
        var devices = DeviceAssembler.Assemble(
            [
                Announce.Instance("Lamp", "lamp.local", "cn=a.example.com"),
                Announce.Instance("Lamp", "lamp.local").OfType("_http._tcp"),
                Announce.Instance("Lamp", "zebra.local").OfType("_ipp._tcp"),
            ],
            []);
        var found = LookAlikes.Find(devices, []);
        Assert.HasCount(3, found);
        Assert.AreEqual("Lamp", found["a.example.com"].Parameters["name"]);
    }

    [TestMethod]
    public void Find_TwoPublicNamesOnOneHost_AreLookAlikes() => Assert.HasCount(2, LookAlikes.Find(
        DeviceAssembler.Assemble([Announce.Instance("Lamp", "lamp.local", "cn=a.example.com"), Announce.Instance("lamp ", "lamp.local", "cn=b.example.com")], []), []));

    [TestMethod]
    public void OfTrusted_NameOfAnother_IsFoundAndItsOwnIsNot()
    {
        var (lamp, other) = (Announce.Trust("a.example.com", "Lamp"), Announce.Trust("b.example.com", "LАMP"));
        Assert.IsNull(LookAlikes.OfTrusted(lamp, [lamp]));
        Assert.AreEqual("LАMP", LookAlikes.OfTrusted(lamp, [lamp, other])!.Parameters["name"]);
    }

    /// <summary>Comparing each with each allocated gigabytes.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Find_FloodOfOneName_WorksInProportion(bool oneHost)
    {
        AssembledDevice Nameless(int i) => DeviceAssembler.Assemble([Announce.Instance("Lamp", oneHost ? "lamp.local" : $"lamp{i}.local")], []).Single() with { Key = $"{i}" };
        var devices = Enumerable.Range(0, 5000).Select(Nameless).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = LookAlikes.Find(devices, []);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.HasCount(oneHost ? 0 : devices.Length, found);
        Assert.IsLessThan(8192L * devices.Length, allocated);
    }

    private static AssembledDevice Device(string cname, string name) =>
        DeviceAssembler.Assemble([Announce.Instance(name, cname.Replace(".example.com", ".local", StringComparison.Ordinal), "cn=" + cname)], []).Single();
}
