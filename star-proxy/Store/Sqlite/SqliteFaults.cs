using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LocalHttps.Star.Store.Sqlite;

/// <summary>Says what SQLite's errors mean for whoever runs the service.</summary>
internal static class SqliteFaults
{
    /// <summary>Makes one of a failed call.</summary>
    public static StoreException Of(string path, SqliteException fault) => new(Explain(path, fault.SqliteErrorCode, fault.Message), fault);

    /// <summary>Makes one of a result that is not an exception yet.</summary>
    public static StoreException Of(string path, sqlite3? database, int code) => new(Explain(path, code & 0xFF, $"{raw.sqlite3_errmsg(database).utf8_to_string()} ({code})"));

    private static string Explain(string path, int code, string message) => code switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"Another program has held the database {path} for more than {SqliteFile.BusyLimit.TotalSeconds} s.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => $"The database {path} is damaged, or is no SQLite database. Stop every program that uses it and put back a copy; keep the damaged file. ({message})",
        raw.SQLITE_FULL => $"There is no room on the disk of the database {path}.",
        raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => $"The database {path} cannot be opened for reading and writing: does it exist, and whose is it? ({message})",
        raw.SQLITE_IOERR => $"Reading or writing the database {path} failed; the system's log says more. ({message})",
        _ => $"The database {path} refused: {message}",
    };
}
