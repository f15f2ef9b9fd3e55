using LocalHttps.Acme;
using LocalHttps.Star.Devices;

namespace LocalHttps.Star.Tests.Devices;

[TestClass]
public sealed class EnrolmentSecretsTests
{
    // One in 64 would otherwise.
    private const int Enough = 2000;

    [TestMethod]
    public void NewSecrets_ManyTimes_NeverLookLikeAnOption()
    {
        for (var i = 0; i < Enough; i++)
        {
            Assert.AreNotEqual('-', EnrolmentSecrets.NewId()[0]);
            Assert.AreNotEqual('-', StrictBase64Url.Encode(EnrolmentSecrets.NewMacKey())[0]);
        }
    }
}
