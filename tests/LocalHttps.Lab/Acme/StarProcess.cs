using System.Net;
using System.Text.Json;

namespace LocalHttps.Lab;

/// <summary>The STAR proxy as a process of its own.</summary>
public sealed class StarProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(40);
    private readonly string program;
    private readonly string folder;
    private readonly Dictionary<string, string> settings;
    private LabChild? child;

    /// <summary>Prepares one.</summary>
    /// <param name="program">The executable.</param>
    /// <param name="folder">Its own; the data directory is in it.</param>
    /// <param name="url">Where clients see it.</param>
    /// <param name="listen">Where it listens.</param>
    /// <param name="settings">More settings, by name; of a switch the value is empty.</param>
    public StarProcess(string program, string folder, Uri url, IPEndPoint listen, IReadOnlyDictionary<string, string> settings)
    {
        (this.program, this.folder, Url, Listen) = (program, folder, url, listen);
        Data = Path.Combine(folder, "data");
        this.settings = new(settings, StringComparer.Ordinal) { ["data"] = Data, ["url"] = url.AbsoluteUri, ["listen"] = listen.ToString() };
    }

    /// <summary>Where clients see it.</summary>
    public Uri Url { get; }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Listen { get; }

    /// <summary>Its data directory.</summary>
    public string Data { get; }

    /// <summary>Its ACME directory.</summary>
    public Uri Directory => new(Url, "directory");

    /// <summary>What it has printed since it was started last.</summary>
    public IReadOnlyList<string> Lines => child?.Lines ?? [];

    /// <summary>What it has printed since the first start.</summary>
    public string Log => Path.Combine(folder, "star.log");

    /// <summary>Starts it, or starts it again, and returns once it is ready.</summary>
    public async Task StartAsync()
    {
        child = LabChild.Start(Log, [program, "serve", .. settings.SelectMany(setting => setting.Value.Length > 0 ? new[] { $"--{setting.Key}", setting.Value } : [$"--{setting.Key}"])]);
        var ready = $"{(settings.ContainsKey("plain-http") ? "http" : "https")}://{Listen}/readyz";
        var started = child;
        await Poll.UntilAsync(
            async () => started.HasExited
                ? throw new InvalidOperationException($"localhttps-star ended: {string.Join(" | ", started.Lines)}")
                : (await Command.RunAsync(["curl", "-skf", "-m", "5", ready])).ExitCode == 0,
            "localhttps-star is ready",
            ReadyLimit,
            () => Task.FromResult(string.Join(" | ", started.Lines)));
    }

    /// <summary>Kills it with SIGKILL, as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (child is not null)
            await child.DisposeAsync();
        child = null;
    }

    /// <summary>Asks it to end in order.</summary>
    public async Task StopAsync()
    {
        if (child is not null)
            await child.TerminateAsync();
        await KillAsync();
    }

    /// <summary>Runs another command of it beside the service.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> RunAsync(params string[] words)
    {
        var result = await Command.RunAsync([program, .. words, "--data", Data]);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"{string.Join(' ', words)}: {result.ExitCode} {result.Error}");
    }

    /// <summary>An enrolment for an ordinary client.</summary>
    public async Task<AccountBinding> AddAccountAsync() => AccountBinding.Parse(Text(await RunAsync("account", "add", "--json"), "token"));

    /// <summary>A device with its name and its enrolment.</summary>
    public async Task<(string Cname, AccountBinding Binding, string Id)> AddDeviceAsync(string name)
    {
        var json = await RunAsync("device", "add", "--name", name, "--json");
        return (Text(json, "cname"), AccountBinding.Parse(Text(json, "token")), Text(json, "id"));
    }

    /// <summary>Writes the embedded CA's root into a file.</summary>
    public async Task<string> ExportRootAsync()
    {
        var file = Path.Combine(folder, "root.pem");
        await File.WriteAllTextAsync(file, await RunAsync("root", "export"));
        return file;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private static string Text(string json, string member)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty(member).GetString() ?? throw new FormatException($"{member} is null.");
    }
}
