using System.Text.Json;
using System.Xml.Linq;

namespace LocalHttps.Lab;

/// <summary>Debian's avahi-daemon in a device's namespace, with static service files and, where records need it, a bus of its own.</summary>
public sealed class AvahiDaemon : IAsyncDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(20);
    private readonly DeviceNamespace space;
    private readonly string folder;
    private readonly List<LabChild> children = [];
    private readonly Dictionary<string, string?> environment = new(StringComparer.Ordinal);

    /// <summary>Prepares one.</summary>
    /// <param name="space">Where it runs.</param>
    /// <param name="folder">For its configuration.</param>
    public AvahiDaemon(DeviceNamespace space, string folder)
    {
        this.space = space;
        this.folder = folder;
    }

    /// <summary>What a program on the same computer needs to speak to it; empty where it has no bus.</summary>
    public IReadOnlyDictionary<string, string?> Environment => environment;

    /// <summary>The daemon's process id while it runs.</summary>
    public int Id { get; private set; }

    /// <summary>Writes the configuration, starts and returns once everything is announced.</summary>
    /// <param name="spec">What it announces.</param>
    /// <param name="withBus">Whether other programs will speak to it.</param>
    public async Task StartAsync(DeviceSpec spec, bool withBus = false)
    {
        var bus = withBus || spec.Records.Count > 0 ? $"/run/lab-{spec.Id}.bus" : null;
        WriteFiles(spec, bus);
        if (bus is not null)
        {
            environment["DBUS_SYSTEM_BUS_ADDRESS"] = $"unix:path={bus}";
            children.Add(space.Start("dbus", ["dbus-daemon", $"--config-file={folder}/bus.conf", "--nofork", "--nopidfile"]));
            await Poll.UntilAsync(() => Task.FromResult(File.Exists(bus)), $"bus of {spec.Id}", ReadyLimit);
        }

        // The daemon's folders are compiled in: each gets its own by mounts only it sees.
        var script = $"""
            mkdir -p /run/avahi-daemon && mount -t tmpfs tmpfs /run/avahi-daemon \
            && mount --bind '{folder}/services' /etc/avahi/services && mount --bind '{folder}/hosts' /etc/avahi/hosts \
            && exec avahi-daemon -f '{folder}/avahi.conf' --no-drop-root --no-chroot --no-rlimits --no-proc-title
            """;
        var daemon = space.Start("avahi", ["sh", "-c", script], environment);
        children.Insert(0, daemon);
        Id = daemon.Id;
        await daemon.WaitForLineAsync(l => l.StartsWith("Server startup complete", StringComparison.Ordinal), ReadyLimit, $"avahi of {spec.Id}");
        if (spec.Records.Count > 0)
        {
            var helper = Path.Combine(AppContext.BaseDirectory, "avahi_records.py");
            var records = space.Start("records", ["/usr/bin/python3", helper, $"{folder}/records.json"], environment);
            children.Insert(0, records);
            await records.WaitForLineAsync(l => l == "records established", ReadyLimit, $"records of {spec.Id}");
        }

        if (spec.Services.Count > 0)
        {
            await daemon.WaitForLineAsync(
                l => l.EndsWith("successfully established.", StringComparison.Ordinal), ReadyLimit, $"services of {spec.Id}", spec.Services.Count);
        }
    }

    /// <summary>Ends in order, which says goodbye.</summary>
    public async Task StopAsync()
    {
        foreach (var child in children)
        {
            await child.TerminateAsync();
        }

        await DisposeAsync();
    }

    /// <summary>Pulls the plug.</summary>
    public async Task KillAsync()
    {
        // The daemon first: when it loses its bus, or a program its service, it says goodbye.
        foreach (var child in children.OrderByDescending(c => c.Id == Id))
        {
            await child.KillAsync();
        }

        await DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var child in children)
        {
            await child.DisposeAsync();
        }

        children.Clear();
    }

    private void WriteFiles(DeviceSpec spec, string? bus)
    {
        var services = Path.Combine(folder, "services");
        Directory.CreateDirectory(services);
        File.WriteAllText(Path.Combine(folder, "hosts"), "");
        foreach (var (service, index) in spec.Services.Select((s, i) => (s, i)))
        {
            File.WriteAllText(Path.Combine(services, $"{index}.service"), ServiceFile(service));
        }

        File.WriteAllText(Path.Combine(folder, "avahi.conf"), $"""
            [server]
            host-name={spec.Id}
            use-ipv4={(spec.Ipv4 ? "yes" : "no")}
            use-ipv6=yes
            allow-interfaces={spec.Interfaces}
            enable-dbus={(bus is null ? "no" : "yes")}
            [wide-area]
            enable-wide-area=no
            [publish]
            publish-hinfo=no
            publish-workstation=no
            """);
        if (bus is not null)
        {
            File.WriteAllText(Path.Combine(folder, "bus.conf"), BusConfiguration(bus));
            var records = spec.Records.Select(r => new { owner = r.Owner, address = space.Expand(r.Address), alias = r.Alias });
            File.WriteAllText(Path.Combine(folder, "records.json"), JsonSerializer.Serialize(records));
        }
    }

    private static string ServiceFile(AnnouncedService service)
    {
        var element = new XElement("service", new XElement("type", "_https._tcp"));
        if (service.Host is not null)
        {
            element.Add(new XElement("host-name", service.Host));
        }

        element.Add(new XElement("port", service.Port));
        element.Add(service.Txt.Select(t => new XElement("txt-record", t)));
        var group = new XElement("service-group", new XElement("name", service.Name), element);
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE service-group SYSTEM \"avahi-service.dtd\">\n{group}";
    }

    private static string BusConfiguration(string bus) => $"""
        <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
        <busconfig>
          <type>session</type>
          <listen>unix:path={bus}</listen>
          <auth>EXTERNAL</auth>
          <policy context="default">
            <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
          </policy>
        </busconfig>
        """;
}
