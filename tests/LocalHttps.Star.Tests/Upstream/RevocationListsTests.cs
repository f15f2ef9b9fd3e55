using System.Security.Cryptography.X509Certificates;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Star.Tests.Upstream;

[TestClass]
public sealed class RevocationListsTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly FakeTimeProvider time = new(SampleOrders.Start);
    private readonly MemoryStore store = new();

    [TestMethod]
    public async Task List_ByOpenSsl_ShowsTheRevokedAndOnlyThem()
    {
        using var ca = await OpenAsync();
        var (good, bad) = (await StoreAsync(ca, "good", revoked: false), await StoreAsync(ca, "bad", revoked: true));

        var list = await new RevocationLists(ca, store, time).FindAsync(ca.Issuers[0].KeyId, CancellationToken.None);

        Assert.IsTrue((await VerifyAsync(list!.Value, good)).Succeeded);
        var (succeeded, said) = await VerifyAsync(list.Value, bad);
        Assert.IsFalse(succeeded);
        Assert.Contains("certificate revoked", said);
    }

    [TestMethod]
    public async Task List_AfterARevocation_ShowsItWithinItsFreshness()
    {
        using var ca = await OpenAsync();
        var lists = new RevocationLists(ca, store, time);
        var before = await lists.FindAsync(ca.Issuers[0].KeyId, CancellationToken.None);
        var bad = await StoreAsync(ca, "bad", revoked: true);

        Assert.AreEqual(before, await lists.FindAsync(ca.Issuers[0].KeyId, CancellationToken.None), "It is kept a moment.");
        time.Advance(RevocationLists.Freshness);
        var after = await lists.FindAsync(ca.Issuers[0].KeyId, CancellationToken.None);

        Assert.IsFalse((await VerifyAsync(after!.Value, bad)).Succeeded);
        Assert.IsGreaterThan(Number(before!.Value), Number(after.Value));
    }

    [TestMethod]
    public async Task List_OfTheNextIntermediate_LeavesTheOthersOut()
    {
        using var ca = await OpenAsync();
        await StoreAsync(ca, "bad", revoked: true, days: 2000);
        time.SetUtcNow(ca.Issuers[0].RenewAt);
        await StoreAsync(ca, "good", revoked: false);
        var lists = new RevocationLists(ca, store, time);

        var old = CertificateRevocationListBuilder.Load((await lists.FindAsync(ca.Issuers[0].KeyId, CancellationToken.None))!.Value.ToArray(), out _);
        var young = CertificateRevocationListBuilder.Load((await lists.FindAsync(ca.Issuers[1].KeyId, CancellationToken.None))!.Value.ToArray(), out _);

        var serial = Convert.FromHexString(store.State.Certificates[0].SerialNumber);
        Assert.IsTrue(old.RemoveEntry(serial));
        Assert.IsFalse(young.RemoveEntry(serial));
    }

    [TestMethod]
    public async Task List_OfAnUnknownIntermediate_IsNone()
    {
        using var ca = await OpenAsync();

        Assert.IsNull(await new RevocationLists(ca, store, time).FindAsync("../root", CancellationToken.None));
    }

    public void Dispose() => scratch.Dispose();

    private Task<EmbeddedCa> OpenAsync() => EmbeddedCa.OpenAsync(SampleCa.Settings(scratch), time, NullLogger<EmbeddedCa>.Instance, CancellationToken.None);

    private async Task<string> StoreAsync(EmbeddedCa ca, string id, bool revoked, int days = 30)
    {
        var order = SampleOrders.Plain(id) with { Csr = SampleOrders.Csr() };
        var now = time.GetUtcNow();
        var step = (UpstreamStep.Issued)await ca.AdvanceAsync(new UpstreamRequest(order, 0, now, now.AddDays(days), _ => Task.CompletedTask), CancellationToken.None);
        var certificate = IssuedChain.Read(step.ChainPem, order, 0, now) with { RevokedAt = revoked ? now : null, RevocationReason = revoked ? 1 : null };
        await store.ChangeAsync(async writer =>
        {
            await writer.AddCertificateAsync(certificate);
            return true;
        }, CancellationToken.None);
        return step.ChainPem;
    }

    private async Task<(bool Succeeded, string Said)> VerifyAsync(ReadOnlyMemory<byte> list, string chain)
    {
        var (chainFile, listFile) = (scratch.Write("chain.pem", chain), scratch.Write("list.pem", System.Security.Cryptography.PemEncoding.WriteString("X509 CRL", list.Span)));
        return await OpenSsl.RunAsync(
            "verify", "-crl_check", "-attime", $"{time.GetUtcNow().AddHours(1).ToUnixTimeSeconds()}", "-CAfile", scratch.At("ca/root.pem"), "-untrusted", chainFile, "-CRLfile", listFile, chainFile);
    }

    private static System.Numerics.BigInteger Number(ReadOnlyMemory<byte> list)
    {
        _ = CertificateRevocationListBuilder.Load(list.ToArray(), out var number);
        return number;
    }
}
