using System.Net;
using System.Text;
using LocalHttps.Mdns;

namespace LocalHttps.SampleDevices;

/// <summary>Announces devices on one interface and answers who asks for them, just enough for a demo: it neither probes nor defends its names.</summary>
internal sealed class Announcer : IMulticastReceiver, IAsyncDisposable
{
    private static readonly DnsName Browsing = DnsName.Parse("_services._dns-sd._udp.local");
    private static readonly DnsName ServiceType = DnsName.Parse("_https._tcp.local");
    private readonly UdpMulticastTransport transport;
    private readonly Lock gate = new();
    private readonly List<(SampleDevice Device, ushort Port)> devices = [];

    public Announcer(string interfaceName, TimeProvider time)
    {
        transport = new UdpMulticastTransport(new BrowserOptions { InterfaceNames = [interfaceName] }, time);
        transport.Start(this);
    }

    /// <summary>Starts to announce a device.</summary>
    public void Add(SampleDevice device, ushort port)
    {
        lock (gate)
        {
            devices.Add((device, port));
        }
        Send(device, port, goodbye: false);
    }

    /// <inheritdoc/>
    public void OnDatagram(in ReceivedDatagram datagram)
    {
        if (!DnsMessage.TryDecode(datagram.Payload, out var message) || message.Header.IsResponse)
        {
            return;
        }
        (SampleDevice Device, ushort Port)[] known;
        lock (gate)
        {
            known = [.. devices];
        }
        foreach (var (device, port) in known.Where(at => message.Questions.Any(question => Owns(at.Device, question.Name))))
        {
            Send(device, port, goodbye: false);
        }
    }

    /// <inheritdoc/>
    public void OnInterfacesChanged(IReadOnlyList<MdnsInterface> interfaces)
    {
        lock (gate)
        {
            devices.ForEach(at => Send(at.Device, at.Port, goodbye: false));
        }
    }

    /// <summary>Says goodbye for every device and leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            devices.ForEach(at => Send(at.Device, at.Port, goodbye: true));
            devices.Clear();
        }
        await transport.DisposeAsync();
    }

    private static DnsName Instance(SampleDevice device) =>
        DnsName.FromLabels([Encoding.UTF8.GetBytes(device.DeviceName), .. ServiceType.Labels.Select(label => label.ToArray())]);

    // A name of its own per device, as every device on a network has; the public name stands in TXT cn=.
    private static DnsName HostName(SampleDevice device) => DnsName.Parse($"{device.Cname.Split('.')[0]}-host.local");

    private static bool Owns(SampleDevice device, DnsName name) =>
        name.Equals(ServiceType) || name.Equals(Browsing) || name.Equals(Instance(device)) || name.Equals(HostName(device));

    private void Send(SampleDevice device, ushort port, bool goodbye)
    {
        var writer = DnsMessageWriter.Response();
        uint Life(uint seconds) => goodbye ? 0 : seconds;
        var text = new TxtStrings([Encoding.UTF8.GetBytes($"cn={device.Cname}"), Encoding.UTF8.GetBytes($"kind={device.Kind}")]);
        writer.TryAddAnswer(new PointerRecord(Browsing, ServiceType, Life(4500)));
        writer.TryAddAnswer(new PointerRecord(ServiceType, Instance(device), Life(4500)));
        writer.TryAddAnswer(new ServiceRecord(Instance(device), HostName(device), port, Life(120)));
        writer.TryAddAnswer(new TextRecord(Instance(device), text, Life(4500)));
        writer.TryAddAnswer(new AddressRecord(HostName(device), IPAddress.Loopback, Life(120)));
        foreach (var network in transport.Interfaces)
        {
            transport.Send(writer.ToArray(), network.Index);
        }
    }
}
