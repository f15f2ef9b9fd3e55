using System.Reflection;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Text;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Text;

[TestClass]
public sealed class FindingTextTests
{
    private static readonly string[] PreflightOnly =
    [
        FindingCodes.VerdictPassed, FindingCodes.VerdictFailed, FindingCodes.DeviceNameConfirmed, FindingCodes.DeviceNameDiffers, FindingCodes.DeviceNameNotServed,
        FindingCodes.NameFound, FindingCodes.NameNotFound, FindingCodes.NameElsewhere, FindingCodes.OriginAllowed, FindingCodes.OriginRefused, FindingCodes.StepSkipped,
    ];

    public static IEnumerable<string> Codes => typeof(FindingCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(constant => constant.IsLiteral).Select(constant => (string)constant.GetRawConstantValue()!).Except(PreflightOnly);

    [TestMethod]
    [DynamicData(nameof(Codes))]
    public void Of_EveryReason_HasASentence(string code)
    {
        var text = FindingText.Of(new FindingView(code, new Dictionary<string, string>()));
        Assert.DoesNotContain("does not know", text);
        Assert.EndsWith(".", text);
    }

    /// <summary>Notes, and what needs nothing or is said by the command itself.</summary>
    private static readonly string[] NothingToDo =
    [
        FindingCodes.Confirmed, FindingCodes.NotConfirmed, FindingCodes.NotCheckedYet, FindingCodes.OtherEndpointFailed, FindingCodes.OtherAnnouncement,
        FindingCodes.SeveralNames, FindingCodes.AcceptedLongLived, FindingCodes.AcceptedSharedName, FindingCodes.LabRoot,
    ];

    [TestMethod]
    [DynamicData(nameof(Codes))]
    public void Remedy_OfEveryReasonForRefusal_IsOneLine(string code)
    {
        var text = RemedyText.Of(new FindingView(code, new Dictionary<string, string>()));
        Assert.AreEqual(NothingToDo.Contains(code), text is null);
        Assert.DoesNotContain('\n', text ?? "");
    }

    [TestMethod]
    public void Of_LooksLikeWhatARenamedDeviceAnnounces_SaysBothNames() => Assert.AreEqual(
        "Its name looks like IoTD-1000A, as your device Heating announces itself.",
        FindingText.Of(new FindingView(FindingCodes.LooksLikeTrusted, new Dictionary<string, string> { ["name"] = "Heating", ["announced"] = "IoTD-1000A" })));

    [TestMethod]
    public void Of_UnknownCode_IsNotVerified() =>
        Assert.AreEqual("Not verified for a reason this version does not know (later�).", FindingText.Of(new FindingView("later\u001b", new Dictionary<string, string>())));

    [TestMethod]
    public void Of_Parameters_AreMadeFitToShow()
    {
        var finding = new FindingView(FindingCodes.LooksLikeTrusted, new Dictionary<string, string> { ["name"] = "Küche\u001b[2J" });
        Assert.AreEqual("Its name looks like that of your device Küche�[2J.", FindingText.Of(finding));
        var expired = new FindingView(FindingCodes.CertificateExpired, new Dictionary<string, string> { ["notAfter"] = "2026-11-01T10:00:00Z" });
        Assert.AreEqual("The certificate ended on 2026-11-01 10:00 UTC.", FindingText.Of(expired));
    }
}
