namespace LocalHttps.Star.Tests;

[TestClass]
public sealed class SkeletonTests
{
    [TestMethod]
    public void Alphabet_OfWork_IsClosed() => Assert.HasCount(3, Enum.GetValues<Domain.WorkKind>());
}
