using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Tests.Store;

/// <summary>What every store does.</summary>
public abstract class StoreContract : StoreFixture
{
    [TestMethod]
    public async Task Account_AddedAndSaved_ComesBackWhole()
    {
        var account = StoreSamples.Account(enrolmentId: "e");
        await Store.DoAsync(async writer =>
        {
            await writer.AddEnrolmentAsync(StoreSamples.Enrolment());
            await writer.AddAccountAsync(account);
        });
        StoreSamples.AreSame(account, await Store.AskAsync(reader => reader.FindAccountAsync("a")));

        var saved = account with { Thumbprint = "other", Jwk = "{}", Contacts = [], DeactivatedAt = StoreSamples.Start, RevokedAt = StoreSamples.Start.AddTicks(10) };
        await Store.DoAsync(writer => writer.SaveAccountAsync(saved));

        StoreSamples.AreSame(saved, await Store.AskAsync(reader => reader.FindAccountByThumbprintAsync("other")));
        Assert.IsNull(await Store.AskAsync(reader => reader.FindAccountByThumbprintAsync(account.Thumbprint)));
    }

    [TestMethod]
    public async Task DeviceAndEnrolment_AddedAndSaved_ComeBackWhole()
    {
        var device = StoreSamples.Device();
        var enrolment = StoreSamples.Enrolment(deviceId: "d");
        await Store.DoAsync(async writer =>
        {
            await writer.AddDeviceAsync(device);
            await writer.AddEnrolmentAsync(enrolment);
        });
        StoreSamples.AreSame(device, await Store.AskAsync(reader => reader.FindDeviceAsync("d")));
        StoreSamples.AreSame(enrolment, await Store.AskAsync(reader => reader.FindEnrolmentAsync("e")));

        device = device with { AccountId = "a", TerminatedAt = StoreSamples.Start, DeviceName = "IoTD" };
        enrolment = enrolment with { AccountId = "a" };
        await Store.DoAsync(async writer =>
        {
            await writer.SaveDeviceAsync(device);
            await writer.SaveEnrolmentAsync(enrolment);
        });

        StoreSamples.AreSame(device, await Store.AskAsync(reader => reader.FindDeviceByCnameAsync(device.Cname)));
        StoreSamples.AreSame(enrolment, await Store.AskAsync(reader => reader.FindEnrolmentAsync("e")));
        CollectionAssert.AreEqual(enrolment.MacKey.ToArray(), (await Store.AskAsync(reader => reader.FindEnrolmentAsync("e")))!.MacKey.ToArray());
    }

    [TestMethod]
    public async Task Order_AddedAndSaved_ComesBackWhole()
    {
        var order = StoreSamples.Order(deviceId: "d");
        await Store.DoAsync(async writer =>
        {
            await writer.AddDeviceAsync(StoreSamples.Device());
            await writer.AddAccountAsync(StoreSamples.Account());
            await writer.AddOrderAsync(order);
        });
        StoreSamples.AreSame(order, await Store.AskAsync(reader => reader.FindOrderAsync("o")));

        var full = StoreSamples.FullOrder(order);
        await Store.DoAsync(writer => writer.SaveOrderAsync(full));

        StoreSamples.AreSame(full, await Store.AskAsync(reader => reader.FindOrderByCertificateIdAsync(order.CertificateId)));
        Assert.IsNull(await Store.AskAsync(reader => reader.FindOrderByCertificateIdAsync("o")));
    }

    [TestMethod]
    public async Task Authorization_AddedAndSaved_ComesBackWhole()
    {
        var (first, second) = (StoreSamples.Authorization("z1"), StoreSamples.Authorization("z2"));
        await Store.DoAsync(async writer =>
        {
            await writer.AddAccountAsync(StoreSamples.Account());
            await writer.AddAuthorizationAsync(first);
            await writer.AddAuthorizationAsync(second);
            await writer.AddOrderAsync(StoreSamples.Order("o", "a", null, "z2", "z1"));
        });
        StoreSamples.AreSame(first, await Store.AskAsync(reader => reader.FindAuthorizationAsync("z1")));
        Assert.AreEqual("z2", (await Store.AskAsync(reader => reader.FindAuthorizationByChallengeAsync("z2-http")))?.Id);

        var saved = StoreSamples.Proved(first, StoreSamples.Start) with { ExpiresAt = StoreSamples.Start.AddDays(1), DeactivatedAt = StoreSamples.Start };
        await Store.DoAsync(writer => writer.SaveAuthorizationAsync(saved));

        var listed = await Store.AskAsync(reader => reader.ListAuthorizationsAsync("o"));
        Assert.HasCount(2, listed);
        Assert.AreEqual("z2", listed[0].Id, "the order's own order");
        StoreSamples.AreSame(saved, listed[1]);
        Assert.IsEmpty(await Store.AskAsync(reader => reader.ListAuthorizationsAsync("unknown")));
    }

