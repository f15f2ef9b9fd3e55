using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using LocalHttps.Mdns;
using LocalHttps.SampleDevices;

// Plays the demo's devices on the loopback interface until it is told to stop or its standard input ends.
// Usage: LocalHttps.SampleDevices ROOT.PEM [TRUST-STORE]. Writes the root there; a look-alike comes once the trust store has an entry.
// Prints one JSON line: {"devices":[{"deviceName","cname","port","remark"}]}.
if (args is not [var rootFile, ..])
{
    Console.Error.WriteLine("Usage: LocalHttps.SampleDevices ROOT.PEM [TRUST-STORE]");
    return 64;
}
var time = TimeProvider.System;
using var stop = new CancellationTokenSource();
var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var authority = new SampleAuthority("LocalHttps demo root", time);
File.WriteAllText(rootFile, authority.RootPem);
await using var publisher = new ServicePublisher(new PublisherOptions { InterfaceNames = ["lo"] });
var servers = new List<TinyServer>();
var described = new JsonArray();
foreach (var device in SampleDevice.All(authority))
{
    Play(device);
}
Console.WriteLine(new JsonObject { ["devices"] = described }.ToJsonString());
// The console's reader blocks, whatever its method's name says: a signal must not wait for a line.
await Task.WhenAny(LookAlikeAsync(), Task.Run(Console.In.ReadLine), stopped.Task);
servers.ForEach(server => server.Dispose());
return 0;

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
    stopped.TrySetResult();
}

void Play(SampleDevice device)
{
    var server = new TinyServer(device, time);
    servers.Add(server);
    publisher.Publish(new ServiceRegistration(device.DeviceName, "_https._tcp", server.Port)
    {
        // A name of its own per device, as every device on a network has.
        HostLabel = $"{device.Cname.Split('.')[0]}-host",
        PublicName = device.Cname,
        Text = new TxtStrings([Encoding.UTF8.GetBytes($"kind={device.Kind}")]),
    });
    described.Add(new JsonObject { ["deviceName"] = device.DeviceName, ["cname"] = device.Cname, ["port"] = server.Port, ["remark"] = device.Remark });
}

async Task LookAlikeAsync()
{
    while (args is not [_, var store] || !File.Exists(store) || !File.ReadAllText(store).Contains("-device.home.localhost", StringComparison.Ordinal))
    {
        await Task.Delay(TimeSpan.FromSeconds(1), time, stop.Token);
    }
    // The person sees the green row for a moment before the guest comes.
    await Task.Delay(TimeSpan.FromSeconds(4), time, stop.Token);
    Play(SampleDevice.LookAlike(authority));
    await Task.Delay(Timeout.InfiniteTimeSpan, time, stop.Token);
}
