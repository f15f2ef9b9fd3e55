using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Host.Text;

namespace LocalHttps.Host.Configuration;

/// <summary>Loads explicitly added roots: PEM with one or more certificates, or DER.</summary>
internal static class RootFiles
{
    /// <summary>What to do about any problem with such a file.</summary>
    public const string Remedy = "Write the path of the root's certificate, in PEM or DER form.";

    private const int MaximumSize = 1024 * 1024;
    private const int MaximumCertificates = 100;

    /// <summary>Loads a file.</summary>
    /// <param name="file">Its path; a relative one starts at <paramref name="folder"/>, <c>~/</c> at the home folder.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="home">The home folder.</param>
    public static Rule<X509Certificate2Collection> Load(string file, string folder, string home)
    {
        if (file.Length == 0 || file.Contains('\0', StringComparison.Ordinal))
        {
            return Refuse("The path is empty or not valid.");
        }
        var path = PathOf(file, folder, home);
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
            {
                return Refuse(Directory.Exists(path)
                    ? $"{path} is a folder."
                    : $"There is no file {path}.");
            }
            return info.Length > MaximumSize ? Refuse($"{path} is too large for a certificate.") : Read(File.ReadAllBytes(path), path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Refuse($"{path} cannot be read ({problem.Message}).", problem);
        }
    }

    /// <summary>The whole path of a file that <see cref="Load"/> takes.</summary>
    public static string PathOf(string file, string folder, string home) =>
        file.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, file[2..]) : Path.Combine(folder, file);

    /// <summary>All certificates of several files.</summary>
    public static X509Certificate2Collection Join(IEnumerable<X509Certificate2Collection> files) => [.. files.SelectMany(file => file)];

    private static Rule<X509Certificate2Collection> Read(byte[] bytes, string path)
    {
        var found = new X509Certificate2Collection();
        try
        {
            var text = System.Text.Encoding.UTF8.GetString(bytes);
            if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                found.ImportFromPem(text);
            }
            else
            {
                found.Add(X509CertificateLoader.LoadCertificate(bytes));
            }
        }
        catch (CryptographicException problem)
        {
            return Refuse($"{path} is not a certificate.", problem);
        }
        if (found.Count is 0 or > MaximumCertificates)
        {
            return Refuse(found.Count == 0 ? $"{path} holds no certificate." : $"{path} holds more than {MaximumCertificates} certificates.");
        }
        // A leaf as a root would vouch for itself, past every rule of the verdict.
        return found.FirstOrDefault(certificate => !IsAuthority(certificate)) is { } leaf
            ? Refuse($"{path} holds a certificate that is not an authority's ({Shown.OnOneLine(leaf.Subject)}).")
            : Rule<X509Certificate2Collection>.Accept(found);
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);

    private static Rule<X509Certificate2Collection> Refuse(string problem, Exception? cause = null) => Rule<X509Certificate2Collection>.Refuse(problem, cause);
}
