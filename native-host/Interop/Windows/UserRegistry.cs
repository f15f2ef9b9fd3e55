using System.Runtime.Versioning;
using Microsoft.Win32;

namespace LocalHttps.Host.Interop.Windows;

/// <summary>HKEY_CURRENT_USER.</summary>
[SupportedOSPlatform("windows")]
internal sealed class UserRegistry : IRegistry
{
    /// <inheritdoc/>
    public string? Read(string key)
    {
        using var opened = Registry.CurrentUser.OpenSubKey(key);
        return opened?.GetValue(null) as string;
    }

    /// <inheritdoc/>
    public void Write(string key, string value)
    {
        using var opened = Registry.CurrentUser.CreateSubKey(key);
        opened.SetValue(null, value);
    }

    /// <inheritdoc/>
    public void Delete(string key) => Registry.CurrentUser.DeleteSubKey(key, throwOnMissingSubKey: false);
}
