using System.Data;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;

namespace LocalHttps.Star.Store.Postgres;

/// <summary>Runs transactions, and runs those again that collided with another or lost their connection before they ended.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    private const int Attempts = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);

    // Npgsql's own limit is what a server takes from all its clients together.
    private const int Connections = 20;
    private const int NpgsqlConnections = 100;

    private readonly NpgsqlDataSource source;

    /// <summary>Connects nothing yet.</summary>
    /// <param name="connection">Npgsql's keywords and values; holds a password perhaps.</param>
    /// <exception cref="StoreException">The text cannot be read.</exception>
    public PostgresDatabase(string connection)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connection) { IncludeErrorDetail = false };
            settings.ApplicationName ??= "localhttps-star";
            settings.MaxAutoPrepare = Math.Max(settings.MaxAutoPrepare, 100);
            settings.AutoPrepareMinUsages = 2;
            if (settings.MaxPoolSize == NpgsqlConnections)
                settings.MaxPoolSize = Connections;
            // Whatever the server's own settings: what is acknowledged is on the disk, and an instance that vanished holds nothing for ever.
            settings.Options = $"{settings.Options} -c synchronous_commit=on -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s".Trim();
            source = NpgsqlDataSource.Create(settings);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // What is wrong with it may stand beside the password.
            throw new StoreException("PostgreSQL's connection string cannot be read. It looks like: Host=db.home.test;Database=star;Username=star;Password=…");
        }
    }

    /// <summary>Reads the state of one moment.</summary>
    public Task<T> ReadAsync<T>(Func<SqlSession, Task<T>> read, CancellationToken cancellation) => RunAsync(IsolationLevel.RepeatableRead, locks: false, read, cancellation);

    /// <summary>Changes everything or nothing.</summary>
    public Task<T> ChangeAsync<T>(Func<SqlSession, Task<T>> change, CancellationToken cancellation) => RunAsync(IsolationLevel.ReadCommitted, locks: true, change, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<T> RunAsync<T>(IsolationLevel isolation, bool locks, Func<SqlSession, Task<T>> work, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var committing = false;
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellation);
                await using var transaction = await connection.BeginTransactionAsync(isolation, cancellation);
                var session = new PostgresSession(transaction, locks, cancellation);
                var result = await work(session);
                if (session.Failure is { } failure)
                    throw failure;
                committing = locks;
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (Exception e) when (attempt < Attempts && !cancellation.IsCancellationRequested && PostgresFaults.MayGoBetter(e, committing))
            {
                // Jitter: two that collided must not collide again.
                var pause = FirstPause * (1 << attempt) * (0.5 + (RandomNumberGenerator.GetInt32(1000) / 1000.0));
                await Task.Delay(pause, TimeProvider.System, cancellation);
            }
            catch (NpgsqlException e)
            {
                throw PostgresFaults.Of(e, committing);
            }
            catch (Exception e) when (e is SocketException or IOException or TimeoutException or AuthenticationException)
            {
                throw new StoreException($"PostgreSQL cannot be reached: {e.Message}", e);
            }
        }
    }
}
