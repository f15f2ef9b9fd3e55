using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Lab;

namespace LocalHttps.Star.Interop;

/// <summary>Three instances on one PostgreSQL, one of them killed under load.</summary>
[TestClass]
public sealed class InstancesTests
{
    private const int Early = 24;
    private const int Late = 24;
    private const int Port = 14000;
    private const int AtOnce = 6;

    // Half of it, the time between a renewal and the end of the one before, is more than the 30 s for which a killed instance holds its work.
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(76);

    [TestMethod]
    public async Task Instances_OneKilledUnderLoad_ForgetNobody()
    {
        var folder = StarLab.NewFolder("instances");
        await using var database = await PostgresServer.StartAsync();
        await using var challenges = await ChallengeTestServer.StartAsync(StarLab.Loopback, folder);
        var stars = await StartAsync(folder, await KillScene.WriteConnectionAsync(folder, database), challenges);
        var rootFile = await stars[0].ExportRootAsync();
        var living = new List<StarProcess>(stars);
        using var http = Connect(living, rootFile);
        var devices = new List<Ndc>();
        var watches = new List<SeriesWatch>();
        try
        {
            await EnrolAsync(Early);
            var load = EnrolAsync(Late);
            await Poll.UntilAsync(() => Task.FromResult(Count() >= Early + (Late / 4)), "a load", TimeSpan.FromSeconds(60));
            lock (living)
            {
                living.RemoveAt(1);
            }
            await stars[1].KillAsync();
            await load;

            await Poll.UntilAsync(() => Task.FromResult(watches.TrueForAll(watch => watch.Seen.Count >= 2)), "each series went on", Life * 2);
            foreach (var watch in watches)
                watch.Check();
            Assert.HasCount(Early + Late, watches);
        }
        finally
        {
            await Task.WhenAll(watches.Select(watch => watch.DisposeAsync().AsTask()));
            devices.ForEach(device => device.Dispose());
            await Task.WhenAll(stars.Select(star => star.DisposeAsync().AsTask()));
        }

        int Count()
        {
            lock (watches)
            {
                return watches.Count;
            }
        }

        Task EnrolAsync(int count) => Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
        {
            var (cname, binding, _) = await stars[0].AddDeviceAsync("IoTD-1000A");
            var device = new Ndc(stars[0].Directory, () => Connect(living, rootFile), cname, binding);
            lock (watches)
            {
                devices.Add(device);
            }
            var order = await InsistAsync(device);
            lock (watches)
            {
                watches.Add(new SeriesWatch(http, order.Value.StarCertificate!, mayBeAway: true));
            }
        });
    }

    // What the killed instance did not answer is asked of another.
    private static async Task<AcmeResource<AcmeOrder>> InsistAsync(Ndc device)
    {
        for (var again = 0; ; again++)
        {
            try
            {
                return await device.EnrolAsync(Life, TimeSpan.FromDays(1));
            }
            catch (AcmeClientException problem) when (problem.Problem is null && again < 3)
            {
                device.Reconnect();
            }
        }
    }

    private static async Task<StarProcess[]> StartAsync(string folder, string connection, ChallengeTestServer challenges)
    {
        var url = new Uri($"https://{StarLab.NewId("many")}.{KillScene.Zone}:{Port}");
        var stars = Enumerable.Range(0, 3).Select(number => new StarProcess(
            StarLab.Program,
            Path.Combine(folder, $"{number}"),
            url,
            new IPEndPoint(IPAddress.Parse(StarLab.Loopback.NextAddress()), Port),
            new Dictionary<string, string>(KillScene.Settings(challenges), StringComparer.Ordinal) { ["database"] = connection })).ToArray();
        await stars[0].StartAsync();
        // They are one CA.
        foreach (var other in stars[1..])
            await Command.MustAsync("sh", "-c", $"mkdir -p -m 700 '{other.Data}' && cp -a '{stars[0].Data}/ca' '{other.Data}/ca'");
        await Task.WhenAll(stars[1..].Select(star => star.StartAsync()));
        return stars;
    }

    // As a name with several addresses: each connection goes to any instance that lives.
    private static HttpClient Connect(List<StarProcess> living, string rootFile)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.ImportFromPemFile(rootFile);
        return new HttpClient(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromSeconds(2),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            ConnectCallback = async (_, cancellation) =>
            {
                IPEndPoint to;
                lock (living)
                {
                    to = living[System.Security.Cryptography.RandomNumberGenerator.GetInt32(living.Count)].Listen;
                }
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(to, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        });
    }
}
