using Npgsql;

namespace LocalHttps.Star.Store.Postgres;

/// <summary>Says what PostgreSQL's errors mean. Its own texts name users and places but no password.</summary>
internal static class PostgresFaults
{
    /// <summary>Makes the exception that reaches the caller.</summary>
    public static Exception Of(NpgsqlException fault, bool committing) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => new DuplicateException("Something that must be unique is there already.", fault),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => new StoreException("PostgreSQL: another instance has held what was asked for too long.", fault),
        PostgresException answer => new StoreException($"PostgreSQL refused: {answer.MessageText} ({answer.SqlState})", fault),
        _ when committing => new StoreException($"PostgreSQL was lost while a change was acknowledged; the change may have happened. ({fault.Message})", fault),
        _ => new StoreException($"PostgreSQL cannot be reached: {fault.Message}", fault),
    };

    /// <summary>Whether the transaction is known not to have happened and may do better the next time.</summary>
    public static bool MayGoBetter(Exception failure, bool committing) => (failure as NpgsqlException ?? failure.InnerException) switch
    {
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => true,
        _ when committing => false,
        PostgresException answer => answer.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections,
        NpgsqlException { InnerException: not TimeoutException } lost => lost.IsTransient,
        _ => false,
    };
}
