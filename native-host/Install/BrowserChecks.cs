using LocalHttps.Host.Interop;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Text;

namespace LocalHttps.Host.Install;

/// <summary>Looks at one browser's registration as the browser itself does, and starts what it names.</summary>
/// <param name="registry">The registry on Windows; null elsewhere.</param>
/// <param name="time">The clock.</param>
internal sealed class BrowserChecks(IRegistry? registry, TimeProvider time)
{
    private const string Manifest = "manifest";
    private const string Program = "program";
    private const string Launch = "launch";
    private const string Sandbox = "sandbox";

    /// <summary>Checks a browser.</summary>
    public async Task<IReadOnlyList<Check>> RunAsync(Browser browser, CancellationToken cancellationToken)
    {
        var install = $"Run: localhttps install --browser {browser.Id}";
        var path = Find(browser);
        if (path is null)
        {
            return [browser.IsInUse
                ? Check.Warn(Manifest, $"{browser.Title} is used here, but this program is not registered with it.", install, browser.Id)
                : Check.Skip(Manifest, $"{browser.Title} is not used by this user.", browser.Id)];
        }
        HostManifest manifest;
        try
        {
            manifest = HostManifest.Parse(await File.ReadAllBytesAsync(path, cancellationToken), browser.Family);
        }
        catch (FormatException problem)
        {
            return [Check.Fail(Manifest, $"{browser.Title} refuses {path}. {Shown.OnOneLine(problem.Message)}", install + " --replace", browser.Id)];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return [Check.Fail(Manifest, $"{path} cannot be read: {problem.Message}", $"Remove the file, then: {install}", browser.Id)];
        }
        List<Check> checks = [Check.Pass(Manifest, $"{browser.Title} reads {path}.", browser.Id), .. Sandboxed(browser, manifest)];
        checks.Add(AtProgram(browser, manifest, install));
        if (checks[^1].Status != CheckStatus.Fail)
        {
            foreach (var id in manifest.ExtensionIds.Take(10))
            {
                checks.Add(await LaunchedAsync(browser, manifest, path, id, cancellationToken));
            }
        }
        return checks;
    }

    private string? Find(Browser browser)
    {
        if (browser.RegistryKey is { } key)
        {
            return registry?.Read(key);
        }
        var candidates = browser.SystemFolders.Select(folder => Path.Combine(folder, $"{HostManifest.Name}.json")).Prepend(browser.ManifestPath);
        return candidates.FirstOrDefault(File.Exists);
    }

    private static Check AtProgram(Browser browser, HostManifest manifest, string install)
    {
        var path = manifest.Executable;
        if (!Path.IsPathRooted(path) && browser.RegistryKey is null)
        {
            return Check.Fail(Program, $"The manifest names the program by a relative path: {Shown.Quoted(path)}.", install, browser.Id);
        }
        if (!File.Exists(path))
        {
            return Check.Fail(Program, $"The manifest names {Shown.OnOneLine(path)}, which is not there.", install, browser.Id);
        }
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & execute) != UnixFileMode.None
            ? Check.Pass(Program, $"{Shown.OnOneLine(path)} is there and may be started.", browser.Id)
            : Check.Fail(Program, $"{Shown.OnOneLine(path)} may not be started.", $"Run: chmod u+x '{Shown.OnOneLine(path)}'", browser.Id);
    }

    private async Task<Check> LaunchedAsync(Browser browser, HostManifest manifest, string path, string id, CancellationToken cancellationToken)
    {
        var arguments = HostLaunch.Arguments(browser.Family, path, id);
        var result = await HostLaunch.HelloAsync(manifest.Executable, arguments, time, cancellationToken);
        var extension = Shown.OnOneLine(id);
        if (result.Problem is not null)
        {
            var complaint = result.Complaint is null ? "" : $" It said: {result.Complaint}";
            return Check.Fail(
                Launch,
                $"Started as {browser.Title} starts it for {extension}, it failed. {result.Problem}{complaint}",
                $"Run it yourself to see more: '{Shown.OnOneLine(manifest.Executable)}' {string.Join(' ', arguments.Select(argument => $"'{Shown.OnOneLine(argument)}'"))} < /dev/null",
                browser.Id);
        }
        if (result.Refusal is not null)
        {
            return Check.Fail(
                Launch,
                $"Started as {browser.Title} starts it for {extension}, it greets, but answers requests with an error: {result.Refusal}",
                "Mend that; the extension shows the same error.",
                browser.Id);
        }
        return result.Version == HostVersion.Text
            ? Check.Pass(Launch, $"Started as {browser.Title} starts it for {extension}, it answers.", browser.Id)
            : Check.Warn(
                Launch,
                $"It answers, but is version {Shown.OnOneLine(result.Version ?? "?")}; this is {HostVersion.Text}.",
                $"Run: localhttps install --browser {browser.Id}",
                browser.Id);
    }

    private static IEnumerable<Check> Sandboxed(Browser browser, HostManifest manifest) => browser.Flatpak is null
        ? []
        : [Check.Warn(Sandbox, FlatpakAdvice.Text(browser), FlatpakAdvice.Command(browser, manifest.Executable), browser.Id)];
}
