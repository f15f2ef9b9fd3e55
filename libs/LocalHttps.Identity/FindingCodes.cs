namespace LocalHttps.Identity;

/// <summary>Reason, note and step codes. Append only: the extension translates them and treats an unknown one as "not verified".</summary>
public static class FindingCodes
{
    // verified, unconfirmed
    /// <summary>The person confirmed this device. Parameters: <c>since</c>.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>Every check passed; nobody has confirmed the device.</summary>
    public const string NotConfirmed = "not-confirmed";

    // mismatch
    /// <summary>The SAN does not hold the CNAME. Parameters: <c>cname</c>, <c>names</c> (the first ones, comma-separated).</summary>
    public const string NameNotInCertificate = "name-not-in-certificate";

    /// <summary>SRV, CNAME and TXT of one announcement name different public names. Parameters: <c>names</c>.</summary>
    public const string SourcesDisagree = "sources-disagree";

    /// <summary>Several endpoints announce this CNAME and do not prove the same key. Parameters: <c>addresses</c>.</summary>
    public const string EndpointsDisagree = "endpoints-disagree";

    /// <summary>A paired device shows another key. Parameters: <c>since</c> (of the pairing).</summary>
    public const string PairedKeyChanged = "paired-key-changed";

    /// <summary>A trusted device's endpoint answers with a key that is not the pinned one, and not with a valid certificate either.</summary>
    public const string PinnedKeyNotProved = "pinned-key-not-proved";

    // untrusted
    /// <summary>The device announces no public name.</summary>
    public const string NoPublicName = "no-public-name";

    /// <summary>What it announces is not a valid public name. Parameters: <c>name</c>.</summary>
    public const string InvalidPublicName = "invalid-public-name";

    /// <summary>The certificate is signed by itself.</summary>
    public const string SelfSigned = "self-signed";

    /// <summary>The chain ends in a root this computer does not trust. Parameters: <c>issuer</c>.</summary>
    public const string UnknownRoot = "unknown-root";

    /// <summary>The device does not send the whole chain. Parameters: <c>issuer</c>.</summary>
    public const string IncompleteChain = "incomplete-chain";

    /// <summary>The certificate is not for TLS servers.</summary>
    public const string WrongUsage = "wrong-usage";

    /// <summary>The chain breaks another rule: a signature, a name constraint, a weak algorithm. Parameters: <c>status</c>.</summary>
    public const string BadChain = "bad-chain";

    // expired
    /// <summary>The validity is over. Parameters: <c>notAfter</c>.</summary>
    public const string CertificateExpired = "certificate-expired";

    /// <summary>The validity has not begun. Parameters: <c>notBefore</c>.</summary>
    public const string CertificateNotYetValid = "certificate-not-yet-valid";

    /// <summary>A hint beside the two above: this computer's clock is the likelier fault.</summary>
    public const string ClockMayBeWrong = "clock-may-be-wrong";

    // caution
    /// <summary>The validity span is over the short-term cap. Parameters: <c>days</c>, <c>capHours</c>.</summary>
    public const string LongLived = "long-lived";

    /// <summary>The span is over what may be accepted. Parameters: <c>days</c>, <c>limitDays</c>.</summary>
    public const string TooLongLived = "too-long-lived";

    /// <summary>A wildcard matched, or the certificate has several names. Parameters: <c>names</c>.</summary>
    public const string SharedName = "shared-name";

    /// <summary>The DeviceName looks like a trusted device's. Parameters: <c>name</c>, which the person gave; <c>announced</c> where it looks like the one that device announces.</summary>
    public const string LooksLikeTrusted = "looks-like-trusted";

    /// <summary>The DeviceName looks like another device's on this network. Parameters: <c>name</c>.</summary>
    public const string LooksLikeOther = "looks-like-other";

    /// <summary>A confirmed device shows a new key under a valid certificate. Parameters: <c>since</c>.</summary>
    public const string KeyChanged = "key-changed";

