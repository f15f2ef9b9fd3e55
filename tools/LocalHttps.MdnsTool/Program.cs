using System.Runtime.InteropServices;
using System.Text;
using LocalHttps.Mdns;
using LocalHttps.MdnsTool;

// Publishes or browses by multicast DNS, for trials and tests. One line on standard output per change; SIGTERM and SIGINT end it in order.
const string help = """
    LocalHttps.MdnsTool publish --interface NAME --name NAME [--type _https._tcp] [--port 443] [--host LABEL] [--cn PUBLIC-NAME]
                                [--txt KEY=VALUE]... [--subtype _NAME]... [--address IP]...
    LocalHttps.MdnsTool browse  --interface NAME [--type _https._tcp]...
    """;
using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    return args switch
    {
        ["publish", .. var words] => await PublishAsync(new Words(words, "--interface", "--name", "--type", "--port", "--host", "--cn", "--txt", "--subtype", "--address")),
        ["browse", .. var words] => await BrowseAsync(new Words(words, "--interface", "--type")),
        ["--help" or "-h"] => Help(),
        _ => Refuse(help),
    };
}
catch (FormatException problem)
{
    return Refuse($"{problem.Message}\n\n{help}");
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

static int Help()
{
    Console.WriteLine(help);
    return 0;
}

static int Refuse(string text)
{
    Console.Error.WriteLine(text);
    return 64;
}

async Task<int> PublishAsync(Words words)
{
    var registration = new ServiceRegistration(
        words.Demand("--name"),
        words.Find("--type") ?? "_https._tcp",
        words.Number("--port") ?? 443)
    {
        HostLabel = words.Find("--host"),
        PublicName = words.Find("--cn"),
        Subtypes = words.All("--subtype"),
        Text = TxtStrings.FromText(words.All("--txt")),
        Addresses = words.All("--address") is { Length: > 0 } addresses ? [.. addresses.Select(Words.Address)] : null,
    };
    Warn(words.Demand("--interface"));
    await using var publisher = new ServicePublisher(new PublisherOptions { InterfaceNames = [words.Demand("--interface")] });
    await using var publication = publisher.Publish(registration);
    try
    {
        await foreach (var change in publication.WatchAsync(stop.Token))
        {
            Tell(change is PublicationStateChanged { State: var state } ? state.ToString() : "Renamed", change.Names);
        }
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        await publication.DisposeAsync();
        Tell(publication.State.ToString(), publication.Names);
    }
    return 0;

    static void Tell(string what, PublicationNames names) => Say(what.ToLowerInvariant(), names.Instance, names.Host.ToString(), names.Alias?.ToString() ?? "-");
}

async Task<int> BrowseAsync(Words words)
{
    var options = new BrowserOptions
    {
        InterfaceNames = [words.Demand("--interface")],
        ServiceTypes = words.All("--type") is { Length: > 0 } types ? types : ["_https._tcp"],
    };
    Warn(words.Demand("--interface"));
    await using var browser = new ServiceBrowser(options);
    await foreach (var change in browser.WatchAsync(stop.Token))
    {
        var found = change.Instance;
        Say(
            change.GetType().Name["Service".Length..].ToLowerInvariant(),
            found.Name.ToString(),
            string.Join(',', found.Locations.Select(at => $"{at.Host}:{at.Port}")),
            string.Join(',', found.Addresses.Select(at => at.Address)),
            string.Join(',', found.Texts.SelectMany(text => text.Strings).Select(Encoding.UTF8.GetString)),
            string.Join(',', found.Aliases.Select(alias => $"{alias.Owner}={alias.Target}")));
    }
    return 0;
}

// No error for the engine, which waits for it; a person may have mistyped it.
static void Warn(string interfaceName)
{
    if (SystemInterfaces.Read([interfaceName]).Count == 0)
    {
        Console.Error.WriteLine($"{interfaceName} is not there or not up: waiting for it.");
    }
}

static void Say(params string[] fields) => Console.WriteLine(string.Join('\t', fields));
