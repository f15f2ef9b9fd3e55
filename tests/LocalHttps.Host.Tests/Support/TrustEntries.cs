using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Support;

internal static class TrustEntries
{
    public static TrustEntry Named(string cname, string name = "Küchen-Drucker 🖨") => new()
    {
        Cname = cname,
        Name = name,
        SpkiSha256 = new string('a', 64),
        Method = TrustMethod.Confirmed,
        Since = new DateTimeOffset(2026, 11, 23, 16, 14, 5, TimeSpan.Zero),
        Accepted = [Weakness.LongLived],
    };
}
