using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Vitrine.Server.Storage;

/// <summary>
/// A statement that the database understood as wrong, or whose values break a rule of its tables: waiting heals that only where another write was in the way.
/// Classes 22, 23 and 42 of PostgreSQL's error codes; of SQLite's result codes ERROR, CONSTRAINT, MISMATCH, TOOBIG and RANGE.
/// </summary>
public static class StatementFault
{
    public static bool Is(DbException error) => error switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG or raw.SQLITE_RANGE,
        { SqlState: PostgresErrorCodes.InsufficientPrivilege } => false,
        { SqlState: { Length: 5 } state } => state[..2] is "22" or "23" or "42",
        _ => false,
    };
}
