using Vitrine.Core.Search;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>Conditions on where an asset is kept, over a row <c>a</c> of the asset table: its folder, its collections.</summary>
internal static class FolderConditions
{
    public static Sql Folder(Dialect dialect, Query.Condition condition) =>
        SqlConditions.Any(condition, text => InFolder(dialect, text.Content, condition.Operator == QueryOperator.Exactly));

    public static Sql Collection(Query.Condition condition) => condition.Operator == QueryOperator.Exists
        ? Sql.Of($"a.key in (select m.asset_key from collection c join collection_asset m on m.collection_key = c.key where c.deleted_at is null)")
        : SqlConditions.Any(condition, text => InCollection(text.Content));

    /// <summary>In a folder whose path ends with these names; unless it has to be the folder itself, also below one. The root is written /.</summary>
    private static Sql InFolder(Dialect dialect, string content, bool isItself)
    {
        string[] names = [.. content.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(name => AssetName.Key(AssetName.Shown(name)))];
        if (names.Length == 0)
        {
            return isItself ? Sql.Of($"a.folder_key in (select key from folder where parent_key is null)") : SqlConditions.Always;
        }

        var folders = Sql.Of($"select key from folder where name_key = {names[0]} and parent_key is not null and trashed_at is null");
        if (content.StartsWith('/'))
        {
            folders = Sql.Of($"{folders} and parent_key in (select key from folder where parent_key is null)");
        }

        if (names.Length > 1)
        {
            folders = Down(dialect, names, folders);
        }

        return isItself ? Sql.Of($"a.folder_key in ({folders})") : Sql.Of(
            $"""
            a.folder_key in (with recursive below (key) as (
                select key from folder where key in ({folders})
                union select f.key from folder f join below b on f.parent_key = b.key)
            select key from below)
            """);
    }

    /// <summary>Where a path ends that begins with some folders, name by name: a query within another for each of them would soon be deeper than an engine reads.</summary>
    private static Sql Down(Dialect dialect, string[] names, Sql first) => Sql.Of(
        $"""
        with recursive way (key, level) as (
            select key, 0 from folder where key in ({first})
            union all select f.key, w.level + 1 from way w join {dialect.Rows(Enumerable.Range(0, names.Length).Select(level => (long?)level).ToArray(), names)} on c0 = w.level + 1
                join folder f on f.parent_key = w.key and f.name_key = c1 and f.trashed_at is null)
        select key from way where level = {names.Length - 1}
        """);

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
}
