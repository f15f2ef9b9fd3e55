using LocalHttps.Star.Accounts;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Devices;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Operation;
using LocalHttps.Star.Orders;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Web;

namespace LocalHttps.Star.Composition;

/// <summary>Puts the parts together.</summary>
internal static class StarServices
{
    /// <summary>Adds everything that requests and renewal need.</summary>
    public static IServiceCollection AddStar(this IServiceCollection services, StarSettings settings, StarParts parts, TimeProvider clock)
    {
        services.AddSingleton(settings).AddSingleton(settings.Limits).AddSingleton(clock);
        // The caller opened them and closes them.
        services.AddSingleton(parts).AddSingleton(parts.Store).AddSingleton(parts.Nonces).AddSingleton(parts.Upstream).AddSingleton(parts.Zone).AddSingleton(parts.Caa);
        foreach (var validator in parts.Validators)
            services.AddSingleton(validator);
        services.AddMetrics();
        services.AddSingleton(new Links(settings.Url)).AddSingleton(new RenewalSettings { PlainLifetime = settings.Bounds.DefaultLifetime });
        services.AddSingleton<StarMetrics>().AddSingleton<WorkBell>().AddSingleton<IIssuance, Issuance>();
        services.AddSingleton<RequestGate>().AddSingleton<AccountKeys>(_ => new()).AddSingleton<JwsIntake>().AddSingleton<Views>().AddSingleton<UpstreamOffers>();
        services.AddSingleton<AccountDesk>().AddSingleton<NewOrders>().AddSingleton<OrderDesk>().AddSingleton<AuthorizationDesk>();
        services.AddSingleton<CertificateDesk>().AddSingleton<RevocationDesk>().AddSingleton<DeviceAddresses>().AddSingleton<DelegationDesk>();
        services.AddSingleton<AcmeRoutes>().AddSingleton<HealthRoutes>();
        foreach (var loop in parts.Loops)
            services.AddSingleton(loop);
        services.AddSingleton<ChallengeRunner>().AddHostedService(provider => provider.GetRequiredService<ChallengeRunner>());
        services.AddHostedService<RenewalWorker>();
        services.AddHostedService<QueueWatch>();
        return services;
    }

    /// <summary>Adds the way of a request.</summary>
    public static void UseStar(this WebApplication app)
    {
        app.UseMiddleware<ProblemEdge>();
        app.UseMiddleware<AcmeHeaders>();
        app.UseRouting();
        app.Services.GetRequiredService<AcmeRoutes>().Map(app);
        app.Services.GetRequiredService<HealthRoutes>().Map(app);
        if (app.Services.GetRequiredService<StarParts>().RevocationLists is { } lists)
        {
            app.MapMethods("/crl/{keyId}", ["GET", "HEAD"], async (HttpContext context) =>
                await (await CertificateReplies.RevocationListAsync(lists, (string?)context.GetRouteValue("keyId") ?? "", context.RequestAborted)).WriteAsync(context));
        }
    }
}
