using System.Runtime.InteropServices;
using LocalHttps.Build;
using LocalHttps.Demo;

// The demo, once everything is built. Usage: LocalHttps.Demo [--headless]
var headless = args.Contains("--headless", StringComparer.Ordinal) || !DemoBrowser.HasDisplay;
using var stop = new CancellationTokenSource(headless ? TimeSpan.FromMinutes(3) : Timeout.InfiniteTimeSpan, TimeProvider.System);
PosixSignalRegistration[] signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];
try
{
    using var home = new DemoHome();
    using var devices = SampleProcess.Start(home);
    home.Furnish();
    Console.WriteLine("These devices run on this computer, announced on its loopback interface only:");
    devices.Devices.ToList().ForEach(device => Console.WriteLine($"  {device!["deviceName"],-16} {device["cname"],-40} {device["remark"]}"));
    Console.WriteLine("\n$ localhttps discover");
    Console.WriteLine(home.Run(Repository.Host, "discover").Output);
    if (headless)
    {
        await Walk.TakeAsync(home, stop.Token);
        Console.WriteLine($"Pictures: {Path.Combine("artifacts", "demo")}");
    }
    else
    {
        await DemoBrowser.ShowAsync(home, stop.Token);
    }
    return stop.IsCancellationRequested ? 130 : 0;
}
catch (Exception problem) when (problem is BuildException || stop.IsCancellationRequested)
{
    Console.Error.WriteLine(stop.IsCancellationRequested ? "The demo was ended." : problem.Message);
    return stop.IsCancellationRequested ? 130 : 1;
}
finally
{
    signals.ToList().ForEach(signal => signal.Dispose());
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
