using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using LocalHttps.Host.Install;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Commands;

/// <summary>What <c>discover --json</c> writes.</summary>
internal sealed record DeviceListDocument(IReadOnlyList<DeviceView> Devices);

/// <summary>What <c>verify --json</c> and <c>trust confirm --json</c> write.</summary>
internal sealed record DeviceDocument(DeviceView Device);

/// <summary>What <c>discover --watch --json</c> writes for each change.</summary>
internal sealed record DeviceChangeDocument(DeviceChange Change, DeviceView Device);

/// <summary>What <c>trust list --json</c> writes.</summary>
internal sealed record TrustListDocument(IReadOnlyList<TrustedDevice> Devices);

/// <summary>What any command writes with <c>--json</c> instead of its own document where it cannot go on.</summary>
internal sealed record FailureDocument(FailureView Error);

/// <summary>Why a command could not go on.</summary>
/// <param name="Code">A code of <see cref="FailureCodes"/> or of the protocol.</param>
/// <param name="Message">What is the matter.</param>
/// <param name="Remedy">What to do next; null where nothing can be advised.</param>
internal sealed record FailureView(string Code, string Message, string? Remedy);

/// <summary>The documents of the command line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeviceListDocument))]
[JsonSerializable(typeof(DeviceDocument))]
[JsonSerializable(typeof(DeviceChangeDocument))]
[JsonSerializable(typeof(TrustListDocument))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSerializable(typeof(FailureDocument))]
[JsonSerializable(typeof(string))]
internal sealed partial class CommandJson : JsonSerializerContext
{
    /// <summary>For a document that is read whole.</summary>
    public static CommandJson Indented => CommandJsonOptions.Indented;

    /// <summary>For a document a line.</summary>
    public static CommandJson OneLine => CommandJsonOptions.OneLine;
}

/// <summary>How documents are written: control and bidirectional characters are escaped, other letters are not.</summary>
internal static class CommandJsonOptions
{
    private static readonly JavaScriptEncoder Readable = MakeEncoder();

    public static readonly CommandJson OneLine = Make(indented: false);

    public static readonly CommandJson Indented = Make(indented: true);

    private static JavaScriptEncoder MakeEncoder()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        // Marks that change the order or the look of what a person reads after "cat".
        settings.ForbidCharacters('\u061C', '\u180E', '\u200B', '\u200E', '\u200F', '\uFEFF');
        settings.ForbidRange(UnicodeRange.Create('\u202A', '\u202E'));
        settings.ForbidRange(UnicodeRange.Create('\u2060', '\u206F'));
        return JavaScriptEncoder.Create(settings);
    }

    private static CommandJson Make(bool indented) =>
        new(new JsonSerializerOptions(CommandJson.Default.Options) { Encoder = Readable, WriteIndented = indented, NewLine = "\n" });
}
