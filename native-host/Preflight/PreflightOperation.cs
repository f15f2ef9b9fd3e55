using LocalHttps.Host.Discovery;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using LocalHttps.Identity;

namespace LocalHttps.Host.Preflight;

/// <summary>What is found out before a person opens or confirms a device, step by step.</summary>
internal sealed class PreflightOperation(IDeviceDirectory directory, PreflightSteps steps)
{
    public async Task<Reply> RunAsync(PreflightRequest request, IEventSink events, CancellationToken cancellationToken)
    {
        if (request.Origin is { } text && !WebOrigin.IsValid(text))
        {
            throw new ProtocolException(ErrorCodes.InvalidField, "The value of origin is not acceptable.", ("field", "origin"));
        }
        var run = new Run(request.Id, events, cancellationToken);
        CheckedDevice? device = null;
        var verdict = await run.StepAsync("verdict", async () =>
        {
            device = await directory.VerifyAsync(request.Device, cancellationToken);
            return PreflightSteps.JudgeVerdict(device);
        });
        var target = verdict == StepState.Failed ? null : PreflightSteps.TargetOf(device!);
        await run.StepAsync("device-name", target, at => steps.DeviceNameAsync(device!, at, cancellationToken));
        await run.StepAsync("name-lookup", target, _ => steps.NameLookupAsync(device!, cancellationToken));
        if (request.Origin is { } origin)
        {
            await run.StepAsync("origin", target, at => steps.OriginAsync(origin, at, cancellationToken));
        }
        return Reply(request.Id, run.Passed, request.Device);
    }

    /// <summary>The steps take seconds, in which the device may have been swapped, forgotten or gone: it is answered as it stands now, and what passed
    /// counts only while the verdict still allows it.</summary>
    private PreflightReply Reply(int id, bool passed, string key)
    {
        var now = directory.Snapshot().FirstOrDefault(view => view.Key == key)
            ?? throw new ProtocolException(ErrorCodes.UnknownDevice, "The device went while it was looked at.", ("device", key));
        return new PreflightReply { Id = id, Passed = passed && PreflightSteps.MayBeUsed(now.Verdict.State), Device = now };
    }

    /// <summary>One run's events and outcome.</summary>
    private sealed class Run(int id, IEventSink events, CancellationToken cancellationToken)
    {
        public bool Passed { get; private set; } = true;

        /// <summary>A step that needs the verified device; skipped where there is none.</summary>
        public Task<StepState> StepAsync(string step, VerifiedTarget? target, Func<VerifiedTarget, Task<StepOutcome>> work) =>
            StepAsync(step, () => target is null ? Task.FromResult(StepOutcome.Skipped) : work(target));

        public async Task<StepState> StepAsync(string step, Func<Task<StepOutcome>> work)
        {
            await events.SendAsync(new StepEvent { Id = id, Step = step, State = StepState.Running, Finding = null }, cancellationToken);
            var outcome = await work();
            Passed &= outcome.State != StepState.Failed;
            await events.SendAsync(new StepEvent { Id = id, Step = step, State = outcome.State, Finding = outcome.Finding }, cancellationToken);
            return outcome.State;
        }
    }
}

/// <summary>How a step ended.</summary>
internal sealed record StepOutcome(StepState State, FindingView Finding)
{
    /// <summary>Not tried, because an earlier step failed.</summary>
    public static StepOutcome Skipped { get; } = Of(StepState.Noted, FindingCodes.StepSkipped);

    public static StepOutcome Of(StepState state, string code, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            values[name] = value;
        }
        return new(state, new FindingView(code, values));
    }
}
