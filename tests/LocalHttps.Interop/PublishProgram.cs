using System.Runtime.InteropServices;
using LocalHttps.Mdns;

namespace LocalHttps.Interop;

/// <summary>This program as a device of its own: <c>publish NAME PORT</c> tells each state and each new name on a line, SIGTERM says goodbye.</summary>
internal static class PublishProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.TrySetResult();
        });
        await using var publisher = new ServicePublisher(new PublisherOptions { InterfaceNames = ["eth0"] });
        var publication = publisher.Publish(new ServiceRegistration(args[0], "_https._tcp", int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture)));
        var told = TellAsync(publication);
        await stop.Task;
        await publication.DisposeAsync();
        await told;
        return 0;
    }

    private static async Task TellAsync(Publication publication)
    {
        await foreach (var change in publication.WatchAsync())
        {
            Console.WriteLine($"{(change is PublicationStateChanged state ? state.State : "Renamed")}\t{change.Names.Instance}\t{change.Names.Host}");
        }
    }
}
