using LocalHttps.Build;

namespace LocalHttps.Repository.Tests;

/// <summary>What build.cs counts.</summary>
[TestClass]
public sealed class ReportTests
{
    [TestMethod]
    public void Part_ThatRanNothing_IsAFailure()
    {
        var report = new Report();

        Assert.IsFalse(report.Part("empty", TimeSpan.FromMinutes(1), () => new Counts(0, [], [])));
        Assert.AreEqual(1, report.ExitCode);
    }

    [TestMethod]
    public void Part_OnlySkips_IsAFailure()
    {
        var report = new Report();

        Assert.IsFalse(report.Part("skips", TimeSpan.FromMinutes(1), () => new Counts(0, [], ["a: not here"])));
    }

    [TestMethod]
    public void Report_WithoutParts_IsAFailure() => Assert.AreEqual(1, new Report().ExitCode);

    [TestMethod]
    public void Part_ThatPassed_IsNone()
    {
        var report = new Report();

        Assert.IsTrue(report.Part("one", TimeSpan.FromMinutes(1), () => Counts.Pass));
        Assert.AreEqual(0, report.ExitCode);
    }

    [TestMethod]
    public void Command_OverItsLimit_IsEndedWithWhatItStarted()
    {
        var outcome = new Command("sh", "-c", "sleep 600 & echo $!; wait") { Limit = TimeSpan.FromSeconds(1) }.Run();

        Assert.IsNull(outcome.ExitCode);
        var child = $"/proc/{int.Parse(outcome.Output)}/cmdline";
        Assert.IsTrue(SpinWait.SpinUntil(() => !File.Exists(child) || File.ReadAllText(child).Length == 0, TimeSpan.FromSeconds(5)));
    }

    [TestMethod]
    public void Trx_WithEveryOutcome_IsCounted()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
              <Results>
                <UnitTestResult testId="1" testName="Good" outcome="Passed" />
                <UnitTestResult testId="2" testName="Bad" outcome="Failed"><Output><ErrorInfo><Message>why</Message></ErrorInfo></Output></UnitTestResult>
                <UnitTestResult testId="3" testName="Left" outcome="NotExecuted" />
                <UnitTestResult testId="3" testName="Odd" outcome="Timeout" />
              </Results>
              <TestDefinitions><UnitTest id="2"><TestMethod className="A.B.Some" /></UnitTest></TestDefinitions>
            </TestRun>
            """);

        var counts = Suites.Read(file);

        File.Delete(file);
        Assert.AreEqual(1, counts.Passed);
        Assert.HasCount(2, counts.Failures);
        Assert.AreEqual("Some.Bad: why", counts.Failures[0]);
        Assert.HasCount(1, counts.Skips);
    }
}
