using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LocalHttps.Identity;

namespace LocalHttps.Star.Devices;

/// <summary>Names of devices: <c>13ab-7c34-23be-device.ZONE</c>, or <c>kitchen-13ab-7c34-23be-device.ZONE</c> with an owner's label.</summary>
internal static partial class DeviceCnames
{
    // With the 20 characters that follow it and its hyphen, a label of 63.
    private const int LongestLabel = 42;

    /// <summary>A name that nobody guesses from another: 48 random bits.</summary>
    /// <param name="zone">Where it lies.</param>
    /// <param name="label">What <see cref="TryReadLabel"/> made of the owner's words, or null.</param>
    public static string New(string zone, string? label)
    {
        Span<byte> bits = stackalloc byte[6];
        RandomNumberGenerator.Fill(bits);
        var text = Convert.ToHexStringLower(bits);
        return $"{(label is null ? "" : label + "-")}{text[..4]}-{text[4..8]}-{text[8..]}-device.{zone}";
    }

    /// <summary>Makes letters, digits and hyphens of an owner's words.</summary>
    /// <param name="text">Such as <c>Kitchen lamp</c>.</param>
    /// <param name="label">Such as <c>kitchen-lamp</c>.</param>
    public static bool TryReadLabel(string text, out string label)
    {
        var made = new StringBuilder();
        foreach (var letter in text.Trim().ToLowerInvariant())
            made.Append(letter is ' ' or '_' ? '-' : letter);
        label = made.ToString();
        // xn-- at the start would be read as something else, and other letters would look like theirs.
        return label.Length is > 0 and <= LongestLabel && LabelForm().IsMatch(label) && !label.StartsWith("xn-", StringComparison.Ordinal)
            && PublicName.TryParse($"{label}-0000-0000-0000-device.test.example", out _);
    }

    /// <summary>Whether a name could be a device's or lie under one.</summary>
    /// <param name="name">Lower-case A-labels.</param>
    /// <param name="zone">Where devices lie.</param>
    public static bool MayBeDevice(string name, string zone)
    {
        if (!Configuration.SettingRules.IsBelow(name, zone))
            return false;
        var below = name[..^(zone.Length + 1)];
        return DeviceForm().IsMatch(below[(below.LastIndexOf('.') + 1)..]);
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelForm();

    [GeneratedRegex("^(.+-)?[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-device$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DeviceForm();
}
