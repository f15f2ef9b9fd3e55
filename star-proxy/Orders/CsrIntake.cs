using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Orders;

/// <summary>Whether a CSR is one for its order (RFC 8555 §7.4), and under a delegation what its template allows (RFC 9115 §4).</summary>
internal static class CsrIntake
{
    /// <param name="request">The payload of finalize.</param>
    /// <param name="order">The order.</param>
    /// <param name="device">Whose delegation it is under, if it is.</param>
    /// <param name="account">The account's key.</param>
    /// <returns>The CSR, DER.</returns>
    /// <exception cref="AcmeException">badCSR, rejectedIdentifier or compound</exception>
    public static ReadOnlyMemory<byte> Read(FinalizeRequest request, Order order, Device? device, JsonWebKey account)
    {
        CsrFacts csr;
        try
        {
            csr = CsrRules.Read(request);
            CsrRules.CheckOtherKey(csr, account);
        }
        catch (AcmeException fault) when (device is not null && fault.Problem.Type == Problems.Prefix + "badCSR")
        {
            // RFC 9115 §2.3.2 wants 403 whatever is wrong with it.
            throw Problems.BadCsr(fault.Problem.Detail!, 403);
        }
        if (device is null)
            CsrRules.CheckOrdinary(csr, order.Identifiers);
        else
            CsrTemplateRules.Check(csr, device.Template, order.Identifiers);
        return csr.Der;
    }
}