    // unreachable, stale
    /// <summary>No address answered in time.</summary>
    public const string NoAnswer = "no-answer";

    /// <summary>The port is closed.</summary>
    public const string Refused = "refused";

    /// <summary>What answers does not speak TLS.</summary>
    public const string NotTls = "not-tls";

    /// <summary>It speaks only TLS before 1.2.</summary>
    public const string TlsTooOld = "tls-too-old";

    /// <summary>It speaks TLS and the handshake failed: it refused the name, wants a client certificate, or served none that can be read.</summary>
    public const string HandshakeFailed = "handshake-failed";

    /// <summary>No address was announced.</summary>
    public const string NoAddress = "no-address";

    /// <summary>The announced addresses are ones this program does not connect to. Parameters: <c>addresses</c>.</summary>
    public const string AddressNotAllowed = "address-not-allowed";

    /// <summary>The first check is still running.</summary>
    public const string NotCheckedYet = "not-checked-yet";

    /// <summary>The last check is too long ago. Parameters: <c>checkedAt</c>.</summary>
    public const string CheckTooOld = "check-too-old";

    /// <summary>A trusted device that is not announced now.</summary>
    public const string NotAnnounced = "not-announced";

    // notes
    /// <summary>Another endpoint claims the same CNAME and could not prove it. Parameters: <c>addresses</c>.</summary>
    public const string OtherEndpointFailed = "other-endpoint-failed";

    /// <summary>An announcement about this device contradicts the one that was proved. Parameters: <c>names</c>.</summary>
    public const string OtherAnnouncement = "other-announcement";

    /// <summary>The device is announced under several DeviceNames. Parameters: <c>names</c>.</summary>
    public const string SeveralNames = "several-names";

    /// <summary>The person accepted the long validity. Parameters: <c>days</c>.</summary>
    public const string AcceptedLongLived = "accepted-long-lived";

    /// <summary>The person accepted the shared name. Parameters: <c>names</c>.</summary>
    public const string AcceptedSharedName = "accepted-shared-name";

    /// <summary>The root was added explicitly and is not the system's. Parameters: <c>root</c>.</summary>
    public const string LabRoot = "lab-root";

    // pre-flight steps
    /// <summary>The fresh verdict allows the device to be used. Parameters: <c>state</c>.</summary>
    public const string VerdictPassed = "verdict-passed";

    /// <summary>The fresh verdict does not. Parameters: <c>state</c>.</summary>
    public const string VerdictFailed = "verdict-failed";

    /// <summary>The device itself gives the DeviceName over TLS. Parameters: <c>name</c>.</summary>
    public const string DeviceNameConfirmed = "device-name-confirmed";

    /// <summary>The device gives another DeviceName over TLS. Parameters: <c>name</c>.</summary>
    public const string DeviceNameDiffers = "device-name-differs";

    /// <summary>The device does not serve <c>/.well-known/local-https</c>; its DeviceName is only announced.</summary>
    public const string DeviceNameNotServed = "device-name-not-served";

    /// <summary>This computer finds the CNAME. Parameters: <c>addresses</c>.</summary>
    public const string NameFound = "name-found";

    /// <summary>This computer does not find the CNAME, so a browser that asks its resolver cannot open the device.</summary>
    public const string NameNotFound = "name-not-found";

    /// <summary>This computer finds the CNAME at other addresses than announced. Parameters: <c>addresses</c>.</summary>
    public const string NameElsewhere = "name-elsewhere";

    /// <summary>The device allows the web app's origin. Parameters: <c>origin</c>.</summary>
    public const string OriginAllowed = "origin-allowed";

    /// <summary>The device does not allow the web app's origin. Parameters: <c>origin</c>, <c>status</c>.</summary>
    public const string OriginRefused = "origin-refused";

    /// <summary>Not tried, because an earlier step failed.</summary>
    public const string StepSkipped = "step-skipped";
}
