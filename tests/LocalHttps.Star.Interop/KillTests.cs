using System.Security.Cryptography;
using LocalHttps.Acme;

namespace LocalHttps.Star.Interop;

/// <summary>kill -9 at every step of an order: what was acknowledged is there afterwards, and nothing is issued twice.</summary>
[TestClass]
public sealed class KillTests
{
    // How long a request may have been under way when the process dies.
    private const int LongestMilliseconds = 40;
    private const int Rounds = 4;

    [TestMethod]
    [DataRow(Keeper.Sqlite)]
    [DataRow(Keeper.Postgres)]
    public async Task Order_KilledAfterEveryAnswer_IsIntact(Keeper keeper)
    {
        await using var scene = await KillScene.CreateAsync(keeper);
        using var device = await NewDeviceAsync(scene);
        using var plain = await NewPlainAsync(scene);

        for (var step = 0; step < Math.Max(device.Steps.Count, plain.Steps.Count); step++)
        {
            foreach (var drive in new[] { device, plain }.Where(drive => step < drive.Steps.Count))
                await drive.Steps[step].Take();
            await StartAgainAsync(scene, device, plain);
            await device.CheckAsync();
            await plain.CheckAsync();
        }
    }

    [TestMethod]
    [DataRow(Keeper.Sqlite)]
    [DataRow(Keeper.Postgres)]
    public async Task Order_KilledDuringRequests_GoesOnAfterwards(Keeper keeper)
    {
        await using var scene = await KillScene.CreateAsync(keeper);
        for (var round = 0; round < Rounds; round++)
        {
            using var device = await NewDeviceAsync(scene);
            using var plain = await NewPlainAsync(scene);
            foreach (var drive in new[] { device, plain })
            {
                // What that costs on several instances is in the other test, once.
                var fatal = keeper == Keeper.Postgres
                    ? RandomNumberGenerator.GetItems([.. drive.Steps.Index().Where(step => !OrderDrive.Proving.Contains(step.Item.Name, StringComparer.Ordinal)).Select(step => step.Index)], 1)[0]
                    : RandomNumberGenerator.GetInt32(drive.Steps.Count);
                for (var step = 0; step < fatal; step++)
                    await drive.Steps[step].Take();
                var dying = AttemptAsync(drive.Steps[fatal].Take);
                await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(LongestMilliseconds)), TimeProvider.System);
                await StartAgainAsync(scene, device, plain);
                await dying;
                await drive.CheckAsync();
                for (var step = fatal; step < drive.Steps.Count; step++)
                    await drive.Steps[step].Take();
                await drive.CheckAsync();
            }
        }
    }

    private static async Task StartAgainAsync(KillScene scene, params OrderDrive[] drives)
    {
        await scene.Star.KillAsync();
        await scene.Star.StartAsync();
        foreach (var drive in drives)
            drive.Reconnect();
    }

    // Whether it was acknowledged or not is for the steps that follow to find out.
    private static async Task<bool> AttemptAsync(Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (Exception problem) when (problem is AcmeClientException { Problem: null } or ObjectDisposedException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<OrderDrive> NewDeviceAsync(KillScene scene)
    {
        var (cname, binding, _) = await scene.Star.AddDeviceAsync("IoTD-1000A");
        return new(new(scene.Star.Directory, () => Ndc.Connect(scene.RootFile), cname, binding), scene, delegated: true);
    }

    private static async Task<OrderDrive> NewPlainAsync(KillScene scene)
    {
        var name = $"{StarLab.NewId("k")}.hosts.{KillScene.Zone}";
        return new(new(scene.Star.Directory, () => Ndc.Connect(scene.RootFile), name, await scene.Star.AddAccountAsync()), scene, delegated: false);
    }
}
