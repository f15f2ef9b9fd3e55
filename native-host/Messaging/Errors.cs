using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Messaging;

/// <summary>The error replies of the loop itself, one constructor for each problem.</summary>
internal static class Errors
{
    public static ErrorReply InvalidMessage(int? id) => Make(id, ErrorCodes.InvalidMessage, "The frame is not a message of the protocol.");

    public static ErrorReply UnknownType(int? id) => Make(id, ErrorCodes.UnknownType, "The message's type is not known.");

    public static ErrorReply TooLarge(uint size) => Make(
        null, ErrorCodes.TooLarge, "The message is too large.", ("size", $"{size}"), ("limit", $"{FrameReader.Limit}"));

    public static ErrorReply ReplyTooLarge(int? id) => Make(id, ErrorCodes.ReplyTooLarge, "The reply would be larger than the browser accepts.");

    public static ErrorReply HelloRequired(int id) => Make(id, ErrorCodes.HelloRequired, "The first request must be hello.");

    public static ErrorReply HostTooOld(int id, string version) => Make(
        id, ErrorCodes.HostTooOld, "The extension needs a newer host.", SkewParameters(version));

    public static ErrorReply HostTooNew(int id, string version) => Make(
        id, ErrorCodes.HostTooNew, "The host needs a newer extension.", SkewParameters(version));

    public static ErrorReply InvalidId(int id) => Make(id, ErrorCodes.InvalidId, "The id is in use or out of range.");

    public static ErrorReply Busy(int id) => Make(id, ErrorCodes.Busy, "Too many requests are open.");

    public static ErrorReply InvalidField(int id, string field) => Make(
        id, ErrorCodes.InvalidField, $"The value of {field} is not acceptable.", ("field", field));

    public static ErrorReply Cancelled(int id) => Make(id, ErrorCodes.Cancelled, "The request was cancelled.");

    public static ErrorReply TimedOut(int id) => Make(id, ErrorCodes.TimedOut, "The operation took too long.");

    public static ErrorReply Internal(int? id) => Make(id, ErrorCodes.Internal, "The host failed at this request.");

    public static ErrorReply Of(int id, ProtocolException problem) => new()
    {
        Id = id,
        Code = problem.Code,
        Message = problem.Message,
        Parameters = problem.Parameters,
    };

    private static (string, string)[] SkewParameters(string version) =>
        [("version", version), ("min", $"{ProtocolJson.Versions.Min}"), ("max", $"{ProtocolJson.Versions.Max}")];

    private static ErrorReply Make(int? id, string code, string message, params ReadOnlySpan<(string Name, string Value)> parameters) =>
        Of(id ?? 0, new ProtocolException(code, message, parameters)) with { Id = id };
}
