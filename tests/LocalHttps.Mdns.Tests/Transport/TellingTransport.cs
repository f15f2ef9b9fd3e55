using System.Net;
using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

/// <summary>Tells interface 2 while it starts, and whoever looked before it did still has interface 1.</summary>
internal sealed class TellingTransport(FakeMulticastTransport inner) : IMulticastTransport
{
    public IReadOnlyList<MdnsInterface> Interfaces { get; } = [FakeMulticastTransport.Interface(1)];

    public void Start(IMulticastReceiver receiver)
    {
        inner.Start(receiver);
        receiver.OnInterfacesChanged([FakeMulticastTransport.Interface(2)]);
    }

    public void Send(ReadOnlySpan<byte> message, int interfaceIndex) => inner.Send(message, interfaceIndex);

    public void SendTo(ReadOnlySpan<byte> message, int interfaceIndex, IPEndPoint destination) => inner.SendTo(message, interfaceIndex, destination);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
