using System.Text;
using LocalHttps.Mdns;

// Browses for _https._tcp and says when what is wanted was found; bench measures it from outside, beside the peers.
// Usage: LocalHttps.BrowseMeter INTERFACE COUNT INSTANCE. It begins at a line of input and ends at the second or at the end of input.
if (args is not [var network, var count, var genuine])
{
    Console.Error.WriteLine("Usage: LocalHttps.BrowseMeter INTERFACE COUNT INSTANCE");
    return 64;
}
var wanted = int.Parse(count);
var label = Encoding.UTF8.GetBytes(genuine);
Console.WriteLine("ready");
Console.ReadLine();

var time = TimeProvider.System;
var start = time.GetTimestamp();
// As the host does.
var options = new BrowserOptions { InterfaceNames = [network], AskAtOnce = true };
await using var browser = new ServiceBrowser(new UdpMulticastTransport(options.InterfaceNames, time), options, time);
using var stop = new CancellationTokenSource();
var input = Task.Run(() =>
{
    Console.ReadLine();
    stop.Cancel();
});
var resolved = new HashSet<DnsName>();
try
{
    await foreach (var change in browser.WatchAsync(stop.Token))
    {
        if (change is ServiceRemoved || change.Instance is not { Locations.Count: > 0, Texts.Count: > 0, Addresses.Count: > 0 } || !resolved.Add(change.Instance.Name))
        {
            continue;
        }
        if (resolved.Count == wanted)
        {
            Console.WriteLine($"resolved {time.GetElapsedTime(start).TotalMilliseconds:0.00}");
        }
        if (change.Instance.Name.Labels[0].Span.SequenceEqual(label))
        {
            Console.WriteLine("found");
        }
    }
}
catch (OperationCanceledException)
{
    // The input ended.
}
await input;
Console.WriteLine($"ended {resolved.Count} of {wanted}; {GC.CollectionCount(0)} collections, {GC.GetTotalAllocatedBytes()} bytes allocated; {browser.Statistics}");
return 0;
