namespace LocalHttps.Mdns;

/// <summary>Where a publication stands.</summary>
public enum PublicationState
{
    /// <summary>There is no interface to publish on; it goes on by itself once there is one.</summary>
    Waiting,

    /// <summary>Asking whether somebody else has the names (RFC 6762 §8.1), about a second.</summary>
    Probing,

    /// <summary>Announced on one interface or more (RFC 6762 §8.3).</summary>
    Announced,

    /// <summary>Withdrawn, with a goodbye (RFC 6762 §10.1).</summary>
    Withdrawn,
}

/// <summary>The names a publication has now.</summary>
/// <param name="Instance">The instance's label: the registration's name, or one with a number after a conflict.</param>
/// <param name="FullName">The full instance name, as a browser finds it in <see cref="ServiceInstance.Name"/>: to pass over what one publishes oneself.</param>
/// <param name="Host">The host, such as <c>device.local</c>.</param>
/// <param name="Alias">The owner of the CNAME record; null without a public name.</param>
public sealed record PublicationNames(string Instance, DnsName FullName, DnsName Host, DnsName? Alias);

/// <summary>A change of a publication.</summary>
/// <param name="Names">The names after it.</param>
public abstract record PublicationEvent(PublicationNames Names);

/// <summary>It came into another state.</summary>
/// <param name="Names">The names it has now.</param>
/// <param name="State">The state it is in now.</param>
public sealed record PublicationStateChanged(PublicationNames Names, PublicationState State) : PublicationEvent(Names);

/// <summary>Somebody else has one of the names, or it was updated to others; they are probed for (RFC 6762 §9).
/// A conflict on the alias changes only the alias: the public name stays, in the CNAME record's target and in TXT <c>cn=</c>.</summary>
/// <param name="Names">The names it has now.</param>
/// <param name="Before">The names it had.</param>
public sealed record PublicationRenamed(PublicationNames Names, PublicationNames Before) : PublicationEvent(Names);
