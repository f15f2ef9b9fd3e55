using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Star.Upstream.Embedded;

/// <summary>The extension that keeps an authority within one zone (RFC 5280 §4.2.1.10).</summary>
internal static class NameConstraints
{
    /// <summary>The extension's identifier.</summary>
    public const string Oid = "2.5.29.30";

    private static readonly Asn1Tag Permitted = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Excluded = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag IpAddress = new(TagClass.ContextSpecific, 7);

    /// <summary>Critical: names within the zone, and no address at all.</summary>
    /// <param name="zone">Lower-case A-labels without the final dot; permits the zone itself and all below.</param>
    public static X509Extension For(string zone)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(Permitted))
            using (writer.PushSequence())
                writer.WriteCharacterString(UniversalTagNumber.IA5String, zone, DnsName);
            using (writer.PushSequence(Excluded))
            {
                // An address and its mask: all of IPv4, all of IPv6.
                foreach (var length in (int[])[8, 32])
                {
                    using (writer.PushSequence())
                        writer.WriteOctetString(new byte[length], IpAddress);
                }
            }
        }
        return new X509Extension(Oid, writer.Encode(), critical: true);
    }

    /// <summary>Whether an authority is kept within exactly this zone.</summary>
    public static bool Hold(X509Certificate2 authority, string zone) =>
        authority.Extensions.FirstOrDefault(extension => extension.Oid?.Value == Oid) is { Critical: true } found && found.RawData.AsSpan().SequenceEqual(For(zone).RawData);
}
