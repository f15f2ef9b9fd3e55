using LocalHttps.Star.Store;
using LocalHttps.Star.Store.Postgres;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Star.Tests.Store;

/// <summary>What every ledger of nonces does.</summary>
public abstract class NonceLedgerContract
{
    private protected FakeTimeProvider Clock { get; } = new(StoreSamples.Start);

    private protected INonceLedger Ledger { get; private set; } = null!;

    [TestInitialize]
    public async Task OpenAsync() => Ledger = await CreateAsync();

    private protected abstract Task<INonceLedger> CreateAsync();

    [TestMethod]
    public async Task Nonce_HandedOut_IsTakenOnce()
    {
        var nonce = Ledger.Create();

        Assert.IsTrue(await Ledger.TryUseAsync(nonce, CancellationToken.None));
        Assert.IsFalse(await Ledger.TryUseAsync(nonce, CancellationToken.None));
    }

    [TestMethod]
    public void Nonces_Many_AreAllDifferentBase64Url()
    {
        var nonces = Enumerable.Range(0, 10_000).Select(_ => Ledger.Create()).ToHashSet(StringComparer.Ordinal);

        Assert.HasCount(10_000, nonces);
        Assert.IsTrue(nonces.All(nonce => nonce.Length == 43 && nonce.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')));
    }

    [TestMethod]
    public async Task Nonce_OlderThanItsValidity_IsRefused()
    {
        var (young, old) = (Ledger.Create(), Ledger.Create());
        Clock.Advance(NonceSeal.Validity - TimeSpan.FromMilliseconds(1));
        Assert.IsTrue(await Ledger.TryUseAsync(young, CancellationToken.None));

        Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.IsFalse(await Ledger.TryUseAsync(old, CancellationToken.None));
        Assert.IsFalse(await Ledger.TryUseAsync(young, CancellationToken.None), "used, and forgotten only because it is old");
    }

    [TestMethod]
    public async Task Nonce_NotHandedOut_IsRefused()
    {
        var nonce = Ledger.Create();
        var foreign = await CreateForeignAsync();

        string[] bad =
        [
            "", "a", new string('A', 43), new string('é', 43), $"{nonce}=", nonce[..42], nonce + "A", $" {nonce[1..]}", new string('A', 100_000), foreign.Create(),
            .. Enumerable.Range(0, 42).Select(place => string.Concat(nonce.AsSpan(0, place), nonce[place] == 'A' ? "B" : "A", nonce.AsSpan(place + 1))),
        ];
        foreach (var text in bad)
            Assert.IsFalse(await Ledger.TryUseAsync(text, CancellationToken.None), text.Length > 100 ? "long" : text);
        Assert.IsTrue(await Ledger.TryUseAsync(nonce, CancellationToken.None));
    }

    [TestMethod]
    public async Task Nonce_WithOtherLastBits_IsTheSameNonce()
    {
        var nonce = Ledger.Create();
        Assert.IsTrue(await Ledger.TryUseAsync(nonce, CancellationToken.None));

        // The last letter of 43 holds two bits that mean nothing.
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        foreach (var letter in letters)
            Assert.IsFalse(await Ledger.TryUseAsync(nonce[..42] + letter, CancellationToken.None));
    }

    [TestMethod]
    public async Task Callers_OnOneNonce_OneIsToldYes()
    {
        var nonce = Ledger.Create();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () => await Ledger.TryUseAsync(nonce, CancellationToken.None))));

        Assert.AreEqual(1, answers.Count(taken => taken));
    }

    private protected abstract Task<INonceLedger> CreateForeignAsync();
}

