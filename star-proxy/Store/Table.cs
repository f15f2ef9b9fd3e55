using System.Globalization;

namespace LocalHttps.Star.Store;

/// <summary>Writes the plain statements of a table. A column <c>created_at</c> takes the parameter <c>@CreatedAt</c>.</summary>
/// <param name="name">The table.</param>
/// <param name="fixedColumns">What stays as it was added; the first is the key.</param>
/// <param name="changing">What a save writes.</param>
internal sealed class Table(string name, string[] fixedColumns, string[] changing)
{
    /// <summary>All columns, with commas.</summary>
    public string Columns { get; } = string.Join(", ", fixedColumns.Concat(changing));

    /// <summary>Reads the columns; a condition is to follow.</summary>
    public string Select { get; } = $"SELECT {string.Join(", ", fixedColumns.Concat(changing))} FROM {name}";

    /// <summary>Adds a row; adds nothing where something unique is there already.</summary>
    public string Insert { get; } =
        $"INSERT INTO {name} ({string.Join(", ", fixedColumns.Concat(changing))}) VALUES ({string.Join(", ", fixedColumns.Concat(changing).Select(Parameter))}) ON CONFLICT DO NOTHING";

    /// <summary>Saves what may change.</summary>
    public string Update { get; } = $"UPDATE {name} SET {string.Join(", ", changing.Select(column => $"{column} = {Parameter(column)}"))} WHERE {fixedColumns[0]} = {Parameter(fixedColumns[0])}";

    private static string Parameter(string column) =>
        "@" + string.Concat(column.Split('_').Select(word => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word)));
}

/// <summary>The tables of <c>Migrations</c>.</summary>
internal static class Tables
{
    public static readonly Table Device = new("device", ["id", "cname", "created_at"], ["device_name", "account_id", "template", "terminated_at"]);
    public static readonly Table Enrolment = new("enrolment", ["id", "device_id", "created_at"], ["mac_key", "expires_at", "account_id"]);
    public static readonly Table Account = new("account", ["id", "enrolment_id", "created_at"], ["thumbprint", "jwk", "contacts", "deactivated_at", "revoked_at"]);

    public static readonly Table Order = new(
        "acme_order",
        ["id", "account_id", "device_id", "certificate_id", "identifiers", "authorization_ids", "created_at"],
        [
            "expires_at", "not_before", "not_after", "auto_renewal", "allow_certificate_get", "profile", "csr", "finalized_at", "series_start", "valid_at",
            "canceled_at", "error", "upstream_star_certificate", "journal",
        ]);

    public static readonly Table Authorization = new(
        "acme_authorization", ["id", "account_id", "type", "name", "wildcard", "created_at"], ["expires_at", "deactivated_at", "proved_at", "challenges"]);

    public static readonly Table Certificate = new(
        "certificate", ["fingerprint", "order_id", "position", "serial_number", "not_before", "not_after", "chain_pem", "issued_at"], ["revoked_at", "revocation_reason"]);

    public static readonly Table Work = new("work", ["order_id"], ["kind", "due_at", "attempts", "lease_owner", "lease_until"]);
    public static readonly Table Record = new("zone_record", ["name", "type", "value"], ["ttl", "device_id"]);
}
