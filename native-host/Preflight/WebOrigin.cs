namespace LocalHttps.Host.Preflight;

/// <summary>The origin of a web app, exactly as browsers write it into a header (RFC 6454 §6.2).</summary>
internal static class WebOrigin
{
    private const int MaximumLength = 300;

    /// <summary>Whether the text is such an origin: scheme, host in ASCII and lower case, and a port where it is not the scheme's own.</summary>
    public static bool IsValid(string text) =>
        text.Length <= MaximumLength
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.IdnHost.Length > 0
        && text == (uri.IsDefaultPort ? $"{uri.Scheme}://{HostOf(uri)}" : $"{uri.Scheme}://{HostOf(uri)}:{uri.Port}");

    private static string HostOf(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
}
