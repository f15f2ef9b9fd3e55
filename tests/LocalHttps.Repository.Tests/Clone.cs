using LocalHttps.Build;

namespace LocalHttps.Repository.Tests;

/// <summary>The files of the clone.</summary>
internal static class Clone
{
    private static readonly string[] Made = ["bin", "obj", "artifacts", "node_modules", ".git", ".vs", ".idea"];

    private static readonly string[] Binary = [".png", ".bin", ".ico", ".der", ".pfx"];

    /// <summary>Every tracked file, relative to the top; without git (an unpacked archive) every file that is not made.</summary>
    public static IReadOnlyList<string> Files { get; } = List();

    /// <summary>The tracked files that are text.</summary>
    public static IEnumerable<string> TextFiles => Files.Where(file => !Binary.Contains(Path.GetExtension(file), StringComparer.Ordinal));

    /// <summary>An absolute path.</summary>
    public static string At(string file) => Path.Combine(Build.Repository.Root, file);

    /// <summary>A file's text.</summary>
    public static string Read(string file) => File.ReadAllText(At(file));

    private static List<string> List()
    {
        var git = Programs.Find("git") is { } program
            ? new Command(program, "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Run()
            : null;
        var files = git is { Succeeded: true }
            ? git.Output.Split('\0', '\n')
            : Directory.EnumerateFiles(Build.Repository.Root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Build.Repository.Root, file));
        return [.. files.Where(file => file.Length > 0 && !file.Split('/').Any(Made.Contains) && File.Exists(At(file))).Order(StringComparer.Ordinal)];
    }
}
