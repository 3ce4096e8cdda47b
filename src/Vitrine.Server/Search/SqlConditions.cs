using System.Globalization;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Fields;
using Vitrine.Server.Ingest;
using Vitrine.Server.Places;
using Vitrine.Server.Search.Embedded;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Search;

/// <summary>A query as a condition over a row <c>a</c> of the asset table. What a user typed becomes parameters only.</summary>
internal sealed class SqlConditions(Dialect dialect, VocabularyStore vocabulary, FieldCatalog fields)
{
    private const string Last = "\U0010FFFF";

    private static readonly Sql Never = Sql.Of($"1 = 0");

    /// <summary>The live assets of a library that a query finds.</summary>
    public Sql Live(Principal principal, Query query) =>
        Sql.Of($"a.library_key = {principal.LibraryKey} and a.trashed_at is null and ({Of(query, principal.LibraryKey)})");

    /// <summary>The key of what an asset of <see cref="Live"/> is shown as.</summary>
    public static RawSql StandsFor { get; } = new("coalesce((select g.cover_key from asset_group_member g where g.asset_key = a.key), a.key)");

    /// <summary>What is shown of what a query finds: with groups together the assets that stand alone, and the covers of groups in which it finds a member.</summary>
    public Sql Shown(Principal principal, Query query, bool together)
    {
        if (!together)
        {
            return Live(principal, query);
        }

        var alone = Sql.Of(
            $"a.library_key = {principal.LibraryKey} and a.trashed_at is null and not exists (select 1 from asset_group_member h where h.asset_key = a.key and h.cover_key is not null)");
        return query is Query.All ? alone : Sql.Of($"{alone} and a.key in (select {StandsFor} from asset a where {Live(principal, query)})");
    }

    /// <summary>The condition that a query is by itself, over a row of whatever library.</summary>
    public Sql Of(Query query, long library) => query switch
    {
        Query.All => Sql.Of($"1 = 1"),
        Query.Words words => AnyWhere(words.Content),
        Query.InField { Field.Name: "tag" } tag => Tagged(tag.Content),
        Query.InField { Field.Name: "name" } name => AllTerms(name.Content, SearchTermField.Name),
        Query.InField { Field.Name: "text" } text => AllTerms(text.Content, SearchTermField.Text),
        Query.InField { Field.Name: "folder" } folder => InFolder(folder.Content),
        Query.InField { Field.Name: "collection" } collection => InCollection(collection.Content),
        Query.InField { Field.Name: "camera" } camera => ByCamera(camera.Content, camera.IsPhrase),
        Query.InField { Field.Name: "place" } place => AllWritten(place.Content, SearchTermField.Place),
        Query.InField { Field.Name: "country" } country => PlaceConditions.InCountry(country.Content),
        Query.InField { Field.Name: "town" } town => PlaceConditions.InTown(town.Content),
        Query.InBox area => PlaceConditions.InBox(area.Box),
        Query.Kind kind => Sql.Of($"a.kind = {kind.Value}"),
        Query.Date { Field.Name: "taken" } taken => Taken(taken),
        Query.Date added => Added(added),
        Query.FieldValue { Field.Name: "embedded" } value => new EmbeddedConditions(dialect, library).Of(value),
        Query.FieldExists { Field.Name: "embedded" } exists => new EmbeddedConditions(dialect, library).Exists(exists),
        Query.FieldValue value => new FieldConditions(dialect, fields.Of(library).Schema).Of(value),
        Query.FieldExists exists => new FieldConditions(dialect, fields.Of(library).Schema).Exists(exists),
        Query.Incomplete => new IncompleteAssets(dialect, fields.Of(library).Schema).Condition(),
        Query.Not not => Sql.Of($"not ({Of(not.Operand, library)})"),
        Query.And and => Joined(and.Operands, " and ", library),
        Query.Or or => Joined(or.Operands, " or ", library),
        _ => throw new ArgumentOutOfRangeException(nameof(query), query.GetType().Name, "a query of a kind that search does not know"),
    };

