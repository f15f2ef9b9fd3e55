using LocalHttps.Acme;
using LocalHttps.Star.Accounts;

namespace LocalHttps.Star.Tests.Accounts;

[TestClass]
public sealed class AccountKeysTests
{
    [TestMethod]
    public void Read_TheSameKeyTwice_IsOneObject()
    {
        var keys = new AccountKeys();
        using var key = EcdsaAccountKey.Create();
        Assert.AreSame(keys.Read(key.PublicKey.Canonical), keys.Read(key.PublicKey.Canonical));
    }

    [TestMethod]
    public void Read_MoreKeysThanAreKept_ForgetsThoseThatDidNotAskLately()
    {
        var keys = new AccountKeys(mostYoung: 4);
        var texts = Enumerable.Range(0, 16).Select(_ =>
        {
            using var key = EcdsaAccountKey.Create();
            return key.PublicKey.Canonical;
        }).ToList();
        var before = keys.Read(texts[0]);
        var second = keys.Read(texts[1]);
        foreach (var text in texts[2..])
        {
            Assert.AreEqual(text, keys.Read(text).Canonical);
            Assert.AreSame(before, keys.Read(texts[0]));
        }
        Assert.AreNotSame(second, keys.Read(texts[1]));
    }

    [TestMethod]
    public void Read_WhatIsNoKey_Throws() => Assert.ThrowsExactly<AcmeException>(() => new AccountKeys().Read("{}"));
}