    [TestMethod]
    public async Task ProvedAuthorizations_OfAName_AreTheUsableOnes()
    {
        var now = StoreSamples.Start;
        await Store.DoAsync(async writer =>
        {
            await writer.AddAccountAsync(StoreSamples.Account());
            await writer.AddAccountAsync(StoreSamples.Account("b"));
            await writer.AddAuthorizationAsync(StoreSamples.Authorization("open"));
            await writer.AddAuthorizationAsync(StoreSamples.Proved(StoreSamples.Authorization("good"), now));
            await writer.AddAuthorizationAsync(StoreSamples.Proved(StoreSamples.Authorization("gone"), now) with { DeactivatedAt = now });
            await writer.AddAuthorizationAsync(StoreSamples.Proved(StoreSamples.Authorization("ended"), now) with { ExpiresAt = now });
            await writer.AddAuthorizationAsync(StoreSamples.Proved(StoreSamples.Authorization("others", "b"), now));
            await writer.AddAuthorizationAsync(StoreSamples.Proved(StoreSamples.Authorization("elsewhere", name: "b.hosts.home.test"), now));
        });

        var found = await Store.AskAsync(reader => reader.ListProvedAuthorizationsAsync("a", "a.hosts.home.test", now));

        CollectionAssert.AreEqual(new[] { "good" }, found.Select(authorization => authorization.Id).ToArray());
    }

    [TestMethod]
    public async Task Certificates_OfAnOrder_LatestIsTheHighestIndex()
    {
        await StoreSamples.AddOrdersAsync(Store, ["o", "p"]);
        await Store.DoAsync(async writer =>
        {
            foreach (var index in new[] { 0, 10, 2 })
                await writer.AddCertificateAsync(StoreSamples.Certificate("o", index));
        });

        StoreSamples.AreSame(StoreSamples.Certificate("o", 10), await Store.AskAsync(reader => reader.FindLatestCertificateAsync("o")));
        Assert.IsNull(await Store.AskAsync(reader => reader.FindLatestCertificateAsync("p")));
        var revoked = StoreSamples.Certificate("o", 2) with { RevokedAt = StoreSamples.Start, RevocationReason = 4 };
        await Store.DoAsync(writer => writer.SaveCertificateAsync(revoked));
        StoreSamples.AreSame(revoked, await Store.AskAsync(reader => reader.FindCertificateAsync(revoked.Fingerprint)));
    }

    [TestMethod]
    public async Task Certificates_RevokedAndAlive_AreListed()
    {
        await StoreSamples.AddOrdersAsync(Store, ["o"]);
        var end = StoreSamples.Certificate().NotAfter;
        await Store.DoAsync(async writer =>
        {
            await writer.AddCertificateAsync(StoreSamples.Certificate());
            await writer.AddCertificateAsync(StoreSamples.Certificate(index: 1) with { RevokedAt = end });
            await writer.AddCertificateAsync(StoreSamples.Certificate(index: 2) with { RevokedAt = StoreSamples.Start, NotAfter = end.AddTicks(10) });
        });

        Assert.AreEqual("1 2", await RevokedAsync(end));
        Assert.AreEqual("2", await RevokedAsync(end.AddTicks(10)));

        async Task<string> RevokedAsync(DateTimeOffset at) =>
            string.Join(' ', (await Store.AskAsync(reader => reader.ListRevokedCertificatesAsync(at))).Select(certificate => certificate.Index));
    }

    [TestMethod]
    public async Task Certificates_Ended_AreForgottenButTheLatest()
    {
        await StoreSamples.AddOrdersAsync(Store, ["o", "p"]);
        await Store.DoAsync(async writer =>
        {
            foreach (var index in new[] { 0, 1, 2, 3 })
                await writer.AddCertificateAsync(StoreSamples.Certificate("o", index) with { NotAfter = StoreSamples.Start.AddDays(index == 1 ? 9 : index) });
            await writer.AddCertificateAsync(StoreSamples.Certificate("p"));
        });

        await Store.DoAsync(writer => writer.RemoveCertificatesAsync("o", StoreSamples.Start.AddDays(5)));

        var left = new List<string>();
        foreach (var name in new[] { "print-o-0", "print-o-1", "print-o-2", "print-o-3", "print-p-0" })
        {
            if (await Store.AskAsync(reader => reader.FindCertificateAsync(name)) is not null)
                left.Add(name);
        }
        CollectionAssert.AreEqual(new[] { "print-o-1", "print-o-3", "print-p-0" }, left);
    }

