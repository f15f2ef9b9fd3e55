using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LocalHttps.Host.Interop;

/// <summary>Makes a rename durable: on Unix it is only after the folder itself was written out (fsync(2), Notes).</summary>
internal static partial class DirectorySync
{
    /// <summary>Writes a folder's entries to the disk; does nothing on Windows, where a rename is journalled.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var descriptor = Open(folder, 0);
        if (descriptor < 0)
        {
            throw LastError(folder);
        }
        try
        {
            // Some network and FUSE file systems do not support it for folders (EINVAL); there is nothing more to do there.
            if (Fsync(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
            {
                throw LastError(folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private const int InvalidArgument = 22;

    private static IOException LastError(string folder)
    {
        var error = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"{folder}: {error.Message}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
