namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class OrderRequestRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AutoRenewal Renewal = new() { EndDate = Now.AddDays(30), Lifetime = 86400, AllowCertificateGet = true };

    [TestMethod]
    public void Identifiers_InAnyCase_AreNormalised() => Assert.AreSequenceEqual(
        [new("dns", "a.home.test"), new("dns", "*.home.test"), new("dns", "xn--bcher-kva.home.test")],
        OrderRequestRules.Identifiers(Names("A.Home.TEST", "*.home.test", "xn--bcher-kva.home.test")));

    [TestMethod]
    [DataRow("")]
    [DataRow("test")]
    [DataRow("a.test.")]
    [DataRow(".a.test")]
    [DataRow("a..test")]
    [DataRow("a b.test")]
    [DataRow("a_b.test")]
    [DataRow("-a.test")]
    [DataRow("a-.test")]
    [DataRow("bücher.test")]
    [DataRow("\u212Aelvin.test")]
    [DataRow("127.0.0.1")]
    [DataRow("*.*.a.test")]
    [DataRow("a.*.test")]
    [DataRow("*.test")]
    [DataRow("*a.home.test")]
    [DataRow("a\0.home.test")]
    [DataRow("a.home.test\n")]
    [DataRow("<script>.home.test")]
    public void Identifier_NotAHostName_IsRejected(string name)
    {
        var problem = Refusal.Of("rejectedIdentifier", () => OrderRequestRules.Identifiers(Names(name)));

        Assert.AreEqual(name, problem.Identifier!.Value);
    }

    [TestMethod]
    public void Identifier_LongerThanAName_IsNotRepeatedAtLength()
    {
        var problem = Refusal.Of("rejectedIdentifier", () => OrderRequestRules.Identifiers(Names(new string('a', 40_000))));

        Assert.IsLessThan(300, problem.Identifier!.Value.Length);
    }

    [TestMethod]
    public void Identifiers_OfType_ip_AreUnsupported() =>
        Refusal.Of("unsupportedIdentifier", () => OrderRequestRules.Identifiers(new() { Identifiers = [new("ip", "192.0.2.1")] }));

    [TestMethod]
    public void Identifiers_WithSeveralFaults_HaveASubproblemEach()
    {
        var problem = Refusal.Of("compound", () => OrderRequestRules.Identifiers(new() { Identifiers = [new("ip", "::1"), new("dns", "a.test"), new("dns", "A.test"), new("dns", "?")] }));

        Assert.AreSequenceEqual(["unsupportedIdentifier", "rejectedIdentifier", "rejectedIdentifier"], problem.Subproblems!.Select(sub => sub.Type[Problems.Prefix.Length..]));
        Assert.AreSequenceEqual(["::1", "A.test", "?"], problem.Subproblems!.Select(sub => sub.Identifier!.Value));
    }

    [TestMethod]
    public void Identifiers_NoneOrTooManyOrNull_AreMalformed()
    {
        Refusal.Of("malformed", () => OrderRequestRules.Identifiers(new()));
        Refusal.Of("malformed", () => OrderRequestRules.Identifiers(new() { Identifiers = [] }));
        Refusal.Of("malformed", () => OrderRequestRules.Identifiers(new() { Identifiers = [null!] }));
        Refusal.Of("malformed", () => OrderRequestRules.Identifiers(Names([.. Enumerable.Range(0, 101).Select(i => $"a{i}.test")])));
        Assert.HasCount(100, OrderRequestRules.Identifiers(Names([.. Enumerable.Range(0, 100).Select(i => $"a{i}.test")])));
    }

    [TestMethod]
    public void Members_ThatGoTogether_Pass()
    {
        OrderRequestRules.CheckMembers(new());
        OrderRequestRules.CheckMembers(new() { NotBefore = Now, NotAfter = Now.AddDays(1), Replaces = "a.b" });
        OrderRequestRules.CheckMembers(new() { AutoRenewal = Renewal });
        OrderRequestRules.CheckMembers(new() { AutoRenewal = Renewal, Delegation = "https://star.home.test/acme/delegation/1" });
        OrderRequestRules.CheckMembers(new() { AllowCertificateGet = true, Delegation = "https://star.home.test/acme/delegation/1" });
    }

    [TestMethod]
    public void Members_ThatDoNotGoTogether_AreMalformed()
    {
        OrderRequest[] bad =
        [
            new() { AutoRenewal = Renewal, NotBefore = Now },
            new() { AutoRenewal = Renewal, NotAfter = Now },
            new() { Delegation = "d", AllowCertificateGet = true, NotAfter = Now },
            new() { NotBefore = Now, NotAfter = Now },
            new() { Delegation = "d" },
            new() { Delegation = "d", AllowCertificateGet = false },
            new() { Delegation = "d", AutoRenewal = Renewal with { AllowCertificateGet = null } },
            new() { Delegation = "d", AutoRenewal = Renewal with { AllowCertificateGet = null }, AllowCertificateGet = true },
            new() { AutoRenewal = Renewal, AllowCertificateGet = true },
            new() { AutoRenewal = Renewal, Replaces = "a.b" },
        ];
        foreach (var request in bad)
            Refusal.Of("malformed", () => OrderRequestRules.CheckMembers(request));
    }

    private static OrderRequest Names(params string[] names) => new() { Identifiers = [.. names.Select(name => new AcmeIdentifier("dns", name))] };
}
