using LocalHttps.Host;
using LocalHttps.Host.Commands;
using LocalHttps.Host.Messaging;

return BrowserCaller.Recognise(args) is { } caller
    ? await BrowserMode.RunAsync(caller)
    : await CommandLine.RunAsync(args);
