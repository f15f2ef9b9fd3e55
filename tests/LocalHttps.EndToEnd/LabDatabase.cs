using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>An NSS certificate database with the lab's root, made once and copied for every browser profile.</summary>
internal static class LabDatabase
{
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static string? made;

    public static async Task<string> GetAsync(LabNetwork lab)
    {
        await Gate.WaitAsync();
        try
        {
            return made ??= await MakeAsync(lab);
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<string> MakeAsync(LabNetwork lab)
    {
        var folder = Path.Combine(Path.GetDirectoryName(lab.Certificates.RootFile)!, "nssdb");
        Directory.CreateDirectory(folder);
        await Command.MustAsync("certutil", "-N", "-d", $"sql:{folder}", "--empty-password");
        await Command.MustAsync("certutil", "-A", "-d", $"sql:{folder}", "-n", "LocalHttps Lab Root", "-t", "C,,", "-i", lab.Certificates.RootFile);
        return folder;
    }
}
