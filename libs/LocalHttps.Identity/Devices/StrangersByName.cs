namespace LocalHttps.Identity;

/// <summary>The devices nobody trusts by the skeletons of their names. Of each name it keeps only the few devices that can be the answer.</summary>
internal sealed class StrangersByName
{
    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);
    private readonly Boxes boxes = new();

    /// <summary>Takes the devices, sorted by key.</summary>
    public StrangersByName(IEnumerable<Seen> sorted)
    {
        Seen[] all = [.. sorted];
        foreach (var one in all)
            boxes.Add(one.Device);
        foreach (var one in all)
        {
            var entry = new Entry(one.Device, boxes.Of(one.Device));
            foreach (var skeleton in one.Skeletons)
            {
                if (!groups.TryGetValue(skeleton, out var group))
                    groups[skeleton] = group = new Group();
                group.Add(entry);
            }
        }
    }

    /// <summary>The first device that a person could take for this one; null where there is none.</summary>
    public AssembledDevice? FindOther(Seen one)
    {
        var entry = new Entry(one.Device, boxes.Of(one.Device));
        return one.Skeletons
            .Select(skeleton => groups.GetValueOrDefault(skeleton)?.FindOther(entry))
            .OfType<AssembledDevice>()
            .MinBy(device => device.Key, StringComparer.Ordinal);
    }

    private sealed record Entry(AssembledDevice Device, object Box);

    /// <summary>Devices of one name. What counts as another differs for two with a public name and for a pair where one has none,
    /// and for either the first two that differ in that are enough.</summary>
    private sealed class Group
    {
        private readonly List<Entry> named = [];
        private readonly List<Entry> nameless = [];
        private readonly List<Entry> any = [];

        public void Add(Entry entry)
        {
            if (entry.Device.Cname is not null && named.Count < 2)
                named.Add(entry);
            if (entry.Device.Cname is null)
                AddBox(nameless, entry);
            AddBox(any, entry);
        }

        // One box announces its name once for each service type. The row without a public name can never be chosen, so it confuses nobody.
        public AssembledDevice? FindOther(Entry one) => one.Device.Cname is null
            ? any.Find(other => !other.Box.Equals(one.Box))?.Device
            : new[] { named.Find(other => other.Device.Key != one.Device.Key), nameless.Find(other => !other.Box.Equals(one.Box)) }
                .OfType<Entry>().MinBy(other => other.Device.Key, StringComparer.Ordinal)?.Device;

        private static void AddBox(List<Entry> list, Entry entry)
        {
            if (list.Count == 0 || (list.Count == 1 && !list[0].Box.Equals(entry.Box)))
                list.Add(entry);
        }
    }

    /// <summary>Which devices are one box: those that share a host, be it by way of a third (disjoint sets, by path halving).</summary>
    private sealed class Boxes
    {
        // Device keys and hosts: strings and DnsNames, never equal to each other.
        private readonly Dictionary<object, object> parents = [];

        public void Add(AssembledDevice device)
        {
            foreach (var endpoint in device.Endpoints)
                parents[Root(endpoint.Host)] = Root(device.Key);
        }

        public object Of(AssembledDevice device) => Root(device.Key);

        private object Root(object item)
        {
            while (parents.TryGetValue(item, out var parent) && !parent.Equals(item))
            {
                item = parents[item] = parents[parent];
            }
            _ = parents.TryAdd(item, item);
            return item;
        }
    }
}
