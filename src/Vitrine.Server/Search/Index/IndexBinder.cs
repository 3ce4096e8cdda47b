using System.Globalization;
using Vitrine.Core.Places;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Index;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Search.Index;

/// <summary>A query as a filter of the index. What the index does not hold is asked of the database, and goes into the filter as the assets that it names.</summary>
internal sealed class IndexBinder(IndexedFields fields, SqlConditions conditions, VocabularyStore vocabulary, long library, DbSession session)
{
    public async Task<IndexFilter> OfAsync(Query query, CancellationToken cancellationToken) => query switch
    {
        Query.All => new IndexFilter.All(),
        Query.Not not => new IndexFilter.Not(await OfAsync(not.Operand, cancellationToken)),
        Query.And and => new IndexFilter.And(await AllAsync(and.Operands, cancellationToken)),
        Query.Or or => new IndexFilter.Or(await AllAsync(or.Operands, cancellationToken)),
        Query.Words words => AnyWhere(words.Content),
        Query.InField { Field.Name: "tag" } tag => Shows(ConceptsOf(tag.Content)),
        Query.InField { Field.Name: "name" } name => Every(name.Content, word => new IndexFilter.Prefix(fields.Name, word)),
        Query.InField { Field.Name: "text" } text => Every(text.Content, word => new IndexFilter.Or([new IndexFilter.Prefix(fields.Text, word), new IndexFilter.Prefix(fields.Document, word)])),
        Query.InField { Field.Name: "place" } place => Every(place.Content, word => new IndexFilter.Prefix(fields.Place, word)),
        Query.InField { Field.Name: "country" } country => IndexFilter.Term(fields.Country, Countries.Find(country.Content)?.Alpha2 ?? Storable.Text(country.Content.Trim())),
        Query.InField { Field.Name: "town" } town => IndexFilter.Term(fields.Town, TextFold.Key(Storable.Text(town.Content))),
        Query.InField { Field.Name: "folder" } folder => await InFolderAsync(folder, cancellationToken),
        Query.InBox area => InBox(area.Box),
        Query.Kind kind => IndexFilter.Term(fields.Kind, IndexedFields.Term((long)kind.Value)),
        Query.Date { Field.Name: "taken" } taken => Taken(taken),
        Query.Date { Field.Name: "added" } added => Added(added),
        _ => await AskedAsync(query, cancellationToken),
    };

    private async Task<IReadOnlyList<IndexFilter>> AllAsync(IReadOnlyList<Query> queries, CancellationToken cancellationToken)
    {
        var filters = new List<IndexFilter>(queries.Count);
        foreach (var query in queries)
        {
            filters.Add(await OfAsync(query, cancellationToken));
        }

        return filters;
    }

    private async Task<IndexFilter> AskedAsync(Query query, CancellationToken cancellationToken) => new IndexFilter.Keys(
        await session.QueryAsync(
            Sql.Of($"select a.key from asset a where a.library_key = {library} and a.trashed_at is null and ({conditions.Of(query, library)})"), row => row.GetInt64(0), cancellationToken));

    /// <summary>Every word in the name, in text, or together the label of a tag; each word may also be a tag of its own.</summary>
    private IndexFilter AnyWhere(string content)
    {
        var words = SearchTerms.Of(content);
        if (words.Count == 0)
        {
            return new IndexFilter.None();
        }

        var each = new IndexFilter.And(
        [
            .. words.Select(word => new IndexFilter.Or([.. fields.Worded.Select(field => new IndexFilter.Prefix(field, word)), Shows(ConceptsOf(word))])),
        ]);
        return words.Count == 1 ? each : new IndexFilter.Or([Shows(ConceptsOf(content)), each]);
    }

    private static IndexFilter Every(string content, Func<string, IndexFilter> one)
    {
        var words = SearchTerms.Of(content);
        return words.Count == 0 ? new IndexFilter.None() : new IndexFilter.And([.. words.Select(one)]);
    }

    private long[] ConceptsOf(string content) => conditions.Below(vocabulary.Current.Match(content).Select(concept => concept.Key));

    private IndexFilter Shows(long[] concepts) => concepts.Length == 0 ? new IndexFilter.None() : new IndexFilter.AnyTerm(fields.Tag, [.. concepts.Select(IndexedFields.Term)]);

    /// <summary>The condition on folders stands over a row <c>a</c> with the key of one: here that is the folder's own.</summary>
    private async Task<IndexFilter> InFolderAsync(Query folder, CancellationToken cancellationToken) => new IndexFilter.AnyTerm(
        fields.Folder,
        await session.QueryAsync(
            Sql.Of($"select a.folder_key from (select key as folder_key from folder where library_key = {library}) a where {conditions.Of(folder, library)}"),
            row => IndexedFields.Term(row.GetInt64(0)), cancellationToken));

    private IndexFilter InBox(GeoBox box)
    {
        var north = new IndexFilter.Range(fields.Latitude, box.South, box.North, UntilIncluded: true);
        IndexFilter east = box.CrossesDateLine
            ? new IndexFilter.Or([new IndexFilter.Range(fields.Longitude, box.West, null), new IndexFilter.Range(fields.Longitude, null, box.East, UntilIncluded: true)])
            : new IndexFilter.Range(fields.Longitude, box.West, box.East, UntilIncluded: true);
        return new IndexFilter.And([north, east]);
    }

    /// <summary>Local time as text; a partly known date lies where its known part begins.</summary>
    private IndexFilter Taken(Query.Date date)
    {
        var (from, until) = date.Span.Range(date.Comparison);
        return from is null && until is null ? new IndexFilter.Has(fields.Taken) : new IndexFilter.TermRange(fields.Taken, Text(from), Text(until));

        static string? Text(DateTime? time) => time?.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture).Replace("-01-01T00:00:00", "", StringComparison.Ordinal)
            .Replace("-01T00:00:00", "", StringComparison.Ordinal).Replace("T00:00:00", "", StringComparison.Ordinal);
    }

    private IndexFilter.Range Added(Query.Date date)
    {
        var (from, until) = date.Span.Range(date.Comparison);
        return new IndexFilter.Range(fields.Added, Milliseconds(from), Milliseconds(until));

        static double? Milliseconds(DateTime? time) => time is { } local ? new DateTimeOffset(local, TimeSpan.Zero).ToUnixTimeMilliseconds() : null;
    }
}
