namespace LocalHttps.Lab;

/// <summary>What is right or wrong with a device's certificate.</summary>
public enum LeafKind
{
    /// <summary>Six days, exactly the device's name, from the lab root by way of its intermediate.</summary>
    Good,

    /// <summary>As good, for another name.</summary>
    WrongName,

    /// <summary>Its six days are over.</summary>
    Expired,

    /// <summary>Its six days begin in three.</summary>
    NotYetValid,

    /// <summary>The right name, signed by its own key.</summary>
    SelfSigned,

    /// <summary>The right name, from a root nobody trusts.</summary>
    UntrustedRoot,

    /// <summary>A left-most wildcard that matches.</summary>
    Wildcard,

    /// <summary>The right name for 90 days.</summary>
    NinetyDays,

    /// <summary>The right name for 390 days.</summary>
    ThreeHundredNinetyDays,
}
