using LocalHttps.Host.Discovery;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Tests.Discovery;

[TestClass]
public sealed class ChangeMailboxTests
{
    [TestMethod]
    [DataRow("added", "added")]
    [DataRow("added updated", "added")]
    [DataRow("added updated removed", "")]
    [DataRow("added removed added", "added")]
    [DataRow("updated updated", "updated")]
    [DataRow("updated removed", "removed")]
    [DataRow("removed added", "updated")]
    [DataRow("removed added removed", "removed")]
    public async Task Read_SeveralChangesOfADevice_GivesOneThatLeadsToWhatIs(string posted, string read)
    {
        var mailbox = new ChangeMailbox();
        foreach (var change in posted.Split(' '))
        {
            mailbox.Post(new(Enum.Parse<DeviceChange>(change, ignoreCase: true), Device("a")));
        }
        mailbox.Complete();
        var changes = await ReadAsync(mailbox);
        Assert.AreEqual(read, string.Join(' ', changes.Select(change => change.Change.ToString().ToLowerInvariant())));
    }

    [TestMethod]
    public async Task Read_ManyDevices_KeepsTheirOrder()
    {
        var mailbox = new ChangeMailbox();
        foreach (var key in new[] { "b", "a", "b", "c" })
        {
            mailbox.Post(new(DeviceChange.Updated, Device(key)));
        }
        mailbox.Complete();
        CollectionAssert.AreEqual(new[] { "b", "a", "c" }, (await ReadAsync(mailbox)).Select(change => change.Device.Key).ToArray());
    }

    [TestMethod]
    public async Task Read_CameAndWentAMillionTimes_HoldsNothing()
    {
        var mailbox = new ChangeMailbox();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 1_000_000; i++)
        {
            mailbox.Post(new(DeviceChange.Added, Device("a")));
            mailbox.Post(new(DeviceChange.Removed, Device("a")));
        }
        Assert.IsLessThan(1_000_000L, GC.GetTotalMemory(forceFullCollection: true) - before);
        mailbox.Complete();
        Assert.IsEmpty(await ReadAsync(mailbox));
    }

    private static async Task<List<DeviceChangeEvent>> ReadAsync(ChangeMailbox mailbox)
    {
        var changes = new List<DeviceChangeEvent>();
        await foreach (var change in mailbox.ReadAsync(default))
        {
            changes.Add(change);
        }
        return changes;
    }

    private static DeviceView Device(string key) => new()
    {
        Key = key,
        DeviceName = key,
        AdvertisedName = null,
        Cname = null,
        Kind = "device",
        Addresses = [],
        Port = null,
        Interfaces = [],
        Url = null,
        LastSeen = null,
        TimeToLive = null,
        Checking = false,
        Trusted = null,
        Verdict = new() { State = "stale", Reasons = [], Notes = [], PolicyVersion = 1, Certificate = null, Address = null, Port = null, CheckedAt = null, StaleAt = null },
    };
}
