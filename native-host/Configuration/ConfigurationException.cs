using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Configuration;

/// <summary>The configuration file, or what it names, is not usable. The message tells where and what to write instead.</summary>
public sealed class ConfigurationException : ProtocolException
{
    private ConfigurationException(string message, string path, int line, string key, Exception? cause)
        : base(ErrorCodes.InvalidConfiguration, message, cause, ("path", path), ("line", line > 0 ? $"{line}" : ""), ("key", key))
    {
    }

    /// <summary>A fault at a place of the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="key">The key concerned; empty where none is.</param>
    /// <param name="problem">A sentence that says what is wrong and what to write instead.</param>
    /// <param name="cause">The failure behind it.</param>
    public static ConfigurationException At(string path, int line, string key, string problem, Exception? cause = null) =>
        new(key.Length > 0 ? $"{path}, line {line}, {key}: {problem}" : $"{path}, line {line}: {problem}", path, line, key, cause);

    /// <summary>The file as a whole cannot be used.</summary>
    public static ConfigurationException Unreadable(string path, string problem, Exception? cause = null) =>
        new($"{path}: {problem}", path, 0, "", cause);

    /// <summary>An option of the command line is at fault.</summary>
    public static ConfigurationException InOption(string option, string problem, Exception? cause = null) =>
        new($"{option}: {problem}", "", 0, option, cause);
}
