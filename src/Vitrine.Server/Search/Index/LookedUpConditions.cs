using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Search;
using Vitrine.Core.Search.Index;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Index;

/// <summary>
/// Conditions by what people, folders, collections, cameras and problems are called. The index holds keys and whole values of these, of which there are few different ones: the database says which of them
/// a condition means, by the same rules as for rows, and so a new name is one row and no asset has to be read again for it.
/// </summary>
internal sealed class LookedUpConditions(IndexedFields fields, IndexGeneration generation, SqlConditions conditions, long library, DbSession session)
{
    /// <summary>Null where a condition is none of these.</summary>
    public async Task<IndexFilter?> OfAsync(Query query, CancellationToken cancellationToken) => query switch
    {
        Query.OneClaim { Field.Name: "person" } claim when IndexedParts.Of(claim.Parts) is { } parts =>
            claim.What is { } what ? await PersonAsync(what, parts, cancellationToken) : new IndexFilter.SamePart(fields.Person, null, parts),
        Query.Condition { Field.Name: "person", Operator: not QueryOperator.Exists } person => new IndexFilter.Or(await EachAsync(person, text => PersonAsync(text, PartCondition.Any, cancellationToken))),
        Query.Condition { Field.Name: "folder" } => await FolderAsync(query, cancellationToken),
        Query.Condition { Field.Name: "collection" } collection => await CollectionAsync(collection, cancellationToken),
        Query.Condition { Field.Name: "camera", Operator: not QueryOperator.Exists } camera => await CameraAsync(camera, cancellationToken),
        Query.Condition { Field.Name: "problem" } problem => Problem(problem),
        Query.Condition { Field.Name: "id" } id => await IdAsync(id, cancellationToken),
        _ => null,
    };

    private static async Task<IReadOnlyList<IndexFilter>> EachAsync(Query.Condition condition, Func<string, Task<IndexFilter>> one)
    {
        var filters = new List<IndexFilter>();
        foreach (var text in condition.Values.OfType<QueryValue.Text>())
        {
            filters.Add(await one(text.Content));
        }

        return filters;
    }

    private async Task<IndexFilter> PersonAsync(string name, PartCondition parts, CancellationToken cancellationToken)
    {
        var people = await session.QueryAsync(LedgerConditions.Named(name, library), row => IndexedFields.Who(row.GetInt64(0)), cancellationToken);
        return people.Count == 0 ? new IndexFilter.None() : new IndexFilter.SamePart(fields.Person, people, parts, AreBeginnings: true);
    }

    /// <summary>The condition on folders stands over a row <c>a</c> with the key of one: here that is the folder's own.</summary>
    private async Task<IndexFilter> FolderAsync(Query folder, CancellationToken cancellationToken) => new IndexFilter.AnyTerm(
        fields.Folder,
        await session.QueryAsync(
            Sql.Of($"select a.folder_key from (select key as folder_key from folder where library_key = {library}) a where {conditions.Of(folder, library)}"),
            row => IndexedFields.Term(row.GetInt64(0)), cancellationToken));

    /// <summary>Those that fill themselves have no members; what they ask for stands beside the condition already.</summary>
    private async Task<IndexFilter> CollectionAsync(Query.Condition condition, CancellationToken cancellationToken)
    {
        var called = condition.Operator == QueryOperator.Exists ? Sql.Of($"c.deleted_at is null") : SqlConditions.Any(condition, text => FolderConditions.Called(text.Content));
        return new IndexFilter.AnyTerm(
            fields.Collection,
            await session.QueryAsync(Sql.Of($"select c.id from collection c where c.library_key = {library} and c.query is null and ({called})"), row => row.GetString(0), cancellationToken));
    }

    private async Task<IndexFilter> CameraAsync(Query.Condition condition, CancellationToken cancellationToken)
    {
        string[] known = [.. generation.Values(fields.CameraSaid)];
        if (known.Length == 0)
        {
            return new IndexFilter.None();
        }

        var said = Array.ConvertAll(known, one => JsonSerializer.Deserialize(one, ApiJson.Default.StringArray)!);
        string?[] Part(int place) => Array.ConvertAll(said, one => (string?)one[place]);
        var rows = session.Dialect.Rows(Array.ConvertAll(known, one => (string?)one), Part(0), Part(1));
        return new IndexFilter.AnyTerm(
            fields.CameraSaid,
            await session.QueryAsync(Sql.Of($"select c0 from {rows} where {VersionConditions.Camera(condition, new RawSql("c1"), new RawSql("c2"))}"), row => row.GetString(0), cancellationToken));
    }

    private IndexFilter.AnyTerm Problem(Query.Condition condition)
    {
        var codes = condition.Operator == QueryOperator.Exists ? ["any"] : VersionConditions.Codes(condition);
        return new IndexFilter.AnyTerm(fields.Problem, codes.Contains("any") ? [.. codes, .. generation.Values(fields.Problem).Except(VersionConditions.Notes, StringComparer.Ordinal)] : codes);
    }

    private async Task<IndexFilter> IdAsync(Query.Condition condition, CancellationToken cancellationToken)
    {
        string[] ids = [.. condition.Values.Select(value => value.ToString()!.Trim().ToLowerInvariant())];
        return new IndexFilter.Keys(await session.QueryAsync(Sql.Of($"select key from asset where {session.Dialect.AnyOf(new RawSql("id"), ids)}"), row => row.GetInt64(0), cancellationToken));
    }
}
