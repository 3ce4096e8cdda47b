using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>The folders of a library in the order in which a tree is read: a folder's own files before those of the folders in it, and these before its next neighbour.</summary>
internal static class FolderOrder
{
    /// <summary>Both come before anything that a name may hold.</summary>
    internal const string BeforeFile = "\u0001";
    internal const string BeforeFolder = "\u0002";

    /// <summary>Rows of folders: <c>key</c>; <c>path</c>, by which they are in order; and <c>shown</c>, the path as people read it: empty for the root, <c>/2024/Lisbon</c> below it.</summary>
    public static Sql Of(long library) => Sql.Of($"""
        with recursive tree (key, path, shown) as (
            select key, name_key, '' from folder where library_key = {library} and parent_key is null
            union all select f.key, t.path || {BeforeFolder} || f.name_key, t.shown || '/' || f.name from folder f join tree t on f.parent_key = t.key)
        select key, path || {BeforeFile} as path, shown from tree
        """);
}
