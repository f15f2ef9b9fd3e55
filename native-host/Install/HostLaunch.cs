using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Text;

namespace LocalHttps.Host.Install;

/// <summary>Starts a native messaging host the way a browser does and says hello to it.</summary>
internal static class HostLaunch
{
    /// <summary>How long a host may take; it needs milliseconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>The arguments a browser passes: Chromium the extension's origin, Firefox the manifest's path and the add-on id.</summary>
    public static IReadOnlyList<string> Arguments(BrowserFamily family, string manifestPath, string extensionId) => family switch
    {
        BrowserFamily.Firefox => [manifestPath, extensionId],
        _ => OperatingSystem.IsWindows() ? [$"chrome-extension://{extensionId}/", "--parent-window=0"] : [$"chrome-extension://{extensionId}/"],
    };

    /// <summary>Starts a program, sends <c>hello</c> and reads the answer.</summary>
    public static async Task<LaunchResult> HelloAsync(string executable, IReadOnlyList<string> arguments, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = new Process { StartInfo = StartInfo(executable, arguments) };
        try
        {
            process.Start();
        }
        catch (Win32Exception problem)
        {
            return LaunchResult.Failed($"It cannot be started: {problem.Message}.");
        }
        var complaint = ReadComplaintAsync(process);
        var result = await TalkInTimeAsync(process, both.Token);
        cancellationToken.ThrowIfCancellationRequested();
        return result.Problem is null ? result : result with { Complaint = await complaint };
    }

    private static async Task<LaunchResult> TalkInTimeAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            return await TalkAsync(process, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return LaunchResult.Failed($"It did not answer within {Limit.TotalSeconds:0} seconds.");
        }
        catch (IOException)
        {
            return LaunchResult.Failed("It ended before it read the first message.");
        }
        finally
        {
            // Ends its error stream as well, so that reading it ends.
            Stop(process);
        }
    }

    // Both browsers start the program in its own folder.
    private static ProcessStartInfo StartInfo(string executable, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(executable)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = Path.GetDirectoryName(executable),
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        return start;
    }

    private static async Task<LaunchResult> TalkAsync(Process process, CancellationToken cancellationToken)
    {
        var reader = new FrameReader(process.StandardOutput.BaseStream);
        await SendAsync(process, new HelloRequest { Id = 1, Protocol = ProtocolJson.Versions }, cancellationToken);
        var answer = Read(await reader.ReadAsync(cancellationToken));
        if (answer.Problem is not null)
        {
            return answer;
        }
        // A host greets whatever its files hold: only a request that needs them shows what the extension will be told.
        if (await RefusalAsync(process, reader, cancellationToken) is { } refusal)
        {
            return answer with { Refusal = refusal };
        }
        process.StandardInput.Close();
        if (await reader.ReadAsync(cancellationToken) is not Frame.End)
        {
            return LaunchResult.Failed("It wrote more than the answer, which makes browsers close the connection.");
        }
        await process.WaitForExitAsync(cancellationToken);
        return answer;
    }

    private static async Task SendAsync(Process process, Request request, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.SerializeToUtf8Bytes(request, ProtocolJson.Default.Request);
        var frame = new byte[sizeof(int) + message.Length];
        BitConverter.TryWriteBytes(frame, message.Length);
        message.CopyTo(frame, sizeof(int));
        await process.StandardInput.BaseStream.WriteAsync(frame, cancellationToken);
        await process.StandardInput.BaseStream.FlushAsync(cancellationToken);
    }

    private static async Task<string?> RefusalAsync(Process process, FrameReader reader, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(process, new ListTrustedRequest { Id = 2 }, cancellationToken);
            return Refusal(await reader.ReadAsync(cancellationToken));
        }
        catch (IOException)
        {
            return "It ended after its greeting.";
        }
    }

    private static string? Refusal(Frame frame)
    {
        try
        {
            return frame is not Frame.Message message
                ? "It ended after its greeting."
                : JsonSerializer.Deserialize(message.Bytes.Span, ProtocolJson.Default.Reply) is ErrorReply error
                ? $"{Shown.OnOneLine(error.Message)} ({Shown.OnOneLine(error.Code)})"
                : null;
        }
        catch (Exception problem) when (problem is JsonException or NotSupportedException)
        {
            return "Its second answer is not a message of this protocol.";
        }
    }

    private static LaunchResult Read(Frame frame)
    {
        switch (frame)
        {
            case Frame.End:
                return LaunchResult.Failed("It ended without an answer.");
            case Frame.Message message:
                try
                {
                    return JsonSerializer.Deserialize(message.Bytes.Span, ProtocolJson.Default.Reply) switch
                    {
                        WelcomeReply welcome => new(welcome.Version, null),
                        ErrorReply error => LaunchResult.Failed($"It refused: {Shown.OnOneLine(error.Message)} ({Shown.OnOneLine(error.Code)})"),
                        _ => LaunchResult.Failed("It answered something else than a welcome."),
                    };
                }
                catch (Exception problem) when (problem is JsonException or NotSupportedException)
                {
                    return LaunchResult.Failed("Its answer is not a message of this protocol.");
                }
            default:
                return LaunchResult.Failed("It wrote something that is not a native messaging frame; a browser would close the connection.");
        }
    }

    private static async Task<string?> ReadComplaintAsync(Process process)
    {
        var buffer = new char[500];
        var read = await process.StandardError.ReadBlockAsync(buffer);
        return read == 0 ? null : Shown.OnOneLine(new string(buffer, 0, read).ReplaceLineEndings(" ").Trim());
    }

    private static void Stop(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception problem) when (problem is InvalidOperationException or Win32Exception)
        {
            // It ended in between, or is not ours to stop: the system ends it with its pipes.
            process.Close();
        }
    }
}

/// <summary>What came of starting a host.</summary>
/// <param name="Version">The version it told.</param>
/// <param name="Problem">What went wrong; null where nothing did.</param>
internal sealed record LaunchResult(string? Version, string? Problem)
{
    /// <summary>The error it answers requests with after its greeting; null where it serves them.</summary>
    public string? Refusal { get; init; }

    /// <summary>What it wrote to its error stream.</summary>
    public string? Complaint { get; init; }

    public static LaunchResult Failed(string problem) => new(null, problem);
}
