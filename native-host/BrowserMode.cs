using LocalHttps.Host.Configuration;
using LocalHttps.Host.Interop;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Operations;
using LocalHttps.Host.Trust;

namespace LocalHttps.Host;

/// <summary>This process as a browser's native messaging host: frames on the standard pipes until the browser closes them.</summary>
internal sealed class BrowserMode : IAsyncDisposable
{
    /// <summary>How long sockets may take to close before the process ends over them.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(300);

    private readonly Lock gate = new();
    private readonly UserPlaces places;
    private readonly TextWriter log;
    private FileTrustStore? trust;
    private HostServices? services;

    private BrowserMode(UserPlaces places, TextWriter log)
    {
        this.places = places;
        this.log = log;
    }

    /// <summary>Serves the browser that started this process.</summary>
    /// <returns>0 when the browser closed the pipe, else 1.</returns>
    public static async Task<int> RunAsync(BrowserCaller caller)
    {
        var output = StandardPipes.OpenOutput();
        // A stray byte on the pipe ends the connection: whatever else in this process may print goes nowhere.
        Console.SetOut(TextWriter.Null);
        var errors = Console.Error;
        var user = UserPlaces.OfThisUser();
        if (!IsServed(caller, user, errors))
        {
            await errors.WriteLineAsync("localhttps: this extension is not served; add its id to extensionIds in the configuration");
            return 1;
        }
        await using var mode = new BrowserMode(user, errors);
        await using var input = new ThreadStream(StandardPipes.OpenInput(), "from the browser");
        return await mode.ServeAsync(input, new ThreadStream(output, "to the browser"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (services is not null)
        {
            await Task.WhenAny(services.DisposeAsync().AsTask(), Task.Delay(Farewell, TimeProvider.System));
        }
        trust?.Dispose();
    }

    private static bool IsServed(BrowserCaller caller, UserPlaces places, TextWriter log)
    {
        try
        {
            // Nothing is read for the known extensions: the first answer must not wait for a file.
            return caller.IsKnown || caller.IsServed(ConfigurationFile.Load(places.ConfigurationFile, places.Home).ExtensionIds);
        }
        catch (ConfigurationException problem)
        {
            log.WriteLine($"localhttps: {problem.Message}");
            return false;
        }
    }

    private async Task<int> ServeAsync(ThreadStream input, ThreadStream output)
    {
        using var session = new Session(input, output, new OperationTable(Parts), TimeProvider.System, log);
        session.Greeted += (_, _) => _ = Task.WhenAll(Task.Run(Protocol.ProtocolJson.Warm), Task.Run(Prime));
        // Until the first answer is out this is the only thread: starting the pool and discovery beside it took longer than the answer.
        var over = await session.AnswerFirstAsync();
        input.Start();
        output.Start();
        var end = over ?? await session.RunAsync();
        if (end != SessionEnd.Closed)
        {
            await log.WriteLineAsync($"localhttps: the session ended: {end}");
        }
        return end == SessionEnd.Closed ? 0 : 1;
    }

    /// <summary>Whoever says hello watches next: discovery and the system's roots are under way when it does, and the serializer is ready.</summary>
    private void Prime()
    {
        try
        {
            _ = Services().Directory.StartAsync(CancellationToken.None);
        }
        catch (Protocol.ProtocolException problem)
        {
            // The request that needs it answers with this problem.
            log.WriteLine($"localhttps: {problem.Message}");
        }
    }

    private OperationParts Parts() => OperationParts.Of(Services());

    /// <summary>Put together at the first use, and tried again where the configuration was not valid and may be mended meanwhile.</summary>
    private HostServices Services()
    {
        lock (gate)
        {
            if (services is null)
            {
                var settings = ConfigurationFile.Load(places.ConfigurationFile, places.Home);
                trust ??= new FileTrustStore(places.TrustStoreFile, TimeProvider.System);
                services = HostServices.Create(settings, trust, TimeProvider.System, line => log.WriteLine($"localhttps: {line}"));
            }
            return services;
        }
    }
}