[TestClass]
public sealed class MemoryNonceLedgerTests : NonceLedgerContract
{
    [TestMethod]
    public async Task Nonce_BehindTheWindow_IsRefusedAndItsRoomUsedAgain()
    {
        var ledger = new MemoryNonceLedger(Clock, 64);
        var nonces = Enumerable.Range(0, 65).Select(_ => ledger.Create()).ToArray();

        Assert.IsFalse(await ledger.TryUseAsync(nonces[0], CancellationToken.None), "65 later");
        foreach (var nonce in nonces.Skip(1))
            Assert.IsTrue(await ledger.TryUseAsync(nonce, CancellationToken.None));
        var next = Enumerable.Range(0, 64).Select(_ => ledger.Create()).ToArray();
        foreach (var nonce in next)
            Assert.IsTrue(await ledger.TryUseAsync(nonce, CancellationToken.None));
        foreach (var nonce in nonces.Concat(next))
            Assert.IsFalse(await ledger.TryUseAsync(nonce, CancellationToken.None));
    }

    [TestMethod]
    public void Nonces_AskedForByTheMillion_TakeNoMemory()
    {
        var ledger = new MemoryNonceLedger(Clock);
        ledger.Create();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var number = 0; number < 1_000_000; number++)
            ledger.Create();

        Assert.IsLessThan(1_000_000, GC.GetTotalMemory(forceFullCollection: true) - before);
    }

    private protected override Task<INonceLedger> CreateAsync() => Task.FromResult<INonceLedger>(new MemoryNonceLedger(Clock));

    private protected override Task<INonceLedger> CreateForeignAsync() => CreateAsync();
}

[TestClass]
[DoNotParallelize]
public sealed class PostgresNonceLedgerTests : NonceLedgerContract, IAsyncDisposable
{
    private readonly List<PostgresDatabase> databases = [];
    private PostgresPlace place = null!;

    public async ValueTask DisposeAsync()
    {
        foreach (var database in databases)
            await database.DisposeAsync();
    }

    [TestMethod]
    public async Task Nonce_OfOneInstance_IsTakenByAnotherOnce()
    {
        var other = await OpenAsync(place);
        var nonce = other.Create();

        Assert.IsTrue(await Ledger.TryUseAsync(nonce, CancellationToken.None));
        Assert.IsFalse(await other.TryUseAsync(nonce, CancellationToken.None));
    }

    [TestMethod]
    public async Task Nonces_UsedAndOld_AreForgotten()
    {
        Assert.IsTrue(await Ledger.TryUseAsync(Ledger.Create(), CancellationToken.None));
        Clock.Advance(NonceSeal.Validity + TimeSpan.FromMinutes(1));
        Assert.IsTrue(await Ledger.TryUseAsync(Ledger.Create(), CancellationToken.None));

        var kept = await databases[0].ReadAsync(session => session.QueryAsync<long>("SELECT COUNT(*) FROM nonce_used"), CancellationToken.None);
        Assert.AreEqual(1, kept.Single());
    }

    [TestMethod]
    public async Task Nonces_OfBeforeACrash_AreRefusedAndNewOnesTaken()
    {
        var other = await OpenAsync(place);
        var (used, unused) = (Ledger.Create(), Ledger.Create());
        Assert.IsTrue(await Ledger.TryUseAsync(used, CancellationToken.None));
        var server = await SharedPostgres.GetAsync();
        await server.KillAsync();
        await server.StartAgainAsync();

        Assert.IsFalse(await Ledger.TryUseAsync(used, CancellationToken.None));
        Assert.IsFalse(await Ledger.TryUseAsync(unused, CancellationToken.None));
        Assert.IsTrue(await Ledger.TryUseAsync(Ledger.Create(), CancellationToken.None));
        Assert.IsFalse(await other.TryUseAsync(other.Create(), CancellationToken.None), "it learns of it by this");
        Assert.IsTrue(await Ledger.TryUseAsync(other.Create(), CancellationToken.None));
    }

    private protected override async Task<INonceLedger> CreateAsync()
    {
        place = (PostgresPlace)await StorePlace.PostgresAsync();
        return await OpenAsync(place);
    }

    private protected override async Task<INonceLedger> CreateForeignAsync() => await OpenAsync((PostgresPlace)await StorePlace.PostgresAsync());

    private async Task<PostgresNonceLedger> OpenAsync(PostgresPlace where)
    {
        var database = new PostgresDatabase(where.Connection);
        databases.Add(database);
        return await PostgresNonceLedger.OpenAsync(database, Clock, CancellationToken.None);
    }
}
