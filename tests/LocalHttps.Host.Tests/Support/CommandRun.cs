using LocalHttps.Host.Commands;
using LocalHttps.Host.Configuration;
using LocalHttps.Host.Discovery;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Tests.Support;

/// <summary>Runs commands on a home folder of their own, with texts for streams.</summary>
internal sealed class CommandRun : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    public CommandRun()
    {
        Home = folder.At("home");
        Directory.CreateDirectory(Home);
        Executable = folder.Write("bin/localhttps", "");
        Services = new()
        {
            Places = UserPlaces.From(HostPlatform.Linux, _ => null, Home),
            Time = TimeProvider.System,
            Executable = Executable,
            LookAround = (_, _, _) => Task.FromResult(Look),
        };
    }

    public string Home { get; }

    public string Executable { get; }

    public CommandServices Services { get; set; }

    /// <summary>What the doctor sees of the network.</summary>
    public NetworkLook Look { get; set; } = new([], 0, new BrowserStatistics());

    public string Answers { get; set; } = "";

    /// <summary>Who answers instead of <see cref="Answers"/>.</summary>
    public TextReader? Input { get; set; }

    public bool CanAsk { get; set; }

    /// <summary>What was written, with this test's folders in words.</summary>
    public string Output => Tidy(output);

    public string Error => Tidy(error);

    public string At(params ReadOnlySpan<string> parts) => Path.Combine([Home, .. parts]);

    public string Write(string name, string text) => folder.Write(Path.Combine("home", name), text);

    public Task<int> Run(params string[] arguments) => Run(CancellationToken.None, arguments);

    public async Task<int> Run(CancellationToken cancellationToken, params string[] arguments)
    {
        output.GetStringBuilder().Clear();
        error.GetStringBuilder().Clear();
        var terminal = new Terminal { Out = output, Error = error, In = new(() => Input ?? new StringReader(Answers)), CanAsk = CanAsk };
        return await new CommandLine(terminal, Services).InvokeAsync(arguments, cancellationToken);
    }

    public void Dispose() => folder.Dispose();

    private string Tidy(StringWriter writer) => writer.ToString()
        .Replace(Home, "~", StringComparison.Ordinal)
        .Replace(folder.Path, "DIR", StringComparison.Ordinal);
}
