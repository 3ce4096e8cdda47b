using System.Globalization;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Index;

/// <summary>
/// What the change log says at a position, kept beside whatever was made up to there: a database that says something else, or nothing any more, is another one, or an older state that went
/// on otherwise.
/// </summary>
internal static class LogMark
{
    /// <returns>Null where the log has no such row.</returns>
    public static Task<string?> SaidAsync(Database database, long sequence, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.FirstAsync(
            $"select at, subject_kind, subject_key, event, actor_key from change_log where sequence = {sequence}",
            row => string.Create(CultureInfo.InvariantCulture, $"{sequence} {row.GetInt64(0)} {row.GetInt64(1)} {row.GetInt64(2)} {row.GetInt64(3)} {row.GetInt64(4)}"),
            cancellationToken),
        cancellationToken);
}
