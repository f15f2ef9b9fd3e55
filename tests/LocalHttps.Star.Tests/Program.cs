using LocalHttps.Star.Tests;
using LocalHttps.Star.Tests.Store;
using Microsoft.Testing.Platform.Builder;

// A test starts this program again as a child that it kills.
if (args is ["store-child", .. var words])
    return await StoreChild.RunAsync(words);

var builder = await TestApplication.CreateBuilderAsync(args);
SelfRegisteredExtensions.AddSelfRegisteredExtensions(builder, args);
using var application = await builder.BuildAsync();
return await application.RunAsync();
