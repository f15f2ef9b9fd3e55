using LocalHttps.EndToEnd.Browsers;
using LocalHttps.EndToEnd.Pages;

namespace LocalHttps.EndToEnd;

/// <summary>What a person sees of each standing device before having confirmed anything.</summary>
[TestClass]
public sealed class MatrixTests
{
    public static IEnumerable<object[]> Cases
        => from kind in Enum.GetValues<BrowserKind>() from device in StandingDevices.All select new object[] { kind.ToString(), device.Spec.Id };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Device_BeforeConfirmation_ShowsItsState(string kind, string id)
    {
        var expected = StandingDevices.Get(id);
        var page = (await Onlooker.GetAsync(Enum.Parse<BrowserKind>(kind))).Page;
        var row = await page.RowAsync(r => r.Name == expected.Name && r.IsSettled, $"a checked row named {expected.Name}");
        Assert.AreEqual(expected.State, row.State, row.ToString());
        Assert.AreEqual(expected.Reason, row.Reason, row.ToString());
        Assert.AreEqual("group-others", row.Group);
        Assert.IsFalse(row.IsGreen, row.ToString());
        Assert.AreNotEqual("open", row.Action);
        if (expected.State is not "mismatch" || expected.Reason is not "sources-disagree")
        {
            Assert.AreEqual(expected.Spec.PublicName ?? row.Key, row.Key);
        }
    }

    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task List_NothingConfirmed_HasNoGreenAndIsAccessible(object kind)
    {
        var page = (await Onlooker.GetAsync((BrowserKind)kind)).Page;
        foreach (var device in StandingDevices.All)
        {
            await page.RowAsync(r => r.Name == device.Name && r.IsSettled, device.Name);
        }

        Assert.IsFalse((await page.RowsAsync()).Any(r => r.IsGreen), await page.DescribeAsync());
        Assert.IsFalse(await page.ExistsAsync("[data-testid=group-yours]"));
        await Accessibility.ShootAndCheckAsync(page, "list");
    }
}
