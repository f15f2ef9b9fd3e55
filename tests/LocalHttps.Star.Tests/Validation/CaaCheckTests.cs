using ARSoft.Tools.Net.Dns;
using LocalHttps.Acme;
using LocalHttps.Star.Validation;
using static LocalHttps.Star.Tests.Validation.DnsValidatorTests;
using static LocalHttps.Star.Tests.Validation.FakeResolver;

namespace LocalHttps.Star.Tests.Validation;

[TestClass]
public sealed class CaaCheckTests
{
    private const string At = "a.hosts.home.test";
    private static readonly Uri Account = new("https://star.home.test/acme/account/1");

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DataRow(true, "issue", "star.home.test")]
    [DataRow(true, "issue", "STAR.home.test")]
    [DataRow(true, "ISSUE", "star.home.test;")]
    [DataRow(true, "issue", " star.home.test ; account = x ")]
    [DataRow(true, "iodef", "mailto:a@example.org")]
    [DataRow(true, "issuewild", ";")]
    [DataRow(true, "issue", "star.home.test; accounturi=https://star.home.test/acme/account/1")]
    [DataRow(true, "issue", "star.home.test; validationmethods=http-01,dns-01")]
    [DataRow(true, "issue", "star.home.test; ValidationMethods=dns-01; AccountURI=https://star.home.test/acme/account/1")]
    [DataRow(false, "issue", ";")]
    [DataRow(false, "issue", "")]
    [DataRow(false, "issue", "other.example")]
    [DataRow(false, "issue", "xstar.home.test")]
    [DataRow(false, "issue", "star.home.test; accounturi=https://star.home.test/acme/account/2")]
    [DataRow(false, "issue", "star.home.test; accounturi=")]
    [DataRow(false, "issue", "star.home.test; validationmethods=http-01")]
    [DataRow(false, "issue", "star.home.test; validationmethods=")]
    [DataRow(false, "issue", "star.home.test; validationmethods=dns-01; validationmethods=dns-01")]
    [DataRow(false, "issue", "star.home.test; accounturi=https://star.home.test/acme/account/1; accounturi=https://star.home.test/acme/account/1")]
    [DataRow(false, "issue", "star.home.test; garbage")]
    [DataRow(false, "issue", "star.home.test; =x")]
    [DataRow(false, "issue", "star.home.test;;")]
    public void Record_Alone_LetsOrForbids(bool lets, string tag, string value) =>
        Assert.AreEqual(lets, Check(null!).Allow([Caa(At, tag, value)], wildcard: false, "dns-01", Account));

    [TestMethod]
    public void Records_Together_AreReadAsRfc8659Says()
    {
        var check = Check(null!);
        Assert.IsTrue(check.Allow([Caa(At, "issue", "other.example"), Caa(At, "issue", "star.home.test")], wildcard: false, "dns-01", Account));
        Assert.IsFalse(check.Allow([Caa(At, "issue", "star.home.test"), Caa(At, "unknown", "x", 128)], wildcard: false, "dns-01", Account));
        Assert.IsTrue(check.Allow([Caa(At, "issue", "star.home.test"), Caa(At, "unknown", "x")], wildcard: false, "dns-01", Account));
        Assert.IsFalse(check.Allow([Caa(At, "issue", "star.home.test"), Caa(At, "issuewild", ";")], wildcard: true, "dns-01", Account));
        Assert.IsTrue(check.Allow([Caa(At, "issue", ";"), Caa(At, "issuewild", "star.home.test")], wildcard: true, "dns-01", Account));
        Assert.IsTrue(check.Allow([Caa(At, "issue", "star.home.test")], wildcard: true, "dns-01", Account));
    }

    [TestMethod]
    public async Task Name_WithoutRecordsUpToTheRoot_IsLet()
    {
        await using var dns = new FakeResolver();
        Assert.IsNull(await CheckAsync(dns));
        CollectionAssert.AreEqual(new[] { At, "hosts.home.test", "home.test", "test" }, dns.Asked);
    }

    [TestMethod]
    public async Task Records_OfTheNearestName_Count()
    {
        await using var dns = new FakeResolver(Caa("hosts.home.test", "issue", "star.home.test"), Caa("home.test", "issue", ";"));
        Assert.IsNull(await CheckAsync(dns));
        await using var forbidden = new FakeResolver(Caa("home.test", "issue", ";"));
        Expect("caa", await CheckAsync(forbidden));
    }

    [TestMethod]
    public async Task Records_BehindAnAlias_Count()
    {
        await using var dns = new FakeResolver(Alias(At, "elsewhere.example"), Caa("elsewhere.example", "issue", ";"));
        Expect("caa", await CheckAsync(dns));
    }

    [TestMethod]
    public async Task Records_ThatCannotBeLookedUp_Forbid()
    {
        await using var dns = new FakeResolver();
        dns.Codes["home.test"] = ReturnCode.ServerFailure;
        Expect("caa", await CheckAsync(dns));
    }

    private static CaaCheck Check(DnsResolver resolver) => new(resolver, ["star.home.test"], TimeProvider.System);

    private Task<Problem?> CheckAsync(FakeResolver dns) => Check(dns.Resolver).CheckAsync(At, wildcard: false, "dns-01", Account, TestContext.CancellationToken);
}
