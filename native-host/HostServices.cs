using LocalHttps.Host.Configuration;
using LocalHttps.Host.Discovery;
using LocalHttps.Host.Trust;
using LocalHttps.Host.Verification;
using LocalHttps.Identity;

namespace LocalHttps.Host;

/// <summary>The parts of a running host, put together once for a browser's session or for a command.</summary>
public sealed class HostServices : IAsyncDisposable
{
    private readonly AttemptGate gate;

    private HostServices(HostSettings settings, ITrustStore trust, TimeProvider time, Action<string> log)
    {
        var examiner = new ChainExaminer(settings.LabRoots);
        gate = new AttemptGate(time);
        Settings = settings;
        Trust = trust;
        Time = time;
        Door = new TlsDoor(new CertificateJudge(examiner, time), time);
        Directory = new DeviceDirectory(new DirectoryParts(
            settings, new MulticastSource(settings, time), trust, new EndpointProbe(Door, gate, time), LocalMachine.Addresses, time, Random.Shared, log));
        // Reading the system's roots takes longer than a handshake; the first verdict must not wait for it.
        Warm = Task.Run(examiner.Warm);
    }

    /// <summary>The settings.</summary>
    public HostSettings Settings { get; }

    /// <summary>The trust store.</summary>
    public ITrustStore Trust { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The door to devices.</summary>
    public TlsDoor Door { get; }

    /// <summary>The live list of devices; it does nothing until it is started.</summary>
    public DeviceDirectory Directory { get; }

    /// <summary>Done when the system's roots are read.</summary>
    public Task Warm { get; }

    /// <summary>Puts a host together on this machine's sockets.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="trust">The trust store; stays the caller's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Takes short lines about defects.</param>
    public static HostServices Create(HostSettings settings, ITrustStore trust, TimeProvider time, Action<string> log) => new(settings, trust, time, log);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Directory.DisposeAsync();
        gate.Dispose();
    }
}
