using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LocalHttps.Star.Upstream.Embedded;

/// <summary>Files that only their owner reads, replaced whole and there after a power cut.</summary>
internal static partial class DurableFile
{
    private const int InvalidArgument = 22;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder that only its owner enters; one that is there keeps its mode.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Writes beside, to the disk, then takes the place.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var beside = Path.Combine(folder, $".{Path.GetFileName(path)}.{RandomNumberGenerator.GetHexString(8)}.tmp");
        try
        {
            using (var file = Open(beside, FileMode.CreateNew))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
        FlushFolder(folder);
    }

    /// <summary>Opens a file that nobody else may open meanwhile; made 0600 where it is new.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Whether others than the owner may read a file; on Windows the folder's access list decides.</summary>
    public static bool IsOpenToOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != UnixFileMode.None;

    // A rename is durable only after the folder itself was written out (fsync(2), Notes).
    private static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = OpenFolder(path, 0);
        if (folder < 0)
            throw new IOException($"{path} cannot be opened to write it out.", new Win32Exception(Marshal.GetLastPInvokeError()));
        var error = Sync(folder) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = Close(folder);
        // Some network file systems do not support it for folders; there is nothing more to do there.
        if (error is not 0 and not InvalidArgument)
            throw new IOException($"{path} cannot be written out.", new Win32Exception(error));
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
