namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class ProblemTests
{
    [TestMethod]
    public void AsDocument_AboutAnIdentifier_TellsItInASubproblemAlone()
    {
        var problem = Problems.RejectedIdentifier("Not here.", new(AcmeIdentifier.Dns, "a.test")).Problem;

        var document = problem.AsDocument();

        Assert.IsNull(document.Identifier);
        Assert.AreEqual((problem.Type, problem.Detail, 403), (document.Type, document.Detail, document.Status));
        var only = document.Subproblems!.Single();
        Assert.AreEqual((problem.Type, problem.Detail, "a.test"), (only.Type, only.Detail, only.Identifier!.Value));
    }

    [TestMethod]
    public void AsDocument_AboutNoIdentifier_StaysAsItIs()
    {
        var problem = Problems.BadCsr("Not so.").Problem;

        Assert.AreSame(problem, problem.AsDocument());
    }
}
