using LocalHttps.Star.Domain;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Tests.Fakes;

namespace LocalHttps.Star.Tests.Renewal;

[TestClass]
public sealed class SeriesPlanTests
{
    [TestMethod]
    [DataRow(0, 144, 72)]
    [DataRow(-1, 143, 71)]
    [DataRow(-10, 2, 1)]
    public void HalfLife_OfWhatACaChose_IsNeverBeforeItWasIssued(int from, int to, int half) =>
        Assert.AreEqual(SampleOrders.Start.AddHours(half), SeriesPlan.HalfLife(Certificate(from, to)));

    [TestMethod]
    [DataRow(10.0, 2, true)]
    [DataRow(4.0, 2, false)]
    [DataRow(10.0, 240, false)]
    public void Succeeding_WhatCoversTheEndOrComesAfterIt_IsNone(double days, int now, bool expected)
    {
        var order = SampleOrders.Star(duration: TimeSpan.FromDays(days));

        var next = SeriesPlan.Succeeding(order, Certificate(0, 96), SampleOrders.Start.AddHours(now));

        Assert.AreEqual(expected, next is not null);
        Assert.IsTrue(next is null || (next.Index == 4 && next.NotAfter <= order.AutoRenewal!.EndDate));
    }

    [TestMethod]
    [DataRow(0, true)]
    [DataRow(-500, true)]
    [DataRow(-1000, false)]
    public void Series_WithLessThanASecondLeft_IsOver(int milliseconds, bool expected)
    {
        var order = SampleOrders.Star(duration: TimeSpan.FromDays(1));

        Assert.AreEqual(expected, SeriesPlan.IsOver(order, SampleOrders.Start.AddDays(1).AddMilliseconds(milliseconds)));
    }

    private static IssuedCertificate Certificate(int from, int to) => new()
    {
        Fingerprint = "f",
        OrderId = "order",
        Index = 3,
        SerialNumber = "1",
        NotBefore = SampleOrders.Start.AddHours(from),
        NotAfter = SampleOrders.Start.AddHours(to),
        ChainPem = "",
        IssuedAt = SampleOrders.Start,
    };
}
