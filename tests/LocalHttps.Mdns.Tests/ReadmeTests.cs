using System.Text.RegularExpressions;

namespace LocalHttps.Mdns.Tests;

/// <summary>The README's examples, run as they stand there, on the loopback interface.</summary>
[TestClass]
public sealed partial class ReadmeTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Examples_OnLoopback_FindEachOther()
    {
        var stop = TestContext.CancellationToken;
        await PublishAsync(() => Task.WhenAll(BrowseAsync(), LookAsync(new BrowserOptions { InterfaceNames = ["lo"] }))).WaitAsync(stop);
    }

    [TestMethod]
    public void Examples_InTheReadme_AreTheOnesThatRun()
    {
        var code = Squeeze(Read("ReadmeTests.cs"));
        var examples = Fence().Matches(Read("README.md")).Select(match => Squeeze(match.Groups["code"].Value)).ToList();
        Assert.HasCount(3, examples);
        Assert.IsTrue(examples.TrueForAll(example => code.Contains(example, StringComparison.Ordinal)));
    }

    private static async Task PublishAsync(Func<Task> browsing)
    {
        await using var publisher = new ServicePublisher(new PublisherOptions { InterfaceNames = ["lo"] });
        await using var publication = await publisher.PublishAsync(new ServiceRegistration("Office printer", "_https._tcp", 443) { PublicName = "13ab-7c34.example.com" });
        Console.WriteLine($"Announced as {publication.Name}");
        publication.Update(registration => registration with { Text = TxtStrings.FromText("paper=empty") });
        Assert.StartsWith("Office printer", publication.Name);
        await browsing();
    }

    private static async Task BrowseAsync()
    {
        await using var browser = new ServiceBrowser(new BrowserOptions { ServiceTypes = ["_https._tcp"], InterfaceNames = ["lo"] });
        await foreach (var change in browser.WatchAsync())
        {
            Console.WriteLine($"{change.GetType().Name} {change.Instance.Name} at {string.Join(", ", change.Instance.EndPoints)}");
            if (change.Instance.Texts.Any(text => text.FindText("paper") == "empty") && change.Instance.EndPoints.Any(at => at.Port == 443) && change.Instance.Aliases.Count > 0)
            {
                return;
            }
        }
    }

    private static async Task LookAsync(BrowserOptions options)
    {
        await using var browser = new ServiceBrowser(options);
        await browser.QuietAsync();
        foreach (var instance in browser.Instances)
        {
            Console.WriteLine($"{instance.Name} at {string.Join(", ", instance.EndPoints)}");
        }
        Assert.IsTrue(browser.Instances.Any(instance => instance.InstanceName.StartsWith("Office printer", StringComparison.Ordinal)));
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    // Without indentation, without the brace that ends a loop, in which the test has lines of its own, and without what only a program needs.
    private static string Squeeze(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line =>
        line is not ("" or "}" or "using LocalHttps.Mdns;") && !line.StartsWith("Console.ReadLine();", StringComparison.Ordinal)));

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Fence();
}
