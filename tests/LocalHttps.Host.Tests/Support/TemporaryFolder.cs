namespace LocalHttps.Host.Tests.Support;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("localhttps-test-");

    public string Path => folder.FullName;

    public string At(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([folder.FullName, .. parts]);

    /// <summary>Writes a file with its folders and gives its path.</summary>
    public string Write(string name, string text)
    {
        var path = At(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
