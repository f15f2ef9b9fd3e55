using System.Runtime.CompilerServices;
using LocalHttps.Host.Commands;
using LocalHttps.Host.Discovery;
using LocalHttps.Host.Protocol;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Support;

/// <summary>A network whose devices the test sets.</summary>
internal sealed class FakeDevices : IDeviceSession, IDeviceDirectory
{
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<DeviceView> Devices { get; } = [];

    public List<DeviceChangeEvent> Changes { get; } = [];

    public List<string> Verified { get; } = [];

    public bool NeverSettles { get; init; }

    public bool WatchIsEndless { get; init; }

    /// <summary>Called before each look at the list.</summary>
    public Action? Looked { get; set; }

    public IReadOnlyList<string> Interfaces { get; init; } = ["eth0", "wlan0"];

    public bool IsDisposed { get; private set; }

    public IDeviceDirectory Directory => this;

    public NetworkState Network => new() { Interfaces = Interfaces };

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public IReadOnlyList<DeviceView> Snapshot()
    {
        Looked?.Invoke();
        return Devices;
    }

    public async IAsyncEnumerable<DeviceChangeEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var change in Changes)
        {
            yield return change;
        }
        if (WatchIsEndless)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
    }

    public async IAsyncEnumerable<NetworkState> WatchNetworkAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return Network;
    }

    public Task<CheckedDevice> VerifyAsync(string key, CancellationToken cancellationToken)
    {
        Verified.Add(key);
        var view = Devices.Find(device => device.Key == key) ?? throw new ProtocolException(ErrorCodes.UnknownDevice, "No such device.");
        return Task.FromResult(new CheckedDevice(view, new() { Device = null, Observations = [], LookAlike = null }, Verdict(view.Verdict)));
    }

    /// <summary>What was confirmed, in order.</summary>
    public List<ConfirmRequest> Confirmed { get; } = [];

    /// <summary>What confirming throws.</summary>
    public ProtocolException? Refusal { get; set; }

    public Task<DeviceView> ConfirmAsync(ConfirmRequest request, CancellationToken cancellationToken)
    {
        Confirmed.Add(request);
        var view = Devices.Find(device => device.Key == request.Device)!;
        return Refusal is null
            ? Task.FromResult(view with { DeviceName = request.Name, Verdict = view.Verdict with { State = "verified" } })
            : Task.FromException<DeviceView>(Refusal);
    }

    private static Verdict Verdict(VerdictView view) => new()
    {
        State = Enum.GetValues<VerdictState>().FirstOrDefault(state => state.ToWord() == view.State),
        Reasons = [.. view.Reasons.Select(reason => new Finding(reason.Code, reason.Parameters))],
        Notes = [],
        PolicyVersion = view.PolicyVersion,
        Certificate = view.Certificate is not { } certificate ? null : new()
        {
            LeafSha256 = certificate.LeafSha256,
            SpkiSha256 = certificate.SpkiSha256,
            DnsNames = certificate.DnsNames,
            SubjectAlternativeNameCount = certificate.DnsNames.Count,
            NotBefore = certificate.NotBefore,
            NotAfter = certificate.NotAfter,
            Issuer = certificate.Issuer,
            Trust = ChainTrust.System,
        },
    };

    public Task SettledAsync(CancellationToken cancellationToken) => NeverSettles ? settled.Task.WaitAsync(cancellationToken) : Task.CompletedTask;

    public void TakeTrust()
    {
    }

    public void Rescan()
    {
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>A device with the state and reasons given.</summary>
    public static DeviceView Device(string name, string? cname, string state, params IReadOnlyList<FindingView> reasons) => new()
    {
        Key = cname ?? $"{name}._https._tcp.local",
        DeviceName = name,
        AdvertisedName = null,
        Cname = cname,
        Kind = "device",
        Addresses = ["192.168.1.63"],
        Port = 443,
        Interfaces = ["eth0"],
        Url = cname is null ? null : $"https://{cname}/",
        LastSeen = At,
        TimeToLive = 120,
        Checking = false,
        Trusted = null,
        Verdict = new()
        {
            State = state,
            Reasons = reasons,
            Notes = [],
            PolicyVersion = VerdictPolicy.Version,
            Certificate = cname is null ? null : new()
            {
                LeafSha256 = new string('b', 64),
                SpkiSha256 = new string('a', 64),
                DnsNames = [cname],
                NotBefore = At.AddHours(-12),
                NotAfter = At.AddHours(60),
                Issuer = "Lab CA Ü",
                Trust = "system",
                RootName = "Root X",
            },
            Address = cname is null ? null : "192.168.1.63",
            Port = cname is null ? null : 443,
            CheckedAt = At,
            StaleAt = At.AddMinutes(2),
        },
    };

    public static FindingView Finding(string code, params IReadOnlyList<(string Name, string Value)> parameters) =>
        new(code, parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal));

    public static DateTimeOffset At { get; } = new(2026, 11, 23, 16, 14, 5, TimeSpan.Zero);
}