    [TestMethod]
    public async Task Lists_Paged_AreInTheOrderOfCreation()
    {
        string[] ids = ["m", "c", "x", "a1", "q"];
        await Store.DoAsync(async writer =>
        {
            await writer.AddAccountAsync(StoreSamples.Account());
            foreach (var id in ids)
            {
                await writer.AddDeviceAsync(StoreSamples.Device(id) with { AccountId = id == "x" ? null : "a" });
                await writer.AddOrderAsync(StoreSamples.Order(id, deviceId: id is "m" ? null : "m"));
            }
        });

        async Task<string> DevicesAsync(string? account, string? after, int limit) =>
            string.Join(' ', (await Store.AskAsync(reader => reader.ListDevicesAsync(account, after, limit))).Select(device => device.Id));
        async Task<string> OrdersAsync(string? account, string? device, string? after, int limit) =>
            string.Join(' ', (await Store.AskAsync(reader => reader.ListOrdersAsync(account, device, after, limit))).Select(order => order.Id));

        Assert.AreEqual("m c x a1 q", await DevicesAsync(null, null, 10));
        Assert.AreEqual("x a1", await DevicesAsync(null, "c", 2));
        Assert.AreEqual("a1 q", await DevicesAsync("a", "c", 10));
        Assert.AreEqual("", await DevicesAsync("b", null, 10));
        Assert.AreEqual("m c", await OrdersAsync("a", null, null, 2));
        Assert.AreEqual("c x a1 q", await OrdersAsync(null, "m", null, 10));
        Assert.AreEqual("a1 q", await OrdersAsync("a", "m", "x", 10));
        Assert.AreEqual("", await OrdersAsync("a", null, "unknown", 10));
    }

    [TestMethod]
    public async Task Work_SetAndRemoved_IsOnePerOrder()
    {
        await StoreSamples.AddOrdersAsync(Store, ["o"]);
        var work = new WorkItem { OrderId = "o", Kind = WorkKind.Cancel, DueAt = StoreSamples.Start.AddDays(1), Attempts = 3, LeaseOwner = "one", LeaseUntil = StoreSamples.Start };

        await Store.DoAsync(writer => writer.SetWorkAsync(work));
        Assert.AreEqual(work, await Store.AskAsync(reader => reader.FindWorkAsync("o")));

        await Store.DoAsync(writer => writer.RemoveWorkAsync("o"));
        Assert.IsNull(await Store.AskAsync(reader => reader.FindWorkAsync("o")));
    }

    [TestMethod]
    public async Task Records_Changed_CountTheSerialUp()
    {
        await Store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device()));
        var before = await Store.AskAsync(reader => reader.ReadZoneSerialAsync());
        ZoneRecord[] records =
        [
            new("a.home.test", ZoneRecordType.A, "10.0.0.1", TimeSpan.FromMinutes(1), "d"),
            new("a.home.test", ZoneRecordType.A, "10.0.0.2", TimeSpan.FromMinutes(1), "d"),
            new("a.home.test", ZoneRecordType.Caa, "0 issue \"home.test\"", TimeSpan.FromHours(1), null),
            new("b.home.test", ZoneRecordType.Txt, "x", TimeSpan.FromSeconds(5), null),
        ];
        foreach (var record in records)
            await Store.DoAsync(writer => writer.AddRecordAsync(record));
        var again = records[0] with { Ttl = TimeSpan.FromMinutes(2) };
        await Store.DoAsync(writer => writer.AddRecordAsync(again));
        CollectionAssert.AreEqual(new[] { again, records[1], records[2] }, (await Store.AskAsync(reader => reader.ListRecordsAsync("a.home.test"))).ToArray());

        await Store.DoAsync(writer => writer.RemoveRecordAsync("a.home.test", ZoneRecordType.A, "10.0.0.2"));
        await Store.DoAsync(writer => writer.RemoveRecordAsync("a.home.test", ZoneRecordType.Caa, null));
        await Store.DoAsync(writer => writer.RemoveRecordAsync("c.home.test", ZoneRecordType.Txt, null));

        CollectionAssert.AreEqual(new[] { again, records[3] }, (await Store.AskAsync(reader => reader.ListRecordsAsync(null))).ToArray());
        Assert.AreEqual(before + 7, await Store.AskAsync(reader => reader.ReadZoneSerialAsync()), "one for each change that changed something");
    }

    [TestMethod]
    public async Task Setting_Set_IsKeptByName()
    {
        Assert.IsNull(await Store.AskAsync(reader => reader.FindSettingAsync("key")));
        await Store.DoAsync(writer => writer.SetSettingAsync("key", "one"));
        await Store.DoAsync(writer => writer.SetSettingAsync("key", "two"));

        Assert.AreEqual("two", await Store.AskAsync(reader => reader.FindSettingAsync("key")));
    }
}
