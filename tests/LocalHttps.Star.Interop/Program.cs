using LocalHttps.Star.Interop;
using LocalHttps.Lab;
using Microsoft.Testing.Platform.Builder;

if (LabGate.ReenterIfOutside(args) is { } code)
{
    return code;
}

var builder = await TestApplication.CreateBuilderAsync(args);
SelfRegisteredExtensions.AddSelfRegisteredExtensions(builder, args);
using var application = await builder.BuildAsync();
return await application.RunAsync();
