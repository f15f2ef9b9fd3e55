using LocalHttps.Host.Protocol;
using LocalHttps.Identity;

namespace LocalHttps.Host.Operations;

/// <summary>The failures of operations, one constructor for each problem.</summary>
internal static class Problems
{
    public static ProtocolException InvalidField(string field) =>
        new(ErrorCodes.InvalidField, $"The value of {field} is not acceptable.", ("field", field));

    public static ProtocolException NotTrusted() => new(ErrorCodes.UnknownDevice, "No such device is trusted.");

    public static ProtocolException ConfirmChanged(Verdict verdict) =>
        new(ErrorCodes.ConfirmChanged, "The device is not any more what was displayed.", ("state", verdict.State.ToWord()));

    public static ProtocolException ConfirmRefused(Verdict verdict, string reason) =>
        new(ErrorCodes.ConfirmRefused, "The device cannot be confirmed as it is.", ("state", verdict.State.ToWord()), ("reason", reason));
}
