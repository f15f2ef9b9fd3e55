using LocalHttps.Host.Interop;

namespace LocalHttps.Host.Trust;

/// <summary>A file of this user's alone. On Windows the profile's access rules do this and nothing is checked.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderOwnerOnly = OwnerOnly | UnixFileMode.UserExecute;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Whether the file is there, and nobody else can have changed it.</summary>
    /// <exception cref="PrivateFileException">It is a symbolic link, or another user owns or may write it or its folder, or may put another folder there.</exception>
    public static bool Check(string path)
    {
        if (Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder))
        {
            DemandOwnFolder(folder);
        }
        var file = new FileInfo(path);
        // A link's target may lie where others write, and replacing the file would silently end the link.
        if (file.LinkTarget is not null)
        {
            throw new PrivateFileException("It is a symbolic link: put the file itself there.");
        }
        if (Directory.Exists(path))
        {
            throw new PrivateFileException("It is a folder: move it away.");
        }
        if (file.Exists)
        {
            DemandOwnersAlone(path, "it");
        }
        return file.Exists;
    }

    /// <summary>Makes a folder, or takes others' rights from one that is there.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        if (Path.GetDirectoryName(folder) is { Length: > 0 } above)
        {
            Directory.CreateDirectory(above);
        }
        Directory.CreateDirectory(folder, FolderOwnerOnly);
        DemandOwnFolder(folder);
        if (File.GetUnixFileMode(folder) != FolderOwnerOnly)
        {
            File.SetUnixFileMode(folder, FolderOwnerOnly);
        }
    }

    /// <summary>Opens a file for this process alone; a new one has the owner's rights only, whatever the umask.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw new PrivateFileException($"{path} is a symbolic link: remove it.");
        }
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }
        return new FileStream(path, options);
    }

    private static void DemandOwnFolder(string folder)
    {
        DemandOwnersAlone(folder, "its folder");
        for (var above = Path.GetDirectoryName(folder); above is not null && !OperatingSystem.IsWindows(); above = Path.GetDirectoryName(above))
        {
            var mode = File.GetUnixFileMode(above);
            // Who may write a folder may put another in place of one in it, unless it is sticky like /tmp. Many systems give each user a group
            // of one and folders that this group may write.
            var others = FileOwner.Of(above).Group == FileOwner.OfThisProcess().Group ? UnixFileMode.OtherWrite : OthersWrite;
            if ((mode & others) != UnixFileMode.None && (mode & UnixFileMode.StickyBit) == UnixFileMode.None)
            {
                throw Refusal("Others may write a folder above it", "chmod go-w", above);
            }
        }
    }

    private static void DemandOwnersAlone(string path, string what)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        if (FileOwner.Of(path).User != FileOwner.OfThisProcess().User)
        {
            throw Refusal($"Another user owns {what}", "sudo chown \"$(id -un)\"", path);
        }
        if ((File.GetUnixFileMode(path) & OthersWrite) != UnixFileMode.None)
        {
            throw Refusal($"Others may write {what}", "chmod go-w", path);
        }
    }

    private static PrivateFileException Refusal(string what, string command, string path) => new($"{what}, so it cannot be relied on.")
    {
        Remedy = $"If you trust what is there: {command} '{path.Replace("'", @"'\''", StringComparison.Ordinal)}'",
    };
}

/// <summary>A file that others can have changed.</summary>
internal sealed class PrivateFileException(string message) : IOException(message)
{
    /// <summary>The command that mends it; null where the message says what to do.</summary>
    public string? Remedy { get; init; }
}
