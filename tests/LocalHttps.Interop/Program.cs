using LocalHttps.Interop;
using LocalHttps.Lab;
using Microsoft.Testing.Platform.Builder;

if (LabGate.ReenterIfOutside(args) is { } code)
{
    return code;
}
if (args is ["publish", ..])
{
    return await PublishProgram.RunAsync(args[1..]);
}

var builder = await TestApplication.CreateBuilderAsync(args);
SelfRegisteredExtensions.AddSelfRegisteredExtensions(builder, args);
using var application = await builder.BuildAsync();
return await application.RunAsync();
