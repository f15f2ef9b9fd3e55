using LocalHttps.Host.Configuration;
using LocalHttps.Host.Discovery;
using LocalHttps.Host.Interop;

namespace LocalHttps.Host.Commands;

/// <summary>What the commands stand on.</summary>
internal sealed record CommandServices
{
    /// <summary>This user's places.</summary>
    public required UserPlaces Places { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>This program's file; null where it is not known.</summary>
    public required string? Executable { get; init; }

    /// <summary>Who became the superuser to run this; null where nobody did.</summary>
    public string? InvokedBy { get; init; }

    /// <summary>The registry on Windows; null elsewhere.</summary>
    public IRegistry? Registry { get; init; }

    /// <summary>The names of this computer's network interfaces.</summary>
    public Func<IReadOnlyList<string>> Interfaces { get; init; } = InterfaceChoice.Present;

    /// <summary>Opens the devices of the network.</summary>
    public Func<HostSettings, CommandServices, IDeviceSession> OpenDevices { get; init; } = (settings, command) => new DeviceSession(settings, command);

    /// <summary>Searches the network for a moment.</summary>
    public Func<HostSettings, TimeProvider, CancellationToken, Task<NetworkLook>> LookAround { get; init; } = NetworkLook.TakeAsync;

    /// <summary>Those of this process.</summary>
    public static CommandServices OfThisProcess() => new()
    {
        Places = UserPlaces.OfThisUser(),
        Time = TimeProvider.System,
        Executable = Environment.ProcessPath,
        InvokedBy = Environment.UserName == "root" ? Environment.GetEnvironmentVariable("SUDO_USER") : null,
        Registry = OperatingSystem.IsWindows() ? new Interop.Windows.UserRegistry() : null,
    };
}
