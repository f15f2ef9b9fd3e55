using LocalHttps.Mdns;

namespace LocalHttps.TestKit;

/// <summary>Answers for sample services over any transport: announces them, answers questions with everything it has, says goodbye.
/// It neither probes nor suppresses known answers; it stands in for devices in tests and in the demo.</summary>
public sealed class SampleResponder : IMulticastReceiver, IAsyncDisposable
{
    private readonly IMulticastTransport transport;
    private readonly Lock gate = new();
    private List<SampleService> services = [];
    private IReadOnlyList<MdnsInterface> interfaces = [];

    /// <summary>Takes over the transport; it is disposed with the responder.</summary>
    public SampleResponder(IMulticastTransport transport) => this.transport = transport;

    /// <summary>Joins and announces.</summary>
    public void Start(params IEnumerable<SampleService> announced)
    {
        services = [.. announced];
        transport.Start(this);
        OnInterfacesChanged(transport.Interfaces);
    }

    /// <summary>Announces one more service.</summary>
    public void Add(SampleService service)
    {
        lock (gate)
        {
            services = [.. services, service];
        }
        SendEverywhere(service.Records);
    }

    /// <summary>Says goodbye for a service and answers for it no more.</summary>
    public void Remove(SampleService service)
    {
        lock (gate)
        {
            services = [.. services.Where(known => known != service)];
        }
        SendEverywhere([.. service.Records.Select(record => record with { TimeToLive = 0 })]);
    }

    /// <inheritdoc/>
    public void OnDatagram(in ReceivedDatagram datagram)
    {
        if (!DnsMessage.TryDecode(datagram.Payload, out var query) || query.Header.IsResponse)
        {
            return;
        }
        var index = datagram.InterfaceIndex;
        foreach (var service in Current())
        {
            if (query.Questions.Any(question => service.Records.Any(record => record.Name.Equals(question.Name))))
            {
                Send(service.Records, index);
            }
        }
    }

    /// <inheritdoc/>
    public void OnInterfacesChanged(IReadOnlyList<MdnsInterface> interfaces)
    {
        lock (gate)
        {
            if (ReferenceEquals(this.interfaces, interfaces))
            {
                return;
            }
            this.interfaces = interfaces;
        }
        foreach (var service in Current())
        {
            SendEverywhere(service.Records);
        }
    }

    /// <summary>Says goodbye for everything and leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var service in Current())
        {
            Remove(service);
        }
        await transport.DisposeAsync();
    }

    private List<SampleService> Current()
    {
        lock (gate)
        {
            return services;
        }
    }

    private void SendEverywhere(IReadOnlyList<DnsRecord> records)
    {
        foreach (var network in transport.Interfaces)
        {
            Send(records, network.Index);
        }
    }

    private void Send(IReadOnlyList<DnsRecord> records, int interfaceIndex)
    {
        var writer = DnsMessageWriter.Response();
        foreach (var record in records)
        {
            writer.TryAddAnswer(record);
        }
        transport.Send(writer.ToArray(), interfaceIndex);
    }
}
