using LocalHttps.Host.Protocol;
using LocalHttps.Identity;

namespace LocalHttps.Host.Text;

/// <summary>What to do about a reason, in a line each, in the sense of the extension's own sentences.</summary>
internal static class RemedyText
{
    /// <summary>What to do about a root this computer does not trust.</summary>
    public const string Root = "If such a root is your own authority's: --trust-root FILE, or for good and for the browsers trustRoots in the configuration.";

    /// <summary>The line for a finding; null where there is nothing to do, or for a code that is not known.</summary>
    public static string? Of(FindingView finding) => finding.Code switch
    {
        FindingCodes.NameNotInCertificate => "Do not sign in. Another device may answer in its place. Switch it off and on, then check again.",
        FindingCodes.SourcesDisagree => "Do not sign in. Someone may be mixing into its announcement.",
        FindingCodes.EndpointsDisagree => "Do not sign in. Find out which one is yours, and switch the other off.",
        FindingCodes.PairedKeyChanged => "Do not sign in. If you have reset the device, forget it here and pair it again; otherwise someone may be posing as it.",
        FindingCodes.PinnedKeyNotProved => "Do not sign in. Someone may be posing as your device. If you have set it up anew, forget it here and confirm it again.",
        FindingCodes.NoPublicName => "It cannot be verified. If its maker offers a secure name for it, switch that on in its settings.",
        FindingCodes.InvalidPublicName => "The device is set up wrongly. Give it a full name such as device.example.com.",
        FindingCodes.SelfSigned => "Anybody can make such a certificate. Give the device one from an authority this computer trusts.",
        FindingCodes.UnknownRoot => Root,
        FindingCodes.IncompleteChain => "The device is set up wrongly: it must serve the full chain.",
        FindingCodes.WrongUsage => "The device needs a certificate for TLS servers.",
        FindingCodes.BadChain => "Do not sign in to it. The device needs another certificate.",
        FindingCodes.CertificateExpired => "Do not sign in until it is renewed. See that the device reaches the internet, then check again.",
        FindingCodes.CertificateNotYetValid => "Do not sign in yet. Look at the clocks of the device and of this computer.",
        FindingCodes.ClockMayBeWrong => "Set the clock, then check again.",
        FindingCodes.LongLived or FindingCodes.SharedName => "You can accept that for this device when you confirm it.",
        FindingCodes.TooLongLived => "It cannot be confirmed. No public authority issues such certificates; give the device a shorter one.",
        FindingCodes.LooksLikeTrusted =>
            "It is another device: do not type the password of yours into it. If it is yours too, rename one of them in its own settings: "
            + "a look-alike cannot be confirmed, and but for that only pairing, once it is offered, tells the two apart.",
        FindingCodes.LooksLikeOther =>
            "Looking does not tell which is yours, so neither can be confirmed. Rename one of them in its own settings, or pair it once pairing is offered.",
        FindingCodes.KeyChanged => "Some devices change their key with every renewal. If yours was neither renewed nor reset, ask who did.",
        FindingCodes.NoAnswer => "See that it is switched on and near enough, then check again.",
        FindingCodes.Refused => "Its web page may be switched off, or still be starting. Wait a minute, then check again.",
        FindingCodes.NotTls => "Switch HTTPS on in the device's settings.",
        FindingCodes.HandshakeFailed => "It may not know its own public name, or be set up wrongly. Look at its settings, then check again.",
        FindingCodes.TlsTooOld => "Update the device's software.",
        FindingCodes.NoAddress => "Switch it off and on, then check again.",
        FindingCodes.AddressNotAllowed => "If the device is in another part of your network, add that part to the configuration (allowedSubnets).",
        FindingCodes.CheckTooOld => "Check again to see how it stands now.",
        FindingCodes.NotAnnounced => "See that it is switched on and on the same network.",
        _ => null,
    };
}
