using Vitrine.Core.Search;
using Vitrine.Core.Search.Index;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Index;

/// <summary>
/// Words that have to follow each other. The index says which assets have all of them, the rows of these in which they follow: positions of all words would take more memory than all else.
/// </summary>
internal sealed class PhraseFilters(IndexedFields fields, IndexGeneration generation, long library, DbSession session)
{
    private readonly Dictionary<string, IndexFilter> known = new(StringComparer.Ordinal);

    /// <summary>One after the other in one text of one of these fields; all of them in a place or a document.</summary>
    public async Task<IndexFilter> OfAsync(IReadOnlyList<AskedWord> phrase, IReadOnlyList<IndexField> places, CancellationToken cancellationToken)
    {
        var asked = $"{string.Join(' ', places.Select(place => place.Id))}: {string.Join(' ', phrase.Select(word => word.Term))}";
        return known.TryGetValue(asked, out var found) ? found : known[asked] = await FindAsync(phrase, places, cancellationToken);
    }

    private async Task<IndexFilter> FindAsync(IReadOnlyList<AskedWord> phrase, IReadOnlyList<IndexField> places, CancellationToken cancellationToken)
    {
        var written = places.Where(place => place != fields.Document && place != fields.Place).ToArray();
        var found = new List<long>();
        if (written.Length > 0)
        {
            var all = new IndexFilter.Or([.. written.Select(place => All(place, phrase))]);
            var stands = WordConditions.Follow("words", phrase, [.. written.Select(place => place == fields.Name ? SearchTermField.Name : SearchTermField.Text)]);
            foreach (var some in generation.Find(all, IndexFilter.Term(fields.Library, IndexedFields.Term(library))).Keys().Chunk(AssetIndex.Together))
            {
                found.AddRange(await session.QueryAsync(
                    Sql.Of($"select asset_key from shown_words where {session.Dialect.AnyOf(new RawSql("asset_key"), some)} and ({stands})"), row => row.GetInt64(0), cancellationToken));
            }
        }

        return new IndexFilter.Or([new IndexFilter.Keys(found), .. places.Except(written).Select(place => All(place, phrase))]);
    }

    private static IndexFilter.And All(IndexField place, IReadOnlyList<AskedWord> words) => new([.. words.Distinct().Select(word => IndexBinder.In(place, word))]);
}
