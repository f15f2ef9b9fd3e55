using LocalHttps.Host.Configuration;
using LocalHttps.Host.Discovery;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Text;
using LocalHttps.Identity;

namespace LocalHttps.Host.Commands;

/// <summary>Searches the network for as long as a command allows, and shows that it does.</summary>
/// <param name="terminal">Where progress is shown.</param>
/// <param name="directory">The live list.</param>
/// <param name="settings">What was to be searched.</param>
/// <param name="limit">How long it may take.</param>
/// <param name="services">The clock, and the interfaces that are there.</param>
/// <param name="next">The commands to go on with.</param>
internal sealed class Search(Terminal terminal, IDeviceDirectory directory, HostSettings settings, TimeSpan limit, CommandServices services, NextCommand next)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>That nothing was found, with the types that were searched where a person chose them.</summary>
    public static string Nobody(HostSettings settings) => settings.ServiceTypes.SequenceEqual(new HostSettings().ServiceTypes, StringComparer.Ordinal)
        ? "No device announces itself here."
        : $"No device announces itself here as {Shown.OnOneLine(string.Join(" or ", settings.ServiceTypes.Take(5)))}.";

    /// <summary>Starts discovery.</summary>
    /// <exception cref="CommandException">There is no network.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await directory.StartAsync(cancellationToken);
        if (directory.Network.Interfaces.Count == 0)
        {
            throw new CommandException(
                ExitCodes.Environment,
                $"There is no network to search: {InterfaceChoice.CannotSearch(settings)}",
                $"Connect to the network of the devices, or name an interface: --interface NAME. {InterfaceChoice.There(services.Interfaces())}")
            {
                Code = FailureCodes.NoNetwork,
            };
        }
        if (!terminal.ShowsProgress)
        {
            await terminal.Error.WriteLineAsync($"Searching on {Where} …");
        }
    }

    /// <summary>Waits until the network has answered and every device was checked, or a device is there that needs no waiting.</summary>
    /// <returns>False where time ran out first.</returns>
    public async Task<bool> SettleAsync(Func<IReadOnlyList<DeviceView>, bool> enough, CancellationToken cancellationToken)
    {
        using var limited = new CancellationTokenSource(limit, services.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
        var settled = directory.SettledAsync(both.Token);
        try
        {
            while (!settled.IsCompleted && !enough(directory.Snapshot()))
            {
                var found = directory.Snapshot().Count;
                terminal.Progress($"Searching on {Where} … {found} found");
                await Task.WhenAny(settled, Task.Delay(LookInterval, services.Time, both.Token));
                both.Token.ThrowIfCancellationRequested();
            }
            if (settled.IsCompleted)
            {
                await settled;
            }
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            await both.CancelAsync();
            terminal.EndProgress();
        }
    }

    /// <summary>The one device a person means by a public name or a DeviceName.</summary>
    /// <exception cref="CommandException">There is none, or several.</exception>
    public async Task<DeviceView> FindAsync(string name, CancellationToken cancellationToken)
    {
        // A public name is one device's; another device may yet come with the same DeviceName.
        // Its address may come a moment after its name, and without one there is nothing to check.
        // Anybody can announce a trusted device's name: only its key tells that it is the device, and that no other announcement need be waited for.
        var inTime = await SettleAsync(
            devices => ByPublicName(devices, name) is { LastSeen: not null, Addresses.Count: > 0 } known && (known.Trusted is null || known.Verdict.State == "verified"),
            cancellationToken);
        var devices = directory.Snapshot();
        var exact = ByPublicName(devices, name);
        var found = exact is not null ? [exact] : ByDeviceName(devices, name);
        return found switch
        {
            [var renamed] when exact is null && IsRenamed(renamed, name) => throw YouCallIt(renamed, name),
            [{ LastSeen: not null } only] => only,
            [var absent] => throw new CommandException(
                ExitCodes.NothingFound,
                $"Your device {Shown.Quoted(absent.DeviceName)} is not announced on {Where} now.",
                "Switch it on and connect this computer to its network.")
            {
                Code = FailureCodes.NotAnnounced,
            },
            [] => throw Nothing(name, devices, inTime),
            _ => throw Several(name, found),
        };
    }

    private string Where => string.Join(", ", directory.Network.Interfaces.Select(item => Shown.OnOneLine(item, 40)));

    private CommandException Nothing(string name, IReadOnlyList<DeviceView> devices, bool inTime) => new(
        ExitCodes.NothingFound,
        $"No device {Shown.Quoted(name)} was found on {Where}{(inTime ? "" : " in time")}.",
        devices.Count == 0
            ? $"{Nobody(settings)} To see whether this computer is ready: localhttps doctor"
            : $"There are: {string.Join(", ", DeviceText.InOrder(devices).Take(20).Select(device => Shown.Quoted(device.DeviceName)))}. To see them: {next.Of("discover")}");

    private CommandException YouCallIt(DeviceView device, string name) => new(
        ExitCodes.NothingFound,
        $"No device is called {Shown.Quoted(name)} here; a device of yours that you call otherwise is announced under that name.",
        $"You call it {Shown.Quoted(device.DeviceName)}: {next.Again(device)}");

    private static CommandException Several(string name, IReadOnlyList<DeviceView> devices)
    {
        var lines = devices.Select(device =>
            $"\n  {Shown.OnOneLine(device.Cname ?? device.Key)}  {DeviceText.Place(device)}{(IsRenamed(device, name) ? $"  you call it {Shown.Quoted(device.DeviceName)}" : "")}");
        var verb = devices.Any(device => IsRenamed(device, name)) ? "are called or announced as" : "are called";
        return new(ExitCodes.Usage, $"{devices.Count} devices {verb} {Shown.Quoted(name)}.", $"Write the public name of the one you mean:{string.Concat(lines)}") { Code = FailureCodes.AmbiguousName };
    }

    private static DeviceView? ByPublicName(IReadOnlyList<DeviceView> devices, string name) => devices.FirstOrDefault(device =>
        device.Key == name || (device.Cname is not null && PublicName.TryParse(name, out var cname) && device.Cname == cname));

    // The name a person gave decides. What their device is announced as is anybody's choice and must not borrow its verdict, but people write it.
    private static List<DeviceView> ByDeviceName(IReadOnlyList<DeviceView> devices, string name)
    {
        var called = devices.Where(device => device.DeviceName.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        return called.Exists(device => device.Trusted is not null) ? called : [.. called, .. devices.Where(device => IsRenamed(device, name))];
    }

    private static bool IsRenamed(DeviceView device, string name) => device is { Trusted: not null, AdvertisedName: { } announced }
        && announced.Equals(name, StringComparison.OrdinalIgnoreCase) && !device.DeviceName.Equals(name, StringComparison.OrdinalIgnoreCase);
}
