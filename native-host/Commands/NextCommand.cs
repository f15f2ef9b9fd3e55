using LocalHttps.Host.Protocol;
using LocalHttps.Host.Text;

namespace LocalHttps.Host.Commands;

/// <summary>Commands to go on with, with the options that were given, so that they work as printed.</summary>
/// <param name="own">The command that was given.</param>
/// <param name="ownOptions">Its own options as given.</param>
/// <param name="options">The options of every search as given.</param>
internal sealed class NextCommand(string own, string ownOptions, string options)
{
    /// <summary>The same command for a device.</summary>
    public string Again(DeviceView device) => Of($"{own} {Name(device)}{ownOptions}");

    /// <summary>Another command that searches.</summary>
    public string Of(string command) => Shown.OnOneLine($"localhttps {command}{options}", 2_000);

    /// <summary>A word as a shell takes it.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(IsPlain) ? word
        : OperatingSystem.IsWindows() ? $"\"{word}\""
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // A name may come from the network: what a shell might obey is never suggested.
    private static string Name(DeviceView device) => device.DeviceName switch
    {
        ['-', ..] or "" => device.Cname ?? device.Key,
        var name when name.All(IsPlain) => name,
        var name when name.All(letter => letter == ' ' || IsPlain(letter)) => $"\"{name}\"",
        _ => device.Cname ?? device.Key,
    };

    private static bool IsPlain(char letter) => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ':' || (letter == '\\' && OperatingSystem.IsWindows());
}
