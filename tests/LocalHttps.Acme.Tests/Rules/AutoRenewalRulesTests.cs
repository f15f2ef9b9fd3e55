namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class AutoRenewalRulesTests
{
    private const long Day = 86400;
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, 500, TimeSpan.Zero);
    private static readonly AutoRenewalCapability Offered = new() { MinLifetime = Day, MaxDuration = 365 * Day, AllowCertificateGet = true };
    private static readonly AutoRenewal Good = new() { EndDate = Now.AddDays(30), Lifetime = 4 * Day, LifetimeAdjust = Day, AllowCertificateGet = true };

    [TestMethod]
    public void Renewal_WithinTheBounds_IsKept()
    {
        var start = Now.AddDays(2).AddMilliseconds(-500);
        var accepted = AutoRenewalRules.Accept(Good with { StartDate = start, EndDate = start.AddDays(365) }, Offered, Now);

        Assert.AreEqual(Good with { StartDate = start, EndDate = start.AddDays(365) }, accepted);
    }

    [TestMethod]
    public void Renewal_WithFractionsOfASecond_NeverBeginsEarlierNorEndsLater()
    {
        var accepted = AutoRenewalRules.Accept(Good with { StartDate = Now.AddDays(1), EndDate = Now.AddDays(9) }, Offered, Now);

        Assert.AreEqual((Now.AddDays(1).AddMilliseconds(500), Now.AddDays(9).AddMilliseconds(-500)), (accepted.StartDate!.Value, accepted.EndDate!.Value));
    }

    [TestMethod]
    public void Start_InThePast_IsLeftOut() =>
        Assert.IsNull(AutoRenewalRules.Accept(Good with { StartDate = Now.AddDays(-3) }, Offered, Now).StartDate);

    [TestMethod]
    public void Adjustment_OverTheLifetime_IsTheLifetime() =>
        Assert.AreEqual(4 * Day, AutoRenewalRules.Accept(Good with { LifetimeAdjust = 5 * Day }, Offered, Now).LifetimeAdjust);

    [TestMethod]
    [DataRow(true, true, true)]
    [DataRow(true, false, false)]
    [DataRow(false, true, false)]
    [DataRow(null, true, null)]
    public void CertificateGet_IsReflectedWhereAskedForAndOffered(bool? asked, bool offered, bool? reflected) => Assert.AreEqual(
        reflected, AutoRenewalRules.Accept(Good with { AllowCertificateGet = asked }, Offered with { AllowCertificateGet = offered }, Now).AllowCertificateGet);

    [TestMethod]
    public void Renewal_OutsideTheBounds_IsMalformed()
    {
        AutoRenewal[] bad =
        [
            Good with { EndDate = null },
            Good with { EndDate = Now },
            Good with { EndDate = Now.AddDays(-1) },
            Good with { EndDate = Now.AddMilliseconds(600) },
            Good with { StartDate = Now.AddDays(30) },
            Good with { StartDate = Now.AddDays(31) },
            Good with { EndDate = Now.AddDays(366) },
            Good with { EndDate = DateTimeOffset.MaxValue },
            Good with { StartDate = DateTimeOffset.MaxValue },
            Good with { Lifetime = Day - 1 },
            Good with { Lifetime = 0 },
            Good with { Lifetime = long.MinValue },
            Good with { Lifetime = 31 * Day },
            Good with { Lifetime = long.MaxValue },
            Good with { LifetimeAdjust = -1 },
        ];
        foreach (var renewal in bad)
            Refusal.Of("malformed", () => AutoRenewalRules.Accept(renewal, Offered, Now));
    }

    [TestMethod]
    public void Lifetime_OfNothing_IsRefusedWhateverTheBound() =>
        Refusal.Of("malformed", () => AutoRenewalRules.Accept(Good with { Lifetime = 0 }, Offered with { MinLifetime = 0 }, Now));
}
