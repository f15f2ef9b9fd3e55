namespace LocalHttps.Mdns;

/// <summary>Where an instance's records give a public name, so that the alias of its host can be asked for.</summary>
internal static class PublicNames
{
    /// <summary><c>&lt;first label&gt;.local</c> of the public name in an SRV target or in TXT <c>cn=</c>; null where there is none.
    /// Whether the name is a good one is for others to judge; here it must have two labels or more and not lie under <c>.local</c>.</summary>
    public static DnsName? AliasOf(CachedRecord record)
    {
        if (record.Type == DnsRecordType.Srv)
        {
            return AliasOf(record.Target!.Wire);
        }
        Span<byte> wire = stackalloc byte[DnsName.MaximumLength];
        return record.Text.Find("cn") is { } value && TryParse(value, wire, out var length) ? AliasOf(wire[..length]) : null;
    }

    private static DnsName? AliasOf(ReadOnlySpan<byte> publicName)
    {
        var local = DnsName.Local.Wire;
        if (publicName.Length == 0 || publicName[0] + 1 == publicName.Length || NameBytes.IsUnder(publicName, local))
        {
            return null;
        }
        Span<byte> alias = stackalloc byte[DnsName.MaximumLabelLength + 1 + local.Length];
        var label = publicName[..(publicName[0] + 1)];
        label.CopyTo(alias);
        local.CopyTo(alias[label.Length..]);
        return new DnsName(alias[..(label.Length + local.Length)]);
    }

    // Dotted text to wire form. Escapes have no place in a public name.
    private static bool TryParse(ReadOnlySpan<byte> text, Span<byte> wire, out int length)
    {
        length = 0;
        text = text.EndsWith((byte)'.') ? text[..^1] : text;
        if (text.Length + 2 > DnsName.MaximumLength)
        {
            return false;
        }
        foreach (var range in text.Split((byte)'.'))
        {
            var label = text[range];
            if (label.Length is 0 or > DnsName.MaximumLabelLength)
            {
                return false;
            }
            wire[length] = (byte)label.Length;
            label.CopyTo(wire[(length + 1)..]);
            length += label.Length + 1;
        }
        return true;
    }
}
