using LocalHttps.Host.Commands;

return await CommandLine.RunAsync(args);
