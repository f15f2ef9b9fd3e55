using CsCheck;

namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class RenewalScheduleTests
{
    private const long Day = 86400;
    private static readonly DateTimeOffset Tenth = new(2019, 1, 10, 0, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void Schedule_OfRfc8739Section3_5_1_IsTable1()
    {
        var renewal = Renewal(4 * Day, 3 * Day, Tenth.AddDays(10)) with { StartDate = Tenth };
        var schedule = new RenewalSchedule(Tenth, renewal);

        Assert.AreEqual(3, schedule.Count);
        Assert.AreSequenceEqual(
            ["01-10 to 01-14", "01-11 to 01-18", "01-15 to 01-20"],
            Enumerable.Range(0, 3).Select(schedule.Plan).Select(plan => $"{plan.NotBefore:MM-dd} to {plan.NotAfter:MM-dd}"));
    }

    [TestMethod]
    [DataRow(9, 23, 59, null)]
    [DataRow(10, 0, 0, 0)]
    [DataRow(10, 23, 59, 0)]
    [DataRow(11, 0, 0, 1)]
    [DataRow(14, 23, 59, 1)]
    [DataRow(15, 0, 0, 2)]
    [DataRow(19, 23, 59, 2)]
    [DataRow(20, 0, 0, null)]
    public void Index_OfRfc8739Section3_5_1_ChangesAtEachNotBefore(int day, int hour, int minute, int? index)
    {
        var schedule = new RenewalSchedule(Tenth, Renewal(4 * Day, 3 * Day, Tenth.AddDays(10)) with { StartDate = Tenth });

        Assert.AreEqual(index, schedule.IndexAt(new DateTimeOffset(2019, 1, day, hour, minute, 59 * (minute & 1), TimeSpan.Zero)));
    }

    [TestMethod]
    public void Padding_WithoutAdjustment_IsTheServers()
    {
        var schedule = new RenewalSchedule(Tenth, Renewal(4 * Day, 0, Tenth.AddDays(30)), 0.75);

        Assert.AreEqual(Tenth.AddDays(4 - 3), schedule.Plan(1).NotBefore);
    }

    [TestMethod]
    public void Padding_OfAnAdjustmentOverTheLifetime_IsTheLifetime()
    {
        var schedule = new RenewalSchedule(Tenth, Renewal(4 * Day, 400 * Day, Tenth.AddDays(30)));

        Assert.AreEqual(Tenth, schedule.Plan(1).NotBefore);
        Assert.AreEqual(Tenth.AddDays(4), schedule.Plan(2).NotBefore);
    }

    [TestMethod]
    public void FirstCertificate_WithAStartDatePast_IsPredatedNoFurtherThanIt()
    {
        var renewal = Renewal(4 * Day, 3 * Day, Tenth.AddDays(20)) with { StartDate = Tenth };

        Assert.AreEqual(Tenth, new RenewalSchedule(Tenth.AddDays(1), renewal).Plan(0).NotBefore);
        Assert.AreEqual(Tenth.AddDays(2), new RenewalSchedule(Tenth.AddDays(5), renewal).Plan(0).NotBefore);
    }

    [TestMethod]
    public void FirstCertificate_WithoutAStartDate_BeginsWithTheSeries() =>
        Assert.AreEqual(Tenth, new RenewalSchedule(Tenth.AddMilliseconds(999), Renewal(4 * Day, 3 * Day, Tenth.AddDays(20))).Plan(0).NotBefore);

    [TestMethod]
    public void SeriesStart_IsNowOrAStartDateToCome()
    {
        var renewal = Renewal(Day, 0, Tenth.AddDays(20));

        Assert.AreEqual(Tenth, RenewalSchedule.SeriesStart(renewal, Tenth.AddMilliseconds(1)));
        Assert.AreEqual(Tenth.AddDays(1), RenewalSchedule.SeriesStart(renewal with { StartDate = Tenth.AddDays(1) }, Tenth));
        Assert.AreEqual(Tenth.AddDays(2), RenewalSchedule.SeriesStart(renewal with { StartDate = Tenth.AddDays(1) }, Tenth.AddDays(2)));
    }

    [TestMethod]
    public void Schedule_ShorterThanALifetime_IsOneCertificate()
    {
        var schedule = new RenewalSchedule(Tenth, Renewal(long.MaxValue, long.MaxValue, Tenth.AddDays(1)));

        Assert.AreEqual(1, schedule.Count);
        Assert.AreEqual((Tenth, Tenth.AddDays(1)), (schedule.Plan(0).NotBefore, schedule.Plan(0).NotAfter));
    }

    [TestMethod]
    public void Schedule_ThatIsNone_IsRefused()
    {
        Refused(Renewal(1, 0, Tenth));
        Refused(Renewal(0, 0, Tenth.AddDays(1)));
        Refused(Renewal(1, -1, Tenth.AddDays(1)));
        Refused(Renewal(1, 0, Tenth.AddYears(5000)));
        Refused(Renewal(1, 0, Tenth.AddDays(1)), 0.49);
        Refused(Renewal(1, 0, Tenth.AddDays(1)), 1);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new RenewalSchedule(Tenth, Renewal(Day, 0, Tenth.AddDays(2))).Plan(2));
    }

    [TestMethod]
    public void Schedule_Any_HoldsTheRulesOfSection3_3And3_5() =>
        Gen.Select(Gen.Long[1, 100_000], Gen.Long[0, 150_000], Gen.Long[1, 1_000_000], Gen.Double[0.5, 0.999]).Sample((lifetime, adjust, duration, fraction) =>
        {
            var (start, end) = (Tenth, Tenth.AddSeconds(duration));
            var schedule = new RenewalSchedule(start, Renewal(lifetime, adjust, end), fraction);
            var padding = Math.Max(Math.Min(lifetime, adjust), lifetime * fraction);
            foreach (var index in new[] { 0, 1, schedule.Count / 2, schedule.Count - 2, schedule.Count - 1 }.Where(index => index >= 0 && index < schedule.Count))
            {
                var plan = schedule.Plan(index);
                Assert.AreEqual(start.AddSeconds(index * lifetime), plan.NominalRenewalDate);
                Assert.AreEqual(index == schedule.Count - 1 ? end : plan.NominalRenewalDate.AddSeconds(lifetime), plan.NotAfter);
                Assert.IsTrue(plan.NotBefore >= start && plan.NotBefore < plan.NotAfter && plan.NotAfter <= end);
                if (index == 0)
                    continue;
                var before = schedule.Plan(index - 1);
                Assert.IsLessThanOrEqualTo(1, Math.Abs((plan.NominalRenewalDate - plan.NotBefore).TotalSeconds - padding));
                // Published at the latest half-way through the nominal life of the one before, and valid as it is published.
                Assert.IsTrue(plan.NotBefore - before.NominalRenewalDate <= (plan.NominalRenewalDate - before.NominalRenewalDate) / 2);
                // Of several that begin together the last one is published.
                Assert.IsGreaterThanOrEqualTo(index, schedule.IndexAt(plan.NotBefore)!.Value);
                Assert.IsLessThan(index, schedule.IndexAt(plan.NotBefore.AddTicks(-1)) ?? -1);
            }
            Assert.IsNull(schedule.IndexAt(end));
            Assert.IsNull(schedule.IndexAt(start.AddTicks(-1)));
        });

    private static void Refused(AutoRenewal renewal, double fraction = 0.5) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new RenewalSchedule(Tenth, renewal, fraction));

    private static AutoRenewal Renewal(long lifetime, long adjust, DateTimeOffset end) => new() { EndDate = end, Lifetime = lifetime, LifetimeAdjust = adjust };
}
