using System.Net;
using LocalHttps.Host.Verification;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Host.Tests.Verification;

[TestClass]
public sealed class AttemptGateTests
{
    private readonly FakeTimeProvider time = new();

    [TestMethod]
    public async Task Enter_OneAddress_HasAFewPlacesOnly()
    {
        using var gate = new AttemptGate(time);
        var passes = await EnterAsync(gate, AttemptGate.MaximumPerAddress, _ => Address(1));
        var next = gate.EnterAsync(Address(1), false, default);
        Assert.IsFalse(next.IsCompleted);
        using var other = await gate.EnterAsync(Address(2), false, default);
        passes[0].Dispose();
        (await next).Dispose();
    }

    [TestMethod]
    public async Task Enter_ManyAddresses_AreBoundedAndATrustedDeviceIsNot()
    {
        using var gate = new AttemptGate(time);
        await EnterAsync(gate, AttemptGate.MaximumAtOnce, Address);
        using var cancel = new CancellationTokenSource();
        var stranger = gate.EnterAsync(Address(5000), false, cancel.Token);
        Assert.IsFalse(stranger.IsCompleted);
        (await gate.EnterAsync(Address(5001), true, default)).Dispose();
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => stranger);
    }

    [TestMethod]
    public async Task Enter_StrangersUseUpAnAddress_ATrustedDeviceThereIsNotHeldUp()
    {
        using var gate = new AttemptGate(time);
        await EnterAsync(gate, AttemptGate.MaximumPerAddress, _ => Address(1));
        (await gate.EnterAsync(Address(1), true, default)).Dispose();
    }

    [TestMethod]
    public async Task Enter_BeyondTheBurst_WaitsForTheRate()
    {
        using var gate = new AttemptGate(time);
        for (var i = 0; i < AttemptGate.Burst; i++)
        {
            (await gate.EnterAsync(Address(1), false, default)).Dispose();
        }
        var next = gate.EnterAsync(Address(1), false, default);
        Assert.IsFalse(next.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1.0 / AttemptGate.PerSecond));
        (await next).Dispose();
    }

    [TestMethod]
    public async Task Enter_AfterCancelledWaits_PlacesAreNotLost()
    {
        using var gate = new AttemptGate(time);
        for (var i = 0; i < 100; i++)
        {
            var passes = await EnterAsync(gate, AttemptGate.MaximumPerAddress, _ => Address(1));
            using var cancel = new CancellationTokenSource();
            var waiting = gate.EnterAsync(Address(1), false, cancel.Token);
            await cancel.CancelAsync();
            await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
            passes.ForEach(pass => pass.Dispose());
            time.Advance(TimeSpan.FromSeconds(2));
        }
    }

    private static async Task<List<IDisposable>> EnterAsync(AttemptGate gate, int count, Func<int, IPAddress> address)
    {
        var passes = new List<IDisposable>();
        for (var i = 0; i < count; i++)
        {
            passes.Add(await gate.EnterAsync(address(i), false, default).WaitAsync(TimeSpan.FromSeconds(5)));
        }
        return passes;
    }

    private static IPAddress Address(int i) => new([10, 0, (byte)(i / 256), (byte)i]);
}
