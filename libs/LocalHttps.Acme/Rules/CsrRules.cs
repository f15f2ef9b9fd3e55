using System.Formats.Asn1;

namespace LocalHttps.Acme;

/// <summary>What a CSR must be to be taken in, and to be issued for under an ordinary order (RFC 8555 §7.4).</summary>
public static class CsrRules
{
    /// <summary>Bytes of the largest CSR read: room for a hundred of the longest names.</summary>
    public const int MaximumSize = 32 * 1024;

    private static readonly string[] OrdinaryKeyUsages = ["digitalSignature", "keyEncipherment", "keyAgreement"];
    private static readonly string[] OrdinaryExtendedKeyUsages = ["serverAuth", "clientAuth"];

    /// <summary>Reads the <c>csr</c> of finalize: base64url of DER.</summary>
    /// <exception cref="AcmeException"><c>malformed</c> or <c>badCSR</c>.</exception>
    public static CsrFacts Read(FinalizeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Read(StrictBase64Url.Decode(request.Csr, "csr"));
    }

    /// <summary>Reads a CSR: strict DER, of a bounded size, signed by the key in it, the key sound, names in A-labels and each once.</summary>
    /// <exception cref="AcmeException"><c>badCSR</c>.</exception>
    public static CsrFacts Read(ReadOnlyMemory<byte> der)
    {
        if (der.Length > MaximumSize)
            throw Problems.BadCsr($"A CSR may have at most {MaximumSize} bytes.");
        try
        {
            return CsrReader.Read(der);
        }
        catch (AsnContentException)
        {
            throw Problems.BadCsr("The CSR is not the DER of a certification request (RFC 2986).");
        }
        catch (AcmeException problem) when (problem.Problem.Type == Problems.Prefix + "badPublicKey")
        {
            // §6.7: badPublicKey is for the keys of JWS.
            throw Problems.BadCsr(problem.Problem.Detail!);
        }
    }

    /// <summary>§7.4: "the exact same set of requested identifiers", in subjectAltName, commonName or both, and nothing that an ordinary certificate has not.</summary>
    /// <param name="csr">The CSR.</param>
    /// <param name="identifiers">The order's, as <see cref="OrderRequestRules.Identifiers"/> gave them.</param>
    /// <exception cref="AcmeException"><c>badCSR</c>.</exception>
    public static void CheckOrdinary(CsrFacts csr, IReadOnlyList<AcmeIdentifier> identifiers)
    {
        ArgumentNullException.ThrowIfNull(csr);
        if (csr.Emails.Count > 0 || csr.Uris.Count > 0)
            throw Problems.BadCsr("The CSR has a subjectAltName other than DNS names.");
        var names = new HashSet<string>(csr.DnsNames, StringComparer.Ordinal);
        foreach (var text in csr.CommonNames)
            names.Add(DnsNames.TryParse(text, allowWildcard: true, out var name) ? name : throw Problems.BadCsr("The CSR's commonName is not one of its names."));
        if (!names.SetEquals(identifiers.Select(identifier => identifier.Value)))
            throw Problems.BadCsr("The names in the CSR are not those of the order.");
        if (csr.KeyUsage?.Except(OrdinaryKeyUsages, StringComparer.Ordinal).Any() == true)
            throw Problems.BadCsr($"The CSR asks for a keyUsage beside {string.Join(", ", OrdinaryKeyUsages)}.");
        if (csr.ExtendedKeyUsage?.Except(OrdinaryExtendedKeyUsages, StringComparer.Ordinal).Any() == true)
            throw Problems.BadCsr($"The CSR asks for an extendedKeyUsage beside {string.Join(", ", OrdinaryExtendedKeyUsages)}.");
    }

    /// <summary>The account's key must not be the certificate's, as public CAs have it too: whoever runs the TLS server would own the account.</summary>
    /// <exception cref="AcmeException"><c>badCSR</c>.</exception>
    public static void CheckOtherKey(CsrFacts csr, JsonWebKey account)
    {
        ArgumentNullException.ThrowIfNull(csr);
        if (csr.Key.Equals(account))
            throw Problems.BadCsr("The CSR is for the account's own key; make another one.");
    }
}
