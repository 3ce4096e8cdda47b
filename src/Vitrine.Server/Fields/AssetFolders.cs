using Vitrine.Core.Assets;
using Vitrine.Core.Schema;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Fields;

/// <summary>Where an asset lies, as fields ask: its name, the names of its folders from the top down, and the folders from its own up to the root.</summary>
internal sealed record AssetSpot(string Name, IReadOnlyList<string> FolderNames, IReadOnlyList<FolderStep> Up);

/// <summary>The way from a folder up to the root.</summary>
internal static class AssetFolders
{
    private const int Deepest = 256;

    /// <summary>The key of a folder of the library that is not in the trash; null where there is none of that id.</summary>
    public static async Task<long?> KeyAsync(DbSession session, long library, string id, CancellationToken cancellationToken) => PublicId.TryParse(id, out _)
        ? await session.NumberAsync($"select key from folder where id = {id} and library_key = {library} and trashed_at is null", cancellationToken)
        : null;

    public static async Task<AssetSpot?> OfAsync(DbSession session, long asset, CancellationToken cancellationToken) =>
        await session.FirstAsync($"select name, folder_key from asset where key = {asset}", row => (Name: row.GetString(0), Folder: row.GetInt64(1)), cancellationToken) is { Name: not null } found
            ? await OfAsync(session, found.Name, found.Folder, cancellationToken)
            : null;

    public static async Task<AssetSpot> OfAsync(DbSession session, string name, long folder, CancellationToken cancellationToken)
    {
        var up = await session.QueryAsync(
            $"""
            with recursive up (key, id, parent_key, name, depth) as (
                select key, id, parent_key, name, 0 from folder where key = {folder}
                union all
                select f.key, f.id, f.parent_key, f.name, up.depth + 1 from folder f join up on f.key = up.parent_key where up.depth < {Deepest})
            select key, id, name, parent_key from up order by depth
            """,
            row => (Step: new FolderStep(row.GetInt64(0), row.GetString(1)), Name: row.GetString(2), IsRoot: row.IsDBNull(3)),
            cancellationToken);
        return new AssetSpot(name, [.. up.Where(one => !one.IsRoot).Select(one => one.Name).Reverse()], [.. up.Select(one => one.Step)]);
    }
}
