namespace LocalHttps.Lab;

/// <summary>Listens on one port and knows which of its addresses were connected to.</summary>
public sealed class ConnectionLog : IAsyncDisposable
{
    private const string Mark = "connected to ";
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(10);
    private readonly LabChild child;

    private ConnectionLog(LabChild child) => this.child = child;

    /// <summary>The local address of each connection so far.</summary>
    public IReadOnlyList<string> Addresses
        => [.. child.Lines.Where(l => l.StartsWith(Mark, StringComparison.Ordinal)).Select(l => l[Mark.Length..])];

    /// <summary>Starts in the client's own namespace.</summary>
    public static Task<ConnectionLog> StartAsync(int port, string logFile) => ReadyAsync(LabChild.Start(logFile, Program(port)));

    internal static Task<ConnectionLog> StartAsync(int port, DeviceNamespace space) => ReadyAsync(space.Start("connections", Program(port)));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => child.DisposeAsync();

    private static string[] Program(int port)
        => ["/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "connection_log.py"), port.ToString()];

    private static async Task<ConnectionLog> ReadyAsync(LabChild child)
    {
        await child.WaitForLineAsync(l => l == "listening", ReadyLimit, "connection log");
        return new ConnectionLog(child);
    }
}
