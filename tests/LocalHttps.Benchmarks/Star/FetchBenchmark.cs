using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LocalHttps.Benchmarks.Star;

/// <summary>star-certificate by GET, on connections that are kept. The client writes ready bytes and counts what comes back: it shares the machine.</summary>
internal static class FetchBenchmark
{
    private const int Connections = 32;
    private const int Rounds = 5;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(2);

    /// <summary>Measures.</summary>
    public static async Task<IEnumerable<Comparison>> RunAsync(StarServer server, IReadOnlyList<string> certificateIds)
    {
        var requests = certificateIds.Select(id => Encoding.ASCII.GetBytes($"GET /acme/star/{id} HTTP/1.1\r\nHost: {server.Url.Authority}\r\nAccept: application/pem-certificate-chain\r\n\r\n")).ToArray();
        var connections = new List<SslStream>();
        try
        {
            while (connections.Count < Connections)
                connections.Add(await ConnectAsync(server));
            var (rates, costs) = (new List<double>(), new List<double>());
            for (var round = -1; round < Rounds; round++)
            {
                var count = 0L;
                var (began, spent) = (Stopwatch.GetTimestamp(), Metered.ProcessorTime(server.Id));
                await Task.WhenAll(connections.Select((connection, place) => Task.Run(async () =>
                {
                    var octets = new byte[16_384];
                    for (var number = place; Stopwatch.GetElapsedTime(began) < Span; number += Connections)
                    {
                        await FetchAsync(connection, requests[number % requests.Length], octets);
                        Interlocked.Increment(ref count);
                    }
                })));
                if (round < 0)
                    continue;
                rates.Add(count / Stopwatch.GetElapsedTime(began).TotalSeconds);
                costs.Add((Metered.ProcessorTime(server.Id) - spent) * 1000 / count);
            }
            return
            [
                new Comparison(new Measurement($"star-certificate by GET, {Connections} connections kept, TLS", "GET/s", rates), null, "", null),
                new Comparison(new Measurement("    the server's processor time", "µs/GET", costs), null, "", null),
            ];
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    private static async Task<SslStream> ConnectAsync(StarServer server)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.ImportFromPemFile(Path.Combine(server.Data, "ca", "root.pem"));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = server.Url.Host, CertificateChainPolicy = policy });
        return stream;
    }

    private static async Task FetchAsync(SslStream connection, byte[] request, byte[] octets)
    {
        await connection.WriteAsync(request);
        var (length, whole) = (0, int.MaxValue);
        while (length < whole)
        {
            var count = await connection.ReadAsync(octets.AsMemory(length));
            if (count == 0)
                throw new InvalidDataException("The server closed the connection.");
            length += count;
            if (whole == int.MaxValue && octets.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is > 0 and var end)
                whole = end + 4 + LengthOf(Encoding.ASCII.GetString(octets, 0, end));
        }
    }

    private static int LengthOf(string head)
    {
        const string member = "\r\nContent-Length: ";
        if (!head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
            throw new InvalidDataException(head);
        var start = head.IndexOf(member, StringComparison.OrdinalIgnoreCase) + member.Length;
        var end = head.IndexOf('\r', start);
        return int.Parse(end < 0 ? head[start..] : head[start..end], CultureInfo.InvariantCulture);
    }
}
