using System.Data.Common;
using Npgsql;

namespace Vitrine.Server.Storage;

/// <summary>
/// Two writes that wait for each other's rows: PostgreSQL ends one of them (deadlock_detected, 40P01, and serialization_failure, 40001, of its error codes).
/// Nothing of it is left, and its chance is better once the other one is through. SQLite has one writer, whom nobody meets.
/// </summary>
public static class WriteClash
{
    /// <summary>How often a write is run again from its beginning before it fails.</summary>
    public const int MostRepeats = 3;

    public static bool Is(DbException error) => error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
