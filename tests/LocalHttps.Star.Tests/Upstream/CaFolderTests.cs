using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream.Embedded;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Star.Tests.Upstream;

[TestClass]
public sealed class CaFolderTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly FakeTimeProvider time = new(SampleOrders.Start);

    [TestMethod]
    public async Task FirstStart_EmptyFolder_MakesKeysThatOnlyTheOwnerReads()
    {
        var ca = await Folder().OpenAsync(CancellationToken.None);

        Assert.HasCount(1, ca.Intermediates);
        Assert.IsTrue(ca.Intermediates[0].HasPrivateKey);
        Assert.IsFalse(ca.Root.HasPrivateKey);
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(scratch.At("ca")));
        foreach (var file in Directory.GetFiles(scratch.At("ca")))
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file), file);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", File.ReadAllText(scratch.At("ca/root.key")));
        Assert.IsEmpty(Directory.GetFiles(scratch.At("ca"), ".*"));
    }

    [TestMethod]
    public async Task SecondStart_SameFolder_IsTheSameCa()
    {
        var first = await Folder().OpenAsync(CancellationToken.None);
        var second = await Folder().OpenAsync(CancellationToken.None);

        Assert.AreEqual(first.Root, second.Root);
        Assert.AreEqual(first.Intermediates[0], second.Intermediates[0]);
        Assert.AreEqual(first.Root.ExportCertificatePem() + "\n", Folder().ExportRoot());
    }

    [TestMethod]
    public async Task FirstStart_OfSeveralInstancesAtOnce_MakesOneCa()
    {
        // The lock is waited for by the clock.
        var folders = Enumerable.Range(0, 8).Select(_ => new CaFolder(scratch.At("ca"), SampleOrders.Zone, TimeProvider.System));

        var cas = await Task.WhenAll(folders.Select(folder => Task.Run(() => folder.OpenAsync(CancellationToken.None))));

        Assert.HasCount(1, cas.Select(ca => ca.Root.Thumbprint).Distinct());
        Assert.HasCount(1, cas.Select(ca => ca.Intermediates.Single().Thumbprint).Distinct());
    }

    [TestMethod]
    [DataRow("root.pem")]
    [DataRow("intermediate-*.pem")]
    public async Task Start_StoppedBetweenKeyAndCertificate_GoesOn(string lost)
    {
        await Folder().OpenAsync(CancellationToken.None);
        foreach (var file in Directory.GetFiles(scratch.At("ca"), lost))
            File.Delete(file);
        if (lost.StartsWith("root", StringComparison.Ordinal))
            Array.ForEach(Directory.GetFiles(scratch.At("ca"), "intermediate-*"), File.Delete);

        var ca = await Folder().OpenAsync(CancellationToken.None);

        Assert.HasCount(1, ca.Intermediates);
        Assert.AreEqual(ca.Root.Subject, ca.Intermediates[0].Issuer);
    }

    [TestMethod]
    public async Task Start_AnotherZone_IsRefused()
    {
        await Folder().OpenAsync(CancellationToken.None);

        await RefusedAsync("was not made for the zone other.test", new CaFolder(scratch.At("ca"), "other.test", time));
    }

    [TestMethod]
    public async Task Start_KeyOpenToOthers_IsRefusedWithTheRemedy()
    {
        await Folder().OpenAsync(CancellationToken.None);
        var key = Directory.GetFiles(scratch.At("ca"), "intermediate-*.key").Single();
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        await RefusedAsync($"chmod 600 {key}", Folder());
    }

    [TestMethod]
    public async Task Start_KeyOfAnother_IsRefused()
    {
        await Folder().OpenAsync(CancellationToken.None);
        var key = Directory.GetFiles(scratch.At("ca"), "intermediate-*.key").Single();
        File.Copy(scratch.At("ca/root.key"), key, overwrite: true);

        await RefusedAsync("is not the key of its certificate", Folder());
    }

    [TestMethod]
    [DataRow("root.pem")]
    [DataRow("intermediate-*.pem")]
    [DataRow("intermediate-*.key")]
    public async Task Start_DamagedFile_IsRefusedByName(string pattern)
    {
        await Folder().OpenAsync(CancellationToken.None);
        var file = Directory.GetFiles(scratch.At("ca"), pattern).Single();
        File.WriteAllText(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        await RefusedAsync($"{file} is damaged", Folder());
    }

    [TestMethod]
    public async Task RootKey_KeptElsewhere_IsMissedOnlyWhenItIsNeeded()
    {
        await Folder().OpenAsync(CancellationToken.None);
        File.Move(scratch.At("ca/root.key"), scratch.At("root.key"));

        Assert.IsNull((await Folder().OpenAsync(CancellationToken.None)).Warning);
        time.Advance(TimeSpan.FromDays(800));
        var due = await Folder().OpenAsync(CancellationToken.None);
        Assert.Contains("root.key is missing, and the intermediate ends at", due.Warning!);
        Assert.HasCount(1, due.Intermediates);
        File.Copy(scratch.At("root.key"), scratch.At("ca/root.key"));
        Assert.HasCount(2, (await Folder().OpenAsync(CancellationToken.None)).Intermediates);
        File.Delete(scratch.At("ca/root.key"));
        time.Advance(TimeSpan.FromDays(1200));
        await RefusedAsync("root.key is missing, and without it there is no new intermediate", Folder());
    }

    [TestMethod]
    public async Task Intermediate_AtTheEndOfTheRoot_EndsWithIt()
    {
        var first = await Folder().OpenAsync(CancellationToken.None);
        time.SetUtcNow(new DateTimeOffset(first.Root.NotAfter).AddDays(-100));

        var late = await Folder().OpenAsync(CancellationToken.None);

        Assert.AreEqual(late.Root.NotAfter, late.Intermediates[^1].NotAfter);
        time.Advance(TimeSpan.FromDays(101));
        await RefusedAsync("Begin with another data folder", Folder());
    }

    [TestMethod]
    public void Export_BeforeTheFirstStart_SaysWhatToDo() =>
        Assert.Contains("start the server once", Assert.ThrowsExactly<CaException>(() => Folder().ExportRoot()).Message);

    public void Dispose() => scratch.Dispose();

    private CaFolder Folder() => new(scratch.At("ca"), SampleOrders.Zone, time);

    private static async Task RefusedAsync(string said, CaFolder folder) =>
        Assert.Contains(said, (await Assert.ThrowsExactlyAsync<CaException>(() => folder.OpenAsync(CancellationToken.None))).Message);
}
