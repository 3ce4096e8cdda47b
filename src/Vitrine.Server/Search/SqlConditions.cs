using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Collections;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Fields;
using Vitrine.Server.Places;
using Vitrine.Server.Search.Embedded;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Search;

/// <summary>A query as a condition over a row <c>a</c> of the asset table. What a user typed becomes parameters only.</summary>
internal sealed class SqlConditions(Database database, VocabularyStore vocabulary, FieldCatalog fields, KnownDuplicates duplicates, SmartCollections smart)
{
    private readonly TagConditions tags = new(database.Dialect, vocabulary);
    private readonly WordConditions words = new(new TagConditions(database.Dialect, vocabulary));
    private readonly TimeConditions times = new(database.Clock);
    private readonly VersionConditions versions = new(database.Dialect);
    private readonly LedgerConditions ledger = new(database.Dialect);
    private readonly StateConditions states = new(database.Dialect, fields, duplicates);

    internal static Sql Never { get; } = Sql.Of($"1 = 0");

    internal static Sql Always { get; } = Sql.Of($"1 = 1");

    /// <summary>To be waited for before a query becomes a condition: what the condition is made of and is held in memory follows up to the newest change.</summary>
    public Task PrepareAsync(Query query, long library, CancellationToken cancellationToken) =>
        StateConditions.AreAsked(smart.Expand(library, query), SearchFields.Duplicate) ? duplicates.FollowAsync(library, cancellationToken) : Task.CompletedTask;

    /// <summary>The live assets of a library that a query finds.</summary>
    public Sql Live(Principal principal, Query query) =>
        Sql.Of($"a.library_key = {principal.LibraryKey} and a.trashed_at is null and ({Of(smart.Expand(principal.LibraryKey, query), principal.LibraryKey)})");

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

    /// <summary>These concepts with all that are narrower, and all that were merged into any of them: rows may still name those.</summary>
    public long[] Below(IEnumerable<long> concepts) => tags.Below(concepts);

    /// <summary>Shows one of these concepts.</summary>
    public Sql Tagged(long[] concepts) => tags.Shown(concepts);

    /// <summary>Any of the texts that a field is compared with.</summary>
    internal static Sql Any(Query.Condition condition, Func<QueryValue.Text, Sql> one) => Any([.. condition.Values.OfType<QueryValue.Text>()], one);

    /// <summary>What holds where it does for any of some values, at least one.</summary>
    internal static Sql Any<T>(IReadOnlyList<T> values, Func<T, Sql> one) => Joined(values, one, new RawSql("or"));

    /// <summary>What holds where it does for all of some values, at least one.</summary>
    internal static Sql All<T>(IReadOnlyList<T> values, Func<T, Sql> one) => Joined(values, one, new RawSql("and"));

    private static Sql Joined<T>(IReadOnlyList<T> values, Func<T, Sql> one, RawSql between)
    {
        var all = Sql.Of($"({one(values[0])})");
        foreach (var value in values.Skip(1))
        {
            all = Sql.Of($"{all} {between} ({one(value)})");
        }

        return values.Count == 1 ? all : Sql.Of($"({all})");
    }

    /// <summary>The condition that a query is by itself, over a row of whatever library, of collections those that are filled by hand. Never null, so that a negation finds exactly what is not found.</summary>
    public Sql Of(Query query, long library) => query switch
    {
        Query.All => Always,
        Query.Words text => words.AnyWhere(text),
        Query.Condition condition => On(condition, library),
        Query.OneClaim { Field.Name: "person" } claim => ledger.Of(claim, library),
        Query.OneClaim claim => tags.Of(claim),
        Query.Among among => database.Dialect.AnyOf(new RawSql("a.key"), [.. among.Assets]),
        Query.Not not => Sql.Of($"not ({Of(not.Operand, library)})"),
        Query.And and => All(AskedWord.WithoutSigns(and.Operands), one => Of(one, library)),
        Query.Or or => Any(or.Operands, one => Of(one, library)),
        _ => throw new ArgumentOutOfRangeException(nameof(query), query.GetType().Name, "a query of a kind that search does not know"),
    };

    private Sql On(Query.Condition condition, long library) => condition.Field.Name switch
    {
        "tag" or "tag.ai" or "tag.source" or "tag.confidence" or "tag.count" or "tag.state" => tags.Of(condition),
        "name" => WordConditions.Named(condition),
        "text" => WordConditions.Said(condition),
        "place" => WordConditions.Placed(condition),
        "folder" => FolderConditions.Folder(database.Dialect, condition),
        "collection" => FolderConditions.Collection(condition),
        "colour" => ColourConditions.Of(database.Dialect, condition),
        "country" or "town" or "box" or "near" => PlaceConditions.Of(condition),
        "taken" => times.Taken(condition),
        "added" => times.Added(condition),
        "kind" => database.Dialect.AnyOf(new RawSql("a.kind"), [.. condition.Values.Select(value => (long)SearchFields.KindOf(value.ToString()!)!.Value)]),
        "type" => condition.Values.Any(value => value.ToString() == "file") ? Always : Never,
        "id" => database.Dialect.AnyOf(new RawSql("a.id"), [.. condition.Values.Select(value => value.ToString()!.Trim().ToLowerInvariant())]),
        "is" => states.Of(condition, library),
        // What looks like a picture, or shows something, was answered before; what was not, finds nothing.
        "similar" or "shows" => Never,
        "embedded" => new EmbeddedConditions(database.Dialect, library, times.LocalNow).Of(condition),
        "field" => new FieldConditions(database.Dialect, fields.Of(library).Schema, times.LocalNow).Of(condition),
        "rating" or "pick" or "person" or "person.ai" or "person.source" or "person.confidence" or "person.state" => ledger.Of(condition, library),
        "camera" or "size" or "width" or "height" or "megapixels" or "orientation" or "duration" or "format" or "problem" or "analyzed" => versions.Of(condition),
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition.Field.Name, "a field that search does not know"),
    };
}
