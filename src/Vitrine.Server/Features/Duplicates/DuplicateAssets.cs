using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Duplicates;

/// <summary>The assets that a request about duplicates names.</summary>
internal static class DuplicateAssets
{
    /// <returns>Their keys, in the order in which they were named.</returns>
    /// <exception cref="RequestRefusedException">There are too many, or one is not there or in the trash.</exception>
    public static async Task<long[]> FindAsync(DbSession session, long library, IReadOnlyList<string>? named, int most, CancellationToken cancellationToken)
    {
        string[] ids = [.. (named ?? []).Take(most + 1).Select(id => id ?? "").Distinct(StringComparer.Ordinal)];
        if ((named?.Count ?? 0) > most)
        {
            throw new RequestRefusedException(StatusCodes.Status400BadRequest, $"At most {most} assets can be named at once.");
        }

        var valid = ids.Where(id => PublicId.TryParse(id, out _)).ToArray();
        var found = valid.Length == 0 ? [] : await session.QueryAsync(
            Sql.Of($"select key, id from asset where {session.Dialect.AnyOf(new RawSql("id"), valid)} and library_key = {library} and trashed_at is null"),
            row => (Key: row.GetInt64(0), Id: row.GetString(1)),
            cancellationToken);
        return found.Count == ids.Length
            ? [.. found.OrderBy(asset => Array.IndexOf(ids, asset.Id)).Select(asset => asset.Key)]
            : throw new RequestRefusedException(StatusCodes.Status409Conflict, new QuerySentence(RefusalSentences.NotThere, ids.Length - found.Count));
    }
}