    private Sql Joined(IReadOnlyList<Query> operands, string with, long library)
    {
        var joined = Sql.Of($"({Of(operands[0], library)})");
        foreach (var operand in operands.Skip(1))
        {
            joined = Sql.Of($"{joined}{new RawSql(with)}({Of(operand, library)})");
        }

        return joined;
    }

    /// <summary>Every word in the name, in text, or together the label of a tag; each word may also be a tag of its own.</summary>
    private Sql AnyWhere(string content)
    {
        var whole = ConceptsOf(content);
        var words = SearchTerms.Of(content);
        if (words.Count == 0)
        {
            return Never;
        }

        Sql? each = null;
        foreach (var word in words)
        {
            var one = Sql.Of($"({Term(word, null)}) or ({Shows(ConceptsOf(word))})");
            each = each is null ? Sql.Of($"({one})") : Sql.Of($"{each} and ({one})");
        }

        return words.Count == 1 ? each! : Sql.Of($"({Shows(whole)}) or ({each!})");
    }

    private Sql Tagged(string content) => Shows(ConceptsOf(content));

    /// <summary>Every word in the maker and the model as the file names them; a phrase is the whole of the model, or of both.</summary>
    private Sql ByCamera(string content, bool whole)
    {
        var (maker, model) = (dialect.JsonText("v.embedded", "cameraMake"), dialect.JsonText("v.embedded", "cameraModel"));
        var name = Sql.Of($"lower(coalesce({maker}, '') || ' ' || coalesce({model}, ''))");
        Sql? matches = null;
        if (whole)
        {
            var asked = content.Trim().ToLowerInvariant();
            matches = Sql.Of($"lower({model}) = {asked} or trim({name}) = {asked}");
        }
        else
        {
            // Terms are letters and digits only, so nothing in them is a wildcard.
            foreach (var term in SearchTerms.Of(content))
            {
                var one = Sql.Of($"{name} like {"%" + term + "%"}");
                matches = matches is null ? one : Sql.Of($"{matches} and {one}");
            }
        }

        return matches is null ? Never : Sql.Of($"exists (select 1 from version v where v.key = a.version_key and v.embedded is not null and ({matches}))");
    }

    /// <summary>The concepts that the words name exactly, with all that are narrower.</summary>
    private long[] ConceptsOf(string content) => Below(vocabulary.Current.Match(content).Select(concept => concept.Key));

    /// <summary>These concepts with all that are narrower, and all that were merged into any of them: rows may still name those.</summary>
    public long[] Below(IEnumerable<long> concepts)
    {
        var current = vocabulary.Current;
        var found = new HashSet<long>();
        var open = new Stack<long>(concepts);
        while (open.TryPop(out var key))
        {
            if (found.Add(key))
            {
                found.UnionWith(current.MergedInto(key));
                foreach (var narrower in current.Narrower(key))
                {
                    open.Push(narrower.Key);
                }
            }
        }

        return [.. found];
    }

    private Sql Shows(long[] concepts) => concepts.Length == 0
        ? Never
        : Sql.Of($"a.key in (select asset_key from shown_tag where {dialect.AnyOf(new RawSql("concept_key"), concepts)})");

    private static Sql AllWritten(string content, SearchTermField field)
    {
        Sql? all = null;
        foreach (var word in SearchTerms.Of(content))
        {
            all = all is null ? Written(word, field) : Sql.Of($"{all} and {Written(word, field)}");
        }

        return all ?? Never;
    }

    private static Sql AllTerms(string content, SearchTermField field)
    {
        Sql? all = null;
        foreach (var word in SearchTerms.Of(content))
        {
            all = all is null ? Term(word, field) : Sql.Of($"{all} and {Term(word, field)}");
        }

        return all ?? Never;
    }

