using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LocalHttps.Star.Store.Sqlite;

/// <summary>Opens the file. Its journal takes its mode from it.</summary>
internal static class SqliteFile
{
    /// <summary>How long another program's change is waited for.</summary>
    public static readonly TimeSpan BusyLimit = TimeSpan.FromSeconds(10);

    // "LHST": tells this program's files from anybody else's.
    private const int ApplicationId = 0x4C485354;

    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    /// <summary>Makes folder and file for nobody but the owner.</summary>
    public static void Prepare(string path)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
                return;
            }
            if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder, OwnersFolder);
            // A file that is there is not opened: closing it would drop the locks that SQLite holds on it in this process.
            if (!File.Exists(path))
                new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = OwnersFile }).Dispose();
            else if (File.GetUnixFileMode(path) != OwnersFile)
                File.SetUnixFileMode(path, OwnersFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The database {path} cannot be made: {e.Message}", e);
        }
    }

    /// <summary>Opens a connection with its settings.</summary>
    /// <param name="path">The file, which must be there.</param>
    /// <param name="readOnly">Whether a write on it is an error.</param>
    public static SqliteSession Open(string path, bool readOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            ForeignKeys = true,
            DefaultTimeout = (int)BusyLimit.TotalSeconds,
        }.ToString());
        try
        {
            connection.Open();
            // The writer waits by itself, in steps shorter than SQLite's. FULL: a change that was acknowledged survives a power cut.
            // 8,000 pages of 4 KiB: a page that many changes touch is copied into the database once for all of them.
            connection.Execute(path, readOnly
                ? $"PRAGMA busy_timeout = {BusyLimit.TotalMilliseconds}; PRAGMA query_only = ON; PRAGMA cache_size = -4096"
                : "PRAGMA busy_timeout = 0; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768");
            return new SqliteSession(connection, path);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw SqliteFaults.Of(path, e);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Refuses another program's file and marks an empty one as this program's.</summary>
    public static async Task ClaimAsync(SqliteSession session, string path)
    {
        var owner = (await session.QueryAsync<long>("PRAGMA application_id")).Single();
        if (owner == ApplicationId)
            return;
        if (owner != 0 || (await session.QueryAsync<long>("SELECT COUNT(*) FROM sqlite_schema")).Single() != 0)
            throw new StoreException($"The database {path} is another program's.");
        await session.ExecuteAsync($"PRAGMA application_id = {ApplicationId}");
    }

    /// <summary>Runs statements without a result; waits while another program is writing.</summary>
    public static void Execute(this SqliteConnection connection, string path, string sql)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        using var pause = new ManualResetEventSlim();
        var code = raw.sqlite3_exec(connection.Handle, sql);
        while ((code & 0xFF) == raw.SQLITE_BUSY && clock.GetElapsedTime(start) < BusyLimit)
        {
            pause.Wait(1);
            code = raw.sqlite3_exec(connection.Handle, sql);
        }
        if (code != raw.SQLITE_OK)
            throw SqliteFaults.Of(path, connection.Handle, code);
    }
}
