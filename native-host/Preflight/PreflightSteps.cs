using System.Net;
using LocalHttps.Host.Discovery;
using LocalHttps.Host.Protocol;
using LocalHttps.Identity;

namespace LocalHttps.Host.Preflight;

/// <summary>The steps of the pre-flight.</summary>
internal sealed class PreflightSteps(IVerifiedHttp http, INameLookup lookup, TimeProvider time)
{
    /// <summary>How long the system's resolver may take.</summary>
    public static readonly TimeSpan LookupLimit = TimeSpan.FromSeconds(3);

    private const string AllowOrigin = "Access-Control-Allow-Origin";

    /// <summary>Whether the fresh verdict allows the device to be used: green, or what a person may confirm. Weak is told, not stopped.</summary>
    public static StepOutcome JudgeVerdict(CheckedDevice device)
    {
        var state = ("state", device.Verdict.State.ToWord());
        return device.Verdict.State switch
        {
            VerdictState.Verified => StepOutcome.Of(StepState.Passed, FindingCodes.VerdictPassed, state),
            _ when !VerdictRules.CanConfirm(device.Verdict) => StepOutcome.Of(StepState.Failed, FindingCodes.VerdictFailed, state),
            VerdictState.Caution => StepOutcome.Of(StepState.Noted, FindingCodes.VerdictPassed, state),
            _ => StepOutcome.Of(StepState.Passed, FindingCodes.VerdictPassed, state),
        };
    }

    /// <summary>Whether a state leaves a pre-flight passed that began in one that may be used.</summary>
    public static bool MayBeUsed(string state) =>
        state == VerdictState.Verified.ToWord() || state == VerdictState.Unconfirmed.ToWord() || state == VerdictState.Caution.ToWord();

    /// <summary>Where the verified device is; only for a verdict that did not fail, whose certificate is therefore valid for the name.</summary>
    public static VerifiedTarget? TargetOf(CheckedDevice device) =>
        device.Facts.Device?.Cname is { } cname && device.Verdict is { Endpoint: { } endpoint, Certificate: { } certificate }
            ? new VerifiedTarget(cname, endpoint, certificate.LeafSha256)
            : null;

    /// <summary>The DeviceName by the device's own word. A stranger whose announced name differs is somebody's trick or mistake;
    /// for a trusted device the person's name counts, so it is only noted.</summary>
    public async Task<StepOutcome> DeviceNameAsync(CheckedDevice device, VerifiedTarget target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target.Uri(ServedDeviceName.Path));
        request.Headers.Accept.ParseAdd("application/json");
        var answer = await http.SendAsync(target, request, cancellationToken);
        if (answer is not { Status: 200 } || ServedDeviceName.Read(answer.Body) is not { } name)
        {
            return StepOutcome.Of(StepState.Noted, FindingCodes.DeviceNameNotServed);
        }
        if (ServedDeviceName.IsAnnouncedAs(name, device.Facts.Device!.AdvertisedName))
        {
            return StepOutcome.Of(StepState.Passed, FindingCodes.DeviceNameConfirmed, ("name", name));
        }
        return StepOutcome.Of(device.View.Trusted is null ? StepState.Failed : StepState.Noted, FindingCodes.DeviceNameDiffers, ("name", name));
    }

    /// <summary>Whether this computer's resolver finds the device by its name; a browser that resolves by itself may see it otherwise. Never a failure: the host does not need it.</summary>
    public async Task<StepOutcome> NameLookupAsync(CheckedDevice device, CancellationToken cancellationToken)
    {
        var found = await FindAsync(device.Facts.Device!.Cname!, cancellationToken);
        if (found.Count == 0)
        {
            return StepOutcome.Of(StepState.Noted, FindingCodes.NameNotFound);
        }
        var addresses = ("addresses", string.Join(", ", found.Take(DeviceViews.MaximumListed)));
        var announced = device.Facts.Device.Endpoints.SelectMany(endpoint => endpoint.Addresses).Select(address => Plain(address.Address)).ToHashSet();
        return found.Any(address => announced.Contains(Plain(address)))
            ? StepOutcome.Of(StepState.Passed, FindingCodes.NameFound, addresses)
            : StepOutcome.Of(StepState.Noted, FindingCodes.NameElsewhere, addresses);
    }

    /// <summary>Whether the device lets the web app's origin talk to it: a CORS-preflight as a browser sends it (Fetch §4.8), without credentials.</summary>
    public async Task<StepOutcome> OriginAsync(string origin, VerifiedTarget target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, target.Uri("/"));
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "GET");
        var answer = await http.SendAsync(target, request, cancellationToken);
        return answer is { Status: >= 200 and <= 299 } && Allows(answer, origin)
            ? StepOutcome.Of(StepState.Passed, FindingCodes.OriginAllowed, ("origin", origin))
            : StepOutcome.Of(StepState.Failed, FindingCodes.OriginRefused, ("origin", origin), ("status", $"{answer?.Status ?? 0}"));
    }

    /// <summary>Exactly one header, exactly this origin or <c>*</c>, byte by byte (Fetch §4.10).</summary>
    private static bool Allows(HttpAnswer answer, string origin) =>
        answer.Headers.TryGetValues(AllowOrigin, out var values) && values.ToArray() is [var only] && (only == "*" || only == origin);

    private async Task<IReadOnlyList<IPAddress>> FindAsync(string cname, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LookupLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await lookup.FindAsync(cname, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }

    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
}
