using Vitrine.Core.Assets;
using Vitrine.Core.Claims;
using Vitrine.Core.Exports;
using Vitrine.Server.Claims;
using Vitrine.Server.Fields;
using Vitrine.Server.People;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Bulk;

/// <summary>Reads assets of a set, some at a time. What lies in the trash is left out.</summary>
internal sealed class BulkAssets(VocabularyStore vocabulary, FieldCatalog fields)
{
    /// <summary>What can be edited in a library.</summary>
    public AttributeSlots SlotsOf(long library) => new(fields.Of(library).Schema);

    /// <summary>The public id of a concept, which names it where its label may mean others too; null for any other value.</summary>
    public string? IdOf(ClaimValue? value) => value is ClaimValue.Concept concept ? vocabulary.PublicIdOf(concept.Key) : null;

    /// <summary>An asset's row.</summary>
    public sealed record Row(long Key, string Id, string Name, long? Version, AssetKind Kind, string? TakenAt, DateTimeOffset AddedAt);

    /// <summary>In the order of their keys; who writes holds them until the end of the transaction. (The sign keeps SQLite from going through an index of the whole library.)</summary>
    public static Task<List<Row>> RowsAsync(DbSession session, long library, long[] keys, CancellationToken cancellationToken) => session.QueryAsync(
        Sql.Of($"""
        select a.key, a.id, a.name, a.version_key, a.kind, a.taken_at, a.created_at from asset a
        where {session.Dialect.AnyOf(new RawSql("a.key"), keys)} and +a.library_key = {library} and a.trashed_at is null order by a.key{(session is WriteSession ? session.Dialect.ForUpdate : new RawSql(""))}
        """),
        row => new Row(row.GetInt64(0), row.GetString(1), row.GetString(2), row.NumberOrNull(3), (AssetKind)row.GetInt64(4), row.TextOrNull(5), row.Time(6)),
        cancellationToken);

    /// <summary>The facts that templates ask for.</summary>
    /// <param name="first">The place in the whole set of the first of these, from 1.</param>
    /// <param name="order">The keys in the order of the set.</param>
    public static async Task<IReadOnlyDictionary<long, NameParts>> PartsAsync(DbSession session, IReadOnlyList<Row> rows, long[] order, long first, CancellationToken cancellationToken)
    {
        var facts = (await session.QueryAsync(
            $"""
            select a.key, v.width, v.height, f.name from asset a join version v on v.key = a.version_key join folder f on f.key = a.folder_key
            where {session.Dialect.AnyOf(new RawSql("a.key"), [.. rows.Select(row => row.Key)])}
            """,
            row => (Key: row.GetInt64(0), Width: row.IntOrNull(1), Height: row.IntOrNull(2), Folder: row.GetString(3)), cancellationToken)).ToDictionary(row => row.Key);
        var places = order.Select((key, at) => (key, at)).ToDictionary(pair => pair.key, pair => first + pair.at);
        return rows.Where(row => facts.ContainsKey(row.Key)).ToDictionary(row => row.Key, row => new NameParts(
            Path.GetFileNameWithoutExtension(row.Name), facts[row.Key].Folder, row.Kind.ToString().ToLowerInvariant(), row.Id, row.TakenAt,
            row.AddedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture), facts[row.Key].Width, facts[row.Key].Height, places[row.Key]));
    }

    /// <summary>Words of the values of these entries.</summary>
    public async Task<BulkWords> WordsAsync(DbSession session, IEnumerable<ClaimEntry> entries, CancellationToken cancellationToken)
    {
        var people = await PersonStore.NamesAsync(session, [.. entries.Select(entry => entry.Value).OfType<ClaimValue.Person>().Select(person => person.Key).Distinct()], cancellationToken);
        return value => value switch
        {
            null => null,
            ClaimValue.Concept concept => vocabulary.LabelOf(concept.Key),
            ClaimValue.Person person => people.GetValueOrDefault(person.Key),
            _ => AttributeText.Write(value),
        };
    }
}
