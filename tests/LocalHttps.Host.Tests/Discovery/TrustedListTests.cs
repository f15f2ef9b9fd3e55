using LocalHttps.Host.Discovery;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Host.Trust;

namespace LocalHttps.Host.Tests.Discovery;

[TestClass]
public sealed class TrustedListTests
{
    private readonly FakeTrustStore store = new() { IsSilent = true };
    private readonly TrustedList list;

    public TrustedListTests() => list = new TrustedList(store, new Lock());

    [TestMethod]
    public void Read_AnEarlierReadingEndsLater_DoesNotBringBackWhatWasForgotten()
    {
        store.Set(DirectoryStage.Entry());
        store.DuringRead = () =>
        {
            store.Set();
            Assert.IsNull(list.Read());
        };
        Assert.IsNull(list.Read());
        Assert.IsEmpty(list.Entries);
    }

    [TestMethod]
    public void Read_AnEarlierReadingEndsLater_DoesNotHideThatTheStoreCannotBeUsed()
    {
        store.DuringRead = () =>
        {
            store.Problem = TrustStoreException.Corrupt("trust.json");
            Assert.IsNotNull(list.Read());
        };
        Assert.IsNotNull(list.Read());
        Assert.ThrowsExactly<TrustStoreException>(list.ThrowIfUnusable);
    }

    [TestMethod]
    public void Read_OneAfterTheOther_TakesEach()
    {
        Assert.IsNull(list.Read());
        store.Set(DirectoryStage.Entry());
        Assert.IsNull(list.Read());
        Assert.HasCount(1, list.Entries);
        store.Problem = TrustStoreException.Corrupt("trust.json");
        Assert.IsNotNull(list.Read());
        Assert.IsEmpty(list.Entries);
    }
}
