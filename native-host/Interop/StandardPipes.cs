using Microsoft.Win32.SafeHandles;

namespace LocalHttps.Host.Interop;

/// <summary>The standard input and output as plain streams of bytes. Outside Windows <see cref="Console"/>'s own would set up a terminal at their first
/// use: signal handlers, a thread for them and the terminal's settings, 0.5 ms before the first answer and none of it for a pipe.</summary>
internal static class StandardPipes
{
    private const int Input = 0;
    private const int Output = 1;

    public static Stream OpenInput() => OperatingSystem.IsWindows() ? Console.OpenStandardInput() : Open(Input, FileAccess.Read);

    public static Stream OpenOutput() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : Open(Output, FileAccess.Write);

    // Without a buffer of its own: each frame is one write.
    private static FileStream Open(int descriptor, FileAccess access) => new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);
}
