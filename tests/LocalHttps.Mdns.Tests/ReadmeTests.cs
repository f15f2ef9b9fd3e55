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
        using var found = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        var browsing = BrowseAsync(found);
        await PublishAsync(() => browsing, found.Token);
    }

    [TestMethod]
    public void Examples_InTheReadme_AreTheOnesThatRun()
    {
        var code = Squeeze(Read("ReadmeTests.cs"));
        var examples = Fence().Matches(Read("README.md")).Select(match => Squeeze(match.Groups["code"].Value)).ToList();
        Assert.HasCount(2, examples);
        Assert.IsTrue(examples.TrueForAll(example => code.Contains(example, StringComparison.Ordinal)));
    }

    private static async Task PublishAsync(Func<Task> browsing, CancellationToken stop)
    {
        var options = new PublisherOptions { InterfaceNames = ["lo"] }; // without names: every interface that can multicast, but not loopback
        await using var publisher = new ServicePublisher(options);
        await using var publication = await publisher.PublishAsync(new ServiceRegistration("Office printer", "_https._tcp", 443) { PublicName = "13ab-7c34.example.com" }, stop);
        Console.WriteLine($"Announced as {publication.Name}");
        publication.Update(registration => registration with { Text = new TxtStrings(["paper=empty"u8.ToArray()]) });
        Assert.StartsWith("Office printer", publication.Name);
        await browsing();
    }

    private static async Task BrowseAsync(CancellationTokenSource found)
    {
        var stop = found.Token;
        try
        {
            await using var browser = new ServiceBrowser(new BrowserOptions { ServiceTypes = ["_https._tcp"], InterfaceNames = ["lo"] });
            await foreach (var change in browser.WatchAsync(stop))
            {
                Console.WriteLine($"{change.GetType().Name} {change.Instance.Name} at {string.Join(", ", change.Instance.Addresses.Select(at => at.Address))}");
                if (change.Instance.Texts.Any(text => text.Find("paper") is not null) && change.Instance.Aliases.Count > 0)
                {
                    return;
                }
            }
        }
        finally
        {
            Assert.IsFalse(stop.IsCancellationRequested, "the service was not found");
        }
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    // Without indentation, and without the brace that ends a loop, in which the test has lines of its own.
    private static string Squeeze(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line is not ("" or "}")));

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Fence();
}
