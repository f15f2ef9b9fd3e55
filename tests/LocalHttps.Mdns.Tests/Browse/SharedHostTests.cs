using System.Net;

namespace LocalHttps.Mdns.Tests;

/// <summary>Many instances on one host, as a hub or a hostile sender announces them: one record of the host concerns them all.</summary>
[TestClass]
public sealed class SharedHostTests
{
    private const int Instances = 1000;
    private readonly EngineHarness harness = new();

    [TestMethod]
    public void Hear_HostOfAThousandChangesAllTheTime_InstancesAreLookedAtSlowlyAndEndUpRight()
    {
        Announce(Instances);
        harness.Hear(Address(0, 0));
        harness.Advance(1);
        Assert.HasCount(Instances, harness.Events);
        harness.Events.Clear();
        for (var change = 1; change <= 40; change++)
        {
            harness.Hear(Address(0, change % 2) with { TimeToLive = change % 4 < 2 ? 0u : 1000u }, Address(0, change % 15));
            harness.Advance(0.05);
        }
        Assert.IsLessThanOrEqualTo(10_000, harness.Events.Count, "in two seconds");
        harness.Hear(Address(0, 200));
        harness.Advance(3);
        Assert.IsTrue(harness.Snapshot.All(instance => instance.Addresses.Any(at => at.Address.Equals(Address(0, 200).Address))));
        Assert.IsTrue(harness.Events.Select(at => at.Event).OfType<ServiceUpdated>().DistinctBy(change => change.Instance.Name).Count() == Instances);
        Assert.HasCount(Instances, LastTold().Where(instance => instance.Addresses.Any(at => at.Address.Equals(Address(0, 200).Address))));
    }

    // A hub goes: what its services say is not held back by how many they are.
    [TestMethod]
    public void Hear_HubWithAThousandServices_IsToldAtOnceAndGoesAtOnce()
    {
        Announce(Instances);
        harness.Hear(Address(0, 1), Address(0, 2));
        Assert.HasCount(Instances, harness.Events);
        harness.Events.Clear();
        harness.Hear(Address(0, 1) with { TimeToLive = 0 }, Address(0, 2) with { TimeToLive = 0 });
        harness.Advance(1.1);
        Assert.HasCount(Instances, harness.Events);
    }

    [TestMethod]
    public void Hear_HostsThatLeadToManyOthers_FewNamesAndAddressesAreTold()
    {
        Announce(1);
        for (var host = 1; host <= 60; host++)
        {
            harness.Hear(new CanonicalNameRecord(Host((host - 1) / 8), Host(host)));
        }
        for (var host = 0; host < 60; host++)
        {
            harness.Hear([.. Enumerable.Range(0, 16).Select(number => Address(host, number))]);
        }
        harness.Advance(1);
        var instance = harness.Snapshot.Single();
        Assert.IsLessThanOrEqualTo(InstanceAssembler.MaximumAddresses, instance.Addresses.Count);
        Assert.IsLessThanOrEqualTo(InstanceAssembler.MaximumAliases, instance.Aliases.Count);
        Assert.AreEqual(instance.Addresses.Count, instance.Addresses.Distinct().Count());
    }

    private static DnsName Host(int number) => DnsName.Parse($"host{number}.local");

    private static AddressRecord Address(int host, int number) => new(Host(host), new IPAddress([10, 0, (byte)host, (byte)number]), 1000);

    private IEnumerable<ServiceInstance> LastTold() => harness.Events.GroupBy(at => at.Event.Instance.Name).Select(told => told.Last().Event.Instance);

    private void Announce(int instances)
    {
        for (var number = 0; number < instances; number++)
        {
            var name = DnsName.Parse($"i{number}._https._tcp.local");
            harness.Hear(new PointerRecord(Sample.Type, name), new ServiceRecord(name, Host(0), 443, 4500), new TextRecord(name, new TxtStrings(["a=b"u8.ToArray()])));
        }
    }
}
