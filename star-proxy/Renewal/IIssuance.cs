using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Renewal;

/// <summary>Gets the certificates of orders.</summary>
internal interface IIssuance
{
    /// <summary>Takes the CSR of a ready order and gets the first certificate, or makes it durable that it is to be got.</summary>
    /// <param name="orderId">An order whose account and CSR were found good.</param>
    /// <param name="csr">DER.</param>
    /// <param name="cancellation">Ends the wait; the change may have happened.</param>
    /// <returns>The order as it stands then: processing, valid or invalid.</returns>
    /// <exception cref="AcmeException">orderNotReady, where another request was faster.</exception>
    Task<Order> FinalizeAsync(string orderId, ReadOnlyMemory<byte> csr, CancellationToken cancellation);
}
