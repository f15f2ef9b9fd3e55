using LocalHttps.ProtocolGenerator;

// dotnet run --project tools/LocalHttps.ProtocolGenerator [-- --check]
if (args is not ([] or ["--check"]))
{
    await Console.Error.WriteLineAsync("usage: LocalHttps.ProtocolGenerator [--check]");
    return 2;
}
var root = ProtocolFiles.FindRepository(AppContext.BaseDirectory);
var outdated = ProtocolFiles.Generate().Where(file => !file.IsCurrent(root)).ToList();
if (args is ["--check"])
{
    foreach (var file in outdated)
    {
        await Console.Error.WriteLineAsync($"{file.Path} differs from native-host/Protocol.");
    }
    if (outdated.Count > 0)
    {
        await Console.Error.WriteLineAsync("Run: dotnet run --project tools/LocalHttps.ProtocolGenerator");
    }
    return outdated.Count > 0 ? 1 : 0;
}
foreach (var file in outdated)
{
    file.Write(root);
    await Console.Out.WriteLineAsync($"wrote {file.Path}");
}
return 0;
