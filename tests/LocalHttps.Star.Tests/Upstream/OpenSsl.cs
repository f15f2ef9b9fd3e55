using System.Diagnostics;

namespace LocalHttps.Star.Tests.Upstream;

/// <summary>OpenSSL's command line: a second opinion on certificates.</summary>
internal static class OpenSsl
{
    /// <summary>Runs it.</summary>
    /// <returns>Whether it was content, and all that it said.</returns>
    public static async Task<(bool Succeeded, string Said)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode == 0, await output + await errors);
    }
}
