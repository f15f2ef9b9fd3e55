using System.Net;
using LocalHttps.Identity;

namespace LocalHttps.Host.Verification;

/// <summary>Finds out what an announced endpoint proves.</summary>
public interface IEndpointProbe
{
    /// <summary>Observes an endpoint.</summary>
    /// <param name="question">What to ask.</param>
    /// <param name="cancellationToken">Abandons it.</param>
    /// <returns>One observation where an address settled it (of a trusted device also those that answered otherwise before); else one for each key that was proved; else what the failures say.</returns>
    Task<IReadOnlyList<EndpointObservation>> ObserveAsync(ProbeQuestion question, CancellationToken cancellationToken);
}

/// <summary>What is asked of an endpoint.</summary>
/// <param name="Cname">The name to shake hands for.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Targets">Its addresses that may be connected to, the best first.</param>
/// <param name="Limit">How long one address may take.</param>
/// <param name="IsTrusted">Whether a person trusts the device: then strangers' attempts do not hold it up.</param>
/// <param name="Settles">Whether a served certificate makes further addresses pointless.</param>
public sealed record ProbeQuestion(
    string Cname, AnnouncedEndpoint Endpoint, IReadOnlyList<IPEndPoint> Targets, TimeSpan Limit, bool IsTrusted, Func<CertificateFacts, bool> Settles);
