using System.Net;
using LocalHttps.Mdns;

namespace LocalHttps.TestKit;

/// <summary>A transport without a network: tests say which interfaces there are and what arrives, and see what was sent.</summary>
public sealed class FakeMulticastTransport : IMulticastTransport
{
    private readonly List<SentMessage> sent = [];
    private IMulticastReceiver? receiver;

    /// <summary>An interface with an IPv4 /24 and a link-local IPv6 address.</summary>
    public static MdnsInterface Interface(int index) => new(
        index,
        $"fake{index}",
        IsLoopback: false,
        [new InterfaceAddress(IPAddress.Parse($"192.168.{index}.1"), 24), new InterfaceAddress(IPAddress.Parse($"fe80::{index}%{index}"), 64)]);

    public IReadOnlyList<MdnsInterface> Interfaces { get; private set; } = [Interface(1)];

    /// <summary>What was sent so far.</summary>
    public IReadOnlyList<SentMessage> Sent => sent;

    /// <summary>Whether it was disposed.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Called for every message sent; may deliver answers before it returns.</summary>
    public Action<SentMessage>? OnSend { get; set; }

    /// <summary>What a start throws; null to let it succeed.</summary>
    public Exception? StartFault { get; set; }

    public void Start(IMulticastReceiver receiver)
    {
        if (StartFault is not null)
        {
            throw StartFault;
        }
        this.receiver = receiver;
    }

    public void Send(ReadOnlySpan<byte> message, int interfaceIndex) => Add(message, interfaceIndex, null);

    public void SendTo(ReadOnlySpan<byte> message, int interfaceIndex, IPEndPoint destination) => Add(message, interfaceIndex, destination);

    /// <summary>Changes the interfaces; before the start nobody is told.</summary>
    public void SetInterfaces(params MdnsInterface[] interfaces)
    {
        Interfaces = interfaces;
        receiver?.OnInterfacesChanged(interfaces);
    }

    /// <summary>Lets a datagram arrive; without more words a multicast one from a neighbour's port 5353.</summary>
    public void Deliver(ReadOnlySpan<byte> payload, int interfaceIndex = 1, IPEndPoint? source = null, IPAddress? destination = null) =>
        receiver!.OnDatagram(new ReceivedDatagram(
            payload,
            source ?? new IPEndPoint(IPAddress.Parse($"192.168.{interfaceIndex}.77"), MdnsConstants.Port),
            destination ?? MdnsConstants.GroupV4,
            interfaceIndex));

    /// <summary>Lets a response with these answers arrive.</summary>
    public void DeliverAnswers(params DnsRecord[] answers) => DeliverAnswers(1, answers);

    /// <summary>Lets a response with these answers arrive on an interface.</summary>
    public void DeliverAnswers(int interfaceIndex, params DnsRecord[] answers)
    {
        var writer = DnsMessageWriter.Response(MdnsConstants.MaximumDatagram);
        if (!answers.All(writer.TryAddAnswer))
        {
            throw new ArgumentException("The answers do not fit into one datagram.", nameof(answers));
        }
        Deliver(writer.ToArray(), interfaceIndex);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private void Add(ReadOnlySpan<byte> message, int interfaceIndex, IPEndPoint? destination)
    {
        var added = new SentMessage(message.ToArray(), interfaceIndex, destination);
        sent.Add(added);
        OnSend?.Invoke(added);
    }
}

/// <summary>A message handed to a transport.</summary>
/// <param name="Payload">The bytes.</param>
/// <param name="InterfaceIndex">Where it was sent.</param>
/// <param name="Destination">Null for the groups.</param>
public sealed record SentMessage(byte[] Payload, int InterfaceIndex, IPEndPoint? Destination)
{
    /// <summary>The message decoded.</summary>
    public DnsMessage Message => DnsMessage.TryDecode(Payload, out var message) ? message : throw new InvalidDataException("Not a DNS message.");
}