    private static Sql Term(string word, SearchTermField? field) => field == SearchTermField.Name
        ? Written(word, field)
        : Sql.Of($"({Written(word, field)} or {InDocument(word)})");

    /// <summary>Words of a document's pages that begin with this one.</summary>
    private static Sql InDocument(string word) => Sql.Of(
        $"a.version_key in (select v.key from version v join document_term d on d.essence_key = v.essence_key where d.term >= {word} and d.term < {word + Last})");

    /// <summary>Words that begin with this one: from it, up to the last text that begins so, which ends in the last character there is.</summary>
    private static Sql Written(string word, SearchTermField? field)
    {
        var end = word + Last;
        return field is { } one
            ? Sql.Of($"a.key in (select asset_key from search_term where term >= {word} and term < {end} and field = {one})")
            : Sql.Of($"a.key in (select asset_key from search_term where term >= {word} and term < {end})");
    }

    /// <summary>In a folder whose path ends with these names, or below one.</summary>
    private static Sql InFolder(string content)
    {
        string[] names = [.. content.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(name => AssetName.Key(AssetName.Shown(name)))];
        if (names.Length == 0)
        {
            return Sql.Of($"1 = 1");
        }

        var folders = Sql.Of($"select key from folder where name_key = {names[0]} and parent_key is not null and trashed_at is null");
        if (content.StartsWith('/'))
        {
            folders = Sql.Of($"{folders} and parent_key in (select key from folder where parent_key is null)");
        }

        foreach (var name in names.Skip(1))
        {
            folders = Sql.Of($"select key from folder where name_key = {name} and trashed_at is null and parent_key in ({folders})");
        }

        return Sql.Of(
            $"""
            a.folder_key in (with recursive below (key) as (
                select key from folder where key in ({folders})
                union select f.key from folder f join below b on f.parent_key = b.key)
            select key from below)
            """);
    }

    /// <summary>The collections that have this id or, however it is written, this name; as a condition over a row <c>c</c> of their table.</summary>
    public static Sql Called(string content)
    {
        var said = Pipeline.Storable.Text(content);

        // What is the id of one is no other's name.
        return Sql.Of(
            $"c.deleted_at is null and (c.id = {said} or (c.folded = {TextFold.Key(said)} and not exists (select 1 from collection i where i.id = {said} and i.library_key = c.library_key and i.deleted_at is null)))");
    }

    private static Sql InCollection(string content) => Sql.Of(
        $"a.key in (select m.asset_key from collection c join collection_asset m on m.collection_key = c.key where {Called(content)})");

    /// <summary>Local time as text; a partly known date lies where its known part begins.</summary>
    private static Sql Taken(Query.Date date)
    {
        var (from, until) = date.Span.Range(date.Comparison);
        return Between("a.taken_at", Text(from), Text(until));

        static string? Text(DateTime? time) => time?.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture).Replace("-01-01T00:00:00", "", StringComparison.Ordinal)
            .Replace("-01T00:00:00", "", StringComparison.Ordinal).Replace("T00:00:00", "", StringComparison.Ordinal);
    }

    private static Sql Added(Query.Date date)
    {
        var (from, until) = date.Span.Range(date.Comparison);
        return Between("a.created_at", Milliseconds(from), Milliseconds(until));

        static long? Milliseconds(DateTime? time) => time is { } local ? new DateTimeOffset(local, TimeSpan.Zero).ToUnixTimeMilliseconds() : null;
    }

    private static Sql Between<T>(string column, T? from, T? until)
    {
        var name = new RawSql(column);
        return (from, until) switch
        {
            (null, null) => Sql.Of($"{name} is not null"),
            // What has no date is outside, so that its negation is inside: a comparison with null would be neither.
            (null, _) => Sql.Of($"({name} is not null and {name} < {until})"),
            (_, null) => Sql.Of($"({name} is not null and {name} >= {from})"),
            _ => Sql.Of($"({name} is not null and {name} >= {from} and {name} < {until})"),
        };
    }
}
