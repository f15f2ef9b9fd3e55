namespace LocalHttps.Host.Interop;

/// <summary>The door to the current user's part of the Windows registry.</summary>
public interface IRegistry
{
    /// <summary>A key's default value; null where there is none.</summary>
    string? Read(string key);

    /// <summary>Sets a key's default value.</summary>
    void Write(string key, string value);

    /// <summary>Removes a key.</summary>
    void Delete(string key);
}
