using LocalHttps.Star.Configuration;

namespace LocalHttps.Star.Composition;

/// <summary>The directory of database and keys: its owner's alone.</summary>
internal static class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes it, or sees that it is not open to others.</summary>
    /// <exception cref="ConfigurationException">What is to be mended.</exception>
    public static void Make(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                _ = Directory.CreateDirectory(path);
                return;
            }
            _ = Directory.CreateDirectory(path, OwnerOnly);
            if ((File.GetUnixFileMode(path) & ~OwnerOnly & (UnixFileMode)0x1FF) != UnixFileMode.None)
                throw new ConfigurationException([$"--data: others can look into {path}, which holds keys. Run: chmod 700 {path}"]);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"--data: {path} cannot be made or used ({fault.Message}). Name a directory that you may write to."]);
        }
    }
}
