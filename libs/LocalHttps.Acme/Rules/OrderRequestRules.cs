namespace LocalHttps.Acme;

/// <summary>What a new order must be before anything is looked up for it (RFC 8555 §7.4, RFC 8739 §3.1.1, RFC 9115 §2.3.2 and §2.3.3).</summary>
public static class OrderRequestRules
{
    /// <summary>Most names in one order, as public CAs have it.</summary>
    public const int MaximumIdentifiers = 100;

    /// <summary>The names: of type dns, normalised, each once, in the order asked for. Several faults are told as subproblems (RFC 8555 §6.7.1).</summary>
    /// <exception cref="AcmeException"><c>malformed</c>, <c>unsupportedIdentifier</c>, <c>rejectedIdentifier</c> or <c>compound</c>.</exception>
    public static IReadOnlyList<AcmeIdentifier> Identifiers(OrderRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Identifiers is not { Count: > 0 and <= MaximumIdentifiers } asked || asked.Any(identifier => identifier is null))
            throw Problems.Malformed($"An order needs 1 to {MaximumIdentifiers} identifiers.");
        var (names, faults) = (new List<AcmeIdentifier>(), new List<Problem>());
        foreach (var identifier in asked)
        {
            // RFC 8738 §3: identifiers of type ip are refused where they are not served.
            if (identifier.Type != AcmeIdentifier.Dns)
                faults.Add(Problems.UnsupportedIdentifier(Short(identifier)).Problem);
            else if (!DnsNames.TryParse(identifier.Value, allowWildcard: true, out var name))
                faults.Add(Problems.RejectedIdentifier("This is not a host name in A-labels.", Short(identifier), 400).Problem);
            else if (names.Exists(other => other.Value == name))
                faults.Add(Problems.RejectedIdentifier("This name is there twice.", Short(identifier), 400).Problem);
            else
                names.Add(new(AcmeIdentifier.Dns, name));
        }
        return faults switch
        {
            [] => names,
            [var one] => throw new AcmeException(one),
            _ => throw Problems.Compound(400, faults),
        };
    }

    /// <summary>What must not stand side by side.</summary>
    /// <exception cref="AcmeException"><c>malformed</c>.</exception>
    public static void CheckMembers(OrderRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (isStar, isDelegated) = (request.AutoRenewal is not null, request.Delegation is not null);
        // RFC 8739 §3.1.1: "the server MUST return an error with status code 400 (Bad Request) and type malformedRequest", which no registry has.
        if ((isStar || isDelegated) && (request.NotBefore is not null || request.NotAfter is not null))
            throw Problems.Malformed("An order with auto-renewal or under a delegation must have neither notBefore nor notAfter.");
        if (request.NotBefore >= request.NotAfter)
            throw Problems.Malformed("The order's notAfter is not after its notBefore.");
        // RFC 9115 §2.3.2 and §2.3.3: within auto-renewal for STAR, at the top for plain orders; true in both.
        if (isDelegated && (isStar ? request.AutoRenewal!.AllowCertificateGet : request.AllowCertificateGet) != true)
            throw Problems.Malformed("An order under a delegation must ask for allow-certificate-get.");
        if (isStar && request.AllowCertificateGet is not null)
            throw Problems.Malformed("In an order with auto-renewal allow-certificate-get stands within it.");
        if (isStar && request.Replaces is not null)
            throw Problems.Malformed("An order with auto-renewal replaces no certificate.");
    }

    // A hostile value is not repeated at length.
    private static AcmeIdentifier Short(AcmeIdentifier identifier) => new(Cut(identifier.Type, 20), Cut(identifier.Value, DnsNames.MaximumLength));

    private static string Cut(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length), "…");
}
