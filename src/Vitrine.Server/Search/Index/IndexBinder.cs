using Vitrine.Core.Assets;
using Vitrine.Core.Places;
using Vitrine.Core.Schema;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Index;
using Vitrine.Server.Ingest;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Index;

/// <summary>A query as a filter of the index. What the index does not hold is asked of the database, and goes into the filter as the assets that it names.</summary>
internal sealed class IndexBinder(
    IndexedFields fields, IndexGeneration generation, SqlConditions conditions, TagConditions tags, TimeConditions times, FieldSchema schema, long library, DbSession session)
{
    private readonly LookedUpConditions lookedUp = new(fields, generation, conditions, library, session);
    private readonly PhraseFilters phrases = new(fields, generation, library, session);

    public async Task<IndexFilter> OfAsync(Query query, CancellationToken cancellationToken) => query switch
    {
        Query.All => new IndexFilter.All(),
        Query.Among among => new IndexFilter.Keys(among.Assets),
        Query.Not not => new IndexFilter.Not(await OfAsync(not.Operand, cancellationToken)),
        Query.And and => new IndexFilter.And(await AllAsync(AskedWord.WithoutSigns(and.Operands), cancellationToken)),
        Query.Or or => new IndexFilter.Or(await AllAsync(or.Operands, cancellationToken)),
        Query.Words words => await AnyWhereAsync(words, cancellationToken),
        Query.OneClaim { Field.Name: "tag" } claim when OneTag(claim.What, claim.Parts) is { } one => one,
        Query.Condition { Field.Name: "name", Operator: not QueryOperator.Exactly } named => await WordedAsync(named, [fields.Name], cancellationToken),
        Query.Condition { Field.Name: "text" } said => await WordedAsync(said, [fields.Text, fields.Document], cancellationToken),
        Query.Condition { Field.Name: "place" } placed => await WordedAsync(placed, [fields.Place], cancellationToken),
        Query.Condition condition when On(condition) is { } filter => filter,
        _ => await lookedUp.OfAsync(query, cancellationToken) ?? await AskedAsync(query, cancellationToken),
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

    /// <summary>Null where the index does not hold what is asked for.</summary>
    private IndexFilter? On(Query.Condition condition) => condition switch
    {
        { Field.Name: "tag", Operator: QueryOperator.Exists } => new IndexFilter.Has(fields.Tag),
        { Field.Name: "tag" } => fields.Tagged([.. condition.Values.OfType<QueryValue.Text>().SelectMany(text => tags.Called(text.Content)).Distinct()]),
        { Field.Name: "tag.ai" or "tag.source" or "tag.confidence" or "tag.state" or "tag.count" } => OneTag(null, [condition]),
        { Field.Name: "person", Operator: QueryOperator.Exists } => new IndexFilter.Has(fields.Person),
        { Field.Name: "person.ai" or "person.source" or "person.confidence" or "person.state" } when IndexedParts.Of([condition]) is { } parts => new IndexFilter.SamePart(fields.Person, null, parts),
        { Field.Name: "rating" } => InNumbers(condition, fields.Rating),
        { Field.Name: "pick" } => InNumbers(condition, fields.Pick),
        { Field.Name: "camera", Operator: QueryOperator.Exists } => new IndexFilter.Has(fields.Camera),
        { Field.Name: "is" } when States(condition) is { } states => states,
        { Field.Name: "name", Operator: QueryOperator.Exactly } => IndexFilter.Term(fields.NameKey, AssetName.Key(AssetName.Shown(condition.Values[0].ToString()!))),
        { Field.Name: "colour", Operator: QueryOperator.Exists } => new IndexFilter.Has(fields.Colour),
        { Field.Name: "colour" } => new IndexFilter.AnyTerm(fields.Colour, Terms(ColourConditions.Cells(condition))),
        { Field.Name: "country", Operator: QueryOperator.Exists } => new IndexFilter.Has(fields.Country),
        { Field.Name: "country" } => Any(condition, text => IndexFilter.Term(fields.Country, Countries.Find(text)?.Alpha2 ?? Storable.Text(text.Trim()))),
        { Field.Name: "town", Operator: QueryOperator.Exists } => new IndexFilter.Has(fields.Town),
        { Field.Name: "town" } => Any(condition, text => IndexFilter.Term(fields.Town, TextFold.Key(Storable.Text(text)))),
        { Field.Name: "box" or "near", Operator: QueryOperator.Exists } => new IndexFilter.Has(fields.Latitude),
        { Field.Name: "box" or "near" } => new IndexFilter.Or([.. condition.Values.Select(In)]),
        { Field.Name: "kind" } => new IndexFilter.AnyTerm(fields.Kind, Terms([.. condition.Values.Select(value => (long)SearchFields.KindOf(value.ToString()!)!.Value)])),
        { Field.Name: "taken", Operator: QueryOperator.Exists } => new IndexFilter.Has(fields.Taken),
        { Field.Name: "taken" } => new IndexFilter.Or([.. times.TakenIn(condition).Select(span => new IndexFilter.TermRange(fields.Taken, span.From, span.Until))]),
        { Field.Name: "added" } when condition.Operator != QueryOperator.Exists => new IndexFilter.Or([.. times.AddedIn(condition).Select(span => new IndexFilter.Range(fields.Added, span.From, span.Until))]),
        { Field.Name: "size" } => InNumbers(condition, fields.Bytes),
        { Field.Name: "width" } => InNumbers(condition, fields.Width),
        { Field.Name: "height" } => InNumbers(condition, fields.Height),
        { Field.Name: "megapixels" } => InNumbers(condition, fields.Pixels, 1_000_000),
        { Field.Name: "duration" } => InNumbers(condition, fields.Duration),
        { Field.Name: "orientation", Operator: QueryOperator.Exists } => new IndexFilter.Has(fields.Shape),
        { Field.Name: "orientation" } => new IndexFilter.AnyTerm(fields.Shape, [.. condition.Values.Select(value => value.ToString()!)]),
        { Field.Name: "format" } => new IndexFilter.AnyTerm(fields.Format, VersionConditions.Formats(condition)),
        { Field.Name: "field" } => InField(condition),
        _ => null,
    };

    /// <summary>Null where it asks for a state that the index does not hold.</summary>
    private IndexFilter? States(Query.Condition condition)
    {
        IndexFilter?[] each =
        [
            .. condition.Values.Select(value => value.ToString() switch
            {
                "tagged" => new IndexFilter.Has(fields.Tag),
                "untagged" => new IndexFilter.Not(new IndexFilter.Has(fields.Tag)),
                "located" => (IndexFilter)new IndexFilter.Has(fields.Latitude),
                _ => null,
            }),
        ];
        return each.Contains(null) ? null : new IndexFilter.Or([.. each.OfType<IndexFilter>()]);
    }

    private static IndexFilter InNumbers(Query.Condition condition, IndexField field, double scale = 1)
    {
        double[] numbers = [.. condition.Values.Select(value => NumberConditions.Number(value) * scale)];
        return condition.Operator switch
        {
            QueryOperator.Exists => new IndexFilter.Has(field),
            QueryOperator.Less => new IndexFilter.Range(field, null, numbers[0]),
            QueryOperator.AtMost => new IndexFilter.Range(field, null, numbers[0], UntilIncluded: true),
            QueryOperator.Greater => new IndexFilter.Range(field, numbers[0], null, FromIncluded: false),
            QueryOperator.AtLeast => new IndexFilter.Range(field, numbers[0], null),
            QueryOperator.Between => new IndexFilter.Range(field, numbers[0], numbers[1], UntilIncluded: true),
            _ => new IndexFilter.Or([.. numbers.Select(number => new IndexFilter.Range(field, number, number, UntilIncluded: true))]),
        };
    }

    /// <summary>Null where a part of a value is looked for: that only the rows can tell.</summary>
    private IndexFilter? InField(Query.Condition condition)
    {
        if (schema.Find(condition.Name) is not { } field)
        {
            return new IndexFilter.None();
        }

        var (words, numbers) = (fields.Value(field.Attribute.Name), fields.Measure(field.Attribute.Name));
        var filters = new List<IndexFilter>();
        foreach (var test in ValueTest.Of(field, condition, times.LocalNow))
        {
            if (test is ValueTest.Containing)
            {
                return null;
            }

            filters.Add(test switch
            {
                ValueTest.OneOf one => new IndexFilter.AnyTerm(words, one.Words),
                ValueTest.Beginning beginning => new IndexFilter.Prefix(words, beginning.Word),
                ValueTest.Number number => new IndexFilter.Range(numbers, number.From, number.Until, number.FromIncluded, number.UntilIncluded),
                ValueTest.Between span => new IndexFilter.TermRange(words, span.From, span.Until),
                _ => new IndexFilter.Has(words),
            });
        }

        return new IndexFilter.Or(filters);
    }

    private static IndexFilter Any(Query.Condition condition, Func<string, IndexFilter> one) => new IndexFilter.Or([.. condition.Values.OfType<QueryValue.Text>().Select(text => one(text.Content))]);

    /// <summary>
    /// Every word in the name, in text, or together the label of a tag; each word may also be a tag of its own. Several in quotation marks one after the other in one of the texts, or a tag together.
    /// </summary>
    private async Task<IndexFilter> AnyWhereAsync(Query.Words asked, CancellationToken cancellationToken)
    {
        if (AskedWord.InOrder(asked.Content, asked.IsPhrase) is { } phrase)
        {
            return new IndexFilter.Or([fields.Tagged(tags.Called(asked.Content)), await phrases.OfAsync(phrase, fields.Worded, cancellationToken)]);
        }

        var words = AskedWord.Of(asked);
        if (words.Count == 0)
        {
            return new IndexFilter.None();
        }

        var each = new IndexFilter.And([.. words.Select(word => new IndexFilter.Or([.. fields.Worded.Select(field => In(field, word)), fields.Tagged(tags.Called(word.Term))]))]);
        return words.Count == 1 ? each : new IndexFilter.Or([fields.Tagged(tags.Called(asked.Content)), each]);
    }

    /// <summary>All words of one of the texts, in any of these fields each; of a text in quotation marks one after the other.</summary>
    private async Task<IndexFilter> WordedAsync(Query.Condition condition, IReadOnlyList<IndexField> places, CancellationToken cancellationToken)
    {
        if (condition.Operator == QueryOperator.Exists)
        {
            return new IndexFilter.Or([.. places.Select(place => new IndexFilter.Has(place))]);
        }

        var any = new List<IndexFilter>();
        foreach (var text in condition.Values.OfType<QueryValue.Text>())
        {
            if (AskedWord.InOrder(text.Content, text.IsPhrase) is { } phrase)
            {
                any.Add(await phrases.OfAsync(phrase, places, cancellationToken));
            }
            else if (AskedWord.Of(text) is { Count: > 0 } words)
            {
                any.Add(new IndexFilter.And([.. words.Select(word => new IndexFilter.Or([.. places.Select(place => In(place, word))]))]));
            }
        }

        return new IndexFilter.Or(any);
    }

    internal static IndexFilter In(IndexField place, AskedWord word) => word.IsWhole ? IndexFilter.Term(place, word.Term) : new IndexFilter.Prefix(place, word.Term);

    /// <summary>Null where the index does not hold a part that is asked for.</summary>
    private IndexFilter? OneTag(string? what, IReadOnlyList<Query> asked)
    {
        var (others, counts) = CountConditions.Split(asked);
        if (IndexedParts.Of(others) is not { } parts)
        {
            return null;
        }

        var tag = new IndexFilter.SamePart(fields.Tag, what is null ? null : Terms(tags.Called(what)), parts);
        return counts is null ? tag : new IndexFilter.And([tag, fields.Counted(what is null ? [IndexedFields.Anything] : tags.Named(what), counts)]);
    }

    private static string[] Terms(long[] keys) => [.. keys.Select(IndexedFields.Term)];

    private IndexFilter In(QueryValue area)
    {
        if (area is QueryValue.Circle circle)
        {
            return new IndexFilter.Circle(fields.Latitude, fields.Longitude, circle.Area.Centre, circle.Area.Metres / 1_000);
        }

        var box = ((QueryValue.Box)area).Area;
        var north = new IndexFilter.Range(fields.Latitude, box.South, box.North, UntilIncluded: true);
        IndexFilter east = box.CrossesDateLine
            ? new IndexFilter.Or([new IndexFilter.Range(fields.Longitude, box.West, null), new IndexFilter.Range(fields.Longitude, null, box.East, UntilIncluded: true)])
            : new IndexFilter.Range(fields.Longitude, box.West, box.East, UntilIncluded: true);
        return new IndexFilter.And([north, east]);
    }
}
