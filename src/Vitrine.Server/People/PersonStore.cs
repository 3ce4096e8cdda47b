using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.People;

/// <summary>The people of a library by name. A name that differs in case and accents only is the same person's.</summary>
public sealed class PersonStore(IdGenerator ids)
{
    /// <summary>Letters of a name.</summary>
    public const int LongestName = 200;

    /// <summary>A name as it is kept; empty where there is nothing to keep.</summary>
    public static string Clean(string name) => PlainText.Line(name) is var line && line.Length <= LongestName ? line : line[..(char.IsHighSurrogate(line[LongestName - 1]) ? LongestName - 1 : LongestName)];

    /// <summary>The person of a name, who is made where there is none.</summary>
    /// <param name="name">As <see cref="Clean"/> gave it.</param>
    public async Task<long> ResolveAsync(WriteSession session, long library, string name, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(session, library, name, cancellationToken) is { } known)
        {
            return known;
        }

        // Of two that meet a name for the first time the second finds the person of the first.
        await VocabularyStore.LockWordsAsync(session, library, cancellationToken);
        return await FindAsync(session, library, name, cancellationToken) ?? await session.InsertAsync(
            $"insert into person (id, library_key, name, folded, created_at) values ({ids.Next()}, {library}, {name}, {TextFold.Key(name)}, {session.Now}) returning key", cancellationToken);
    }

    /// <summary>The person of a name; null where there is none.</summary>
    public static Task<long?> FindAsync(DbSession session, long library, string name, CancellationToken cancellationToken = default) => session.NumberAsync(
        $"select coalesce(merged_into, key) from person where library_key = {library} and folded = {TextFold.Key(name)} order by key limit 1", cancellationToken);

    /// <summary>Names by key.</summary>
    public static async Task<Dictionary<long, string>> NamesAsync(DbSession session, long[] keys, CancellationToken cancellationToken = default) =>
        keys.Length == 0 ? [] : (await session.QueryAsync(
            $"select key, name from person where {session.Dialect.AnyOf(new RawSql("key"), keys)}", row => (row.GetInt64(0), row.GetString(1)), cancellationToken)).ToDictionary();
}
