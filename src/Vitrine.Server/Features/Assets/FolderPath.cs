using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

/// <summary>Paths of folders as people read them: <c>/</c> for the root, <c>/2024/Lisbon</c> below it.</summary>
internal static class FolderPath
{
    public static async Task<string> OfAsync(DbSession session, long folder, CancellationToken cancellationToken)
    {
        var names = await session.QueryAsync(
            $"""
            with recursive up (key, parent_key, name, depth) as (
                select key, parent_key, name, 0 from folder where key = {folder}
                union all
                select f.key, f.parent_key, f.name, up.depth + 1 from folder f join up on f.key = up.parent_key where up.depth < 256)
            select name from up where parent_key is not null order by depth desc
            """,
            row => row.GetString(0),
            cancellationToken);
        return "/" + string.Join('/', names);
    }
}
