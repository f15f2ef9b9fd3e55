using LocalHttps.Host.Protocol;
using LocalHttps.Identity;

namespace LocalHttps.Host.Text;

/// <summary>Reasons, notes and steps in English sentences for the command line. The extension has its own, translated.</summary>
internal static class FindingText
{
    /// <summary>The sentence for a finding; an unknown code says that it is unknown.</summary>
    public static string Of(FindingView finding)
    {
        string P(string name) => Shown.OnOneLine(finding.Parameters.GetValueOrDefault(name, "?"));
        return finding.Code switch
        {
            FindingCodes.Confirmed => $"You confirmed this device on {Day(P("since"))}.",
            FindingCodes.NotConfirmed => "Every check passed, but you have not confirmed this device.",
            FindingCodes.NameNotInCertificate => $"The certificate is not for {P("cname")} but for {P("names")}.",
            FindingCodes.SourcesDisagree => $"Its announcement gives several public names that differ: {P("names")}.",
            FindingCodes.EndpointsDisagree => $"Several addresses claim this name and show different keys: {P("addresses")}.",
            FindingCodes.PairedKeyChanged => $"The key changed since the device was paired on {Day(P("since"))}.",
            FindingCodes.PinnedKeyNotProved => "What answers does not have the key of the device you confirmed.",
            FindingCodes.NoPublicName => "The device announces no public name, so there is nothing to check a certificate against.",
            FindingCodes.InvalidPublicName => $"What it announces is not a valid public name: {P("name")}.",
            FindingCodes.SelfSigned => "The certificate is signed by itself; nobody vouches for it.",
            FindingCodes.UnknownRoot => $"The certificate ends in a root that this computer does not trust: {P("issuer")}.",
            FindingCodes.IncompleteChain => $"The device does not send its whole chain of certificates; {P("issuer")} is missing.",
            FindingCodes.WrongUsage => "The certificate is not for servers.",
            FindingCodes.BadChain => $"The chain of certificates breaks a rule: {P("status")}.",
            FindingCodes.CertificateExpired => $"The certificate ended on {Time(P("notAfter"))}.",
            FindingCodes.CertificateNotYetValid => $"The certificate is valid only from {Time(P("notBefore"))}.",
            FindingCodes.ClockMayBeWrong => "The clock of this computer may be wrong.",
            FindingCodes.LongLived => $"The certificate lasts {P("days")} days; short-term means up to {P("capHours")} hours.",
            FindingCodes.TooLongLived => $"The certificate lasts {P("days")} days; over {P("limitDays")} cannot be accepted.",
            FindingCodes.SharedName => $"The certificate has several names or a wildcard: {P("names")}.",
            FindingCodes.LooksLikeTrusted when finding.Parameters.ContainsKey("announced") => $"Its name looks like {P("announced")}, as your device {P("name")} announces itself.",
            FindingCodes.LooksLikeTrusted => $"Its name looks like that of your device {P("name")}.",
            FindingCodes.LooksLikeOther => $"Its name looks like that of another device here: {P("name")}.",
            FindingCodes.KeyChanged => $"The device shows a new key since you confirmed it on {Day(P("since"))}. Confirm it again.",
            FindingCodes.NoAnswer => "Nothing answered in time.",
            FindingCodes.Refused => "The connection was refused: nothing listens on the announced port.",
            FindingCodes.NotTls => "What answers does not speak TLS.",
            FindingCodes.HandshakeFailed => "It speaks TLS, but no handshake succeeds: it refuses the name, wants a client certificate, or serves one that cannot be read.",
            FindingCodes.TlsTooOld => "It speaks only TLS versions before 1.2.",
            FindingCodes.NoAddress => "It announces no address.",
            FindingCodes.AddressNotAllowed => $"It announces only addresses that this program does not connect to: {P("addresses")}.",
            FindingCodes.NotCheckedYet => "It has not been checked yet.",
            FindingCodes.CheckTooOld => $"The last check was at {Time(P("checkedAt"))}.",
            FindingCodes.NotAnnounced => "It is not announced on this network now.",
            FindingCodes.OtherEndpointFailed => $"Another address claims the same name and could not prove it: {P("addresses")}.",
            FindingCodes.OtherAnnouncement => $"An announcement gives other names for this device: {P("names")}.",
            FindingCodes.SeveralNames => $"It is announced under several names: {P("names")}.",
            FindingCodes.AcceptedLongLived => $"You accepted that its certificate lasts {P("days")} days.",
            FindingCodes.AcceptedSharedName => $"You accepted that its certificate has several names or a wildcard: {P("names")}.",
            FindingCodes.LabRoot => $"Vouched for by a root that was added by hand, not by the system: {P("root")}.",
            _ => $"Not verified for a reason this version does not know ({Shown.OnOneLine(finding.Code, 40)}).",
        };
    }

    private static string Day(string time) => Parse(time)?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? time;

    private static string Time(string time) => Parse(time)?.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture) ?? time;

    private static DateTimeOffset? Parse(string time) =>
        DateTimeOffset.TryParse(time, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var parsed)
            ? parsed.ToUniversalTime()
            : null;
}
