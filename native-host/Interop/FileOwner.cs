using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LocalHttps.Host.Interop;

/// <summary>Who owns a file or folder on Unix, which .NET does not tell.</summary>
/// <param name="User">The owner.</param>
/// <param name="Group">The group.</param>
internal sealed partial record FileOwner(uint User, uint Group)
{
    // The greatest of the structures has 256 bytes.
    private const int BufferLength = 256;

    // statx(2): the one call whose structure is the same on every processor; the flags ask for what stands at offsets 20 and 24.
    private const int CurrentFolder = -100;
    private const uint UserAndGroup = 0x18;
    private const int LinuxUser = 20;

    // stat(2) of macOS with 64-bit inodes.
    private const int MacUser = 16;

    /// <summary>Whom this process acts as.</summary>
    public static FileOwner OfThisProcess() => new(EffectiveUser(), EffectiveGroup());

    /// <summary>The owner of a file or folder; links are followed.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static FileOwner Of(string path)
    {
        Span<byte> status = stackalloc byte[BufferLength];
        var failed = !OperatingSystem.IsMacOS() ? StatX(CurrentFolder, path, 0, UserAndGroup, status)
            : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatOfIntelMac(path, status)
            : Stat(path, status);
        if (failed != 0)
        {
            var error = new Win32Exception(Marshal.GetLastPInvokeError());
            throw new IOException($"{path}: {error.Message}", error);
        }
        var owner = status[(OperatingSystem.IsMacOS() ? MacUser : LinuxUser)..];
        return new(MemoryMarshal.Read<uint>(owner), MemoryMarshal.Read<uint>(owner[sizeof(uint)..]));
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint EffectiveGroup();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, Span<byte> status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatOfIntelMac(string path, Span<byte> status);
}
