using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Operations;

/// <summary>Which operation serves which request, and how long it may take.</summary>
/// <param name="parts">Gives the parts the operations work with; what it throws as <see cref="ProtocolException"/> is the answer.</param>
internal sealed class OperationTable(Func<OperationParts> parts) : IOperations
{
    /// <inheritdoc/>
    public TimeSpan? LimitOf(Request request) => request switch
    {
        WatchRequest => null,
        PreflightRequest => TimeSpan.FromSeconds(40),
        VerifyRequest or ConfirmRequest => TimeSpan.FromSeconds(20),
        _ => TimeSpan.FromSeconds(10),
    };

    /// <inheritdoc/>
    public async Task<Reply> RunAsync(Request request, IEventSink events, CancellationToken cancellationToken) => request switch
    {
        WatchRequest watch => await new WatchOperation(parts().Directory).RunAsync(watch, events, cancellationToken),
        RescanRequest rescan => Rescan(rescan),
        VerifyRequest verify => new VerifiedReply { Id = verify.Id, Device = (await parts().Directory.VerifyAsync(verify.Device, cancellationToken)).View },
        PreflightRequest preflight => await parts().Preflight.RunAsync(preflight, events, cancellationToken),
        ConfirmRequest confirm => await new ConfirmOperation(parts()).RunAsync(confirm, cancellationToken),
        RenameRequest rename => new TrustOperations(parts()).Rename(rename),
        ForgetRequest forget => new TrustOperations(parts()).Forget(forget),
        ListTrustedRequest list => new TrustOperations(parts()).List(list),
        _ => throw new ProtocolException(ErrorCodes.UnknownType, "The message's type is not served."),
    };

    private DoneReply Rescan(RescanRequest request)
    {
        parts().Directory.Rescan();
        return new DoneReply { Id = request.Id };
    }
}
