using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Work;

/// <summary>The set a job is about: ids, or everything a query finds. It is frozen when it is resolved.</summary>
internal static class Selection
{
    /// <summary>More ids than this in one request are a query in disguise.</summary>
    public const int MostIds = 100_000;

    /// <summary>The keys of the set's live assets, or a sentence that says what is wrong with the request.</summary>
    /// <param name="trashed">Named by ids: those in the trash instead of the live ones.</param>
    public static async Task<(long[]? Keys, string? Problem)> ResolveAsync(
        IReadOnlyList<string>? ids, string? query, long? expected, Principal principal, Database database, AssetSearch search, bool trashed, CancellationToken cancellationToken)
    {
        if ((ids is null) == (query is null))
        {
            return (null, "Name the assets either by ids or by a query.");
        }

        long[] keys;
        if (ids is not null)
        {
            if (ids.Count > MostIds)
            {
                return (null, $"At most {MostIds} ids at once; use a query for more.");
            }

            string[] known = [.. ids.Where(id => PublicId.TryParse(id, out _)).Distinct(StringComparer.Ordinal)];
            keys = [.. await database.ReadAsync(
                session => session.QueryAsync(
                    $"select key from asset where {session.Dialect.AnyOf(new RawSql("id"), known)} and library_key = {principal.LibraryKey} and (trashed_at is not null) = ({(trashed ? 1 : 0)} = 1)",
                    row => row.GetInt64(0),
                    cancellationToken),
                cancellationToken)];
            if (keys.Length < ids.Distinct(StringComparer.Ordinal).Count())
            {
                return (null, $"{ids.Distinct(StringComparer.Ordinal).Count() - keys.Length} of the assets are not there any more.");
            }
        }
        else
        {
            var found = await search.KeysAsync(principal, query!, cancellationToken);
            if (found.Problem is { } problem)
            {
                return (null, problem.Message);
            }

            keys = [.. found.Keys];
        }

        return expected is { } total && total != keys.Length
            ? (null, $"The set has {keys.Length} assets now, not {total}. Look again before changing them all.")
            : (keys, null);
    }
}
