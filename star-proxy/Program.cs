using LocalHttps.Star.Commands;

return await CommandLine.RunAsync(args);
