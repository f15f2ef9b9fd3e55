using System.Formats.Asn1;

namespace LocalHttps.Star.Upstream;

/// <summary>Reads the one thing that is needed of a CSR that was accepted before.</summary>
internal static class Csr
{
    /// <summary>The SubjectPublicKeyInfo, DER (RFC 2986 §4.1).</summary>
    /// <exception cref="UpstreamException">It is no CSR.</exception>
    public static ReadOnlyMemory<byte> PublicKeyInfo(ReadOnlyMemory<byte> csr)
    {
        try
        {
            var information = new AsnReader(csr, AsnEncodingRules.DER).ReadSequence().ReadSequence();
            information.ReadEncodedValue();
            information.ReadEncodedValue();
            return information.ReadEncodedValue();
        }
        catch (AsnContentException problem)
        {
            throw new UpstreamException("The order's CSR is damaged.", problem);
        }
    }
}
