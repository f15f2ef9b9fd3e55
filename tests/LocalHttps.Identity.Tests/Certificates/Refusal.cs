namespace LocalHttps.Identity.Tests;

internal static class Refusal
{
    public static void AssertRefused(string problem, CertificateFacts facts, string? status = null)
    {
        Assert.AreEqual(problem, facts.ChainProblem);
        Assert.AreEqual(status, facts.ChainStatus);
        Assert.AreEqual(ChainTrust.None, facts.Trust);
        Assert.IsNull(facts.RootName);
    }
}
