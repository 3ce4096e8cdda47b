using Vitrine.Server.Fields;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Features.Assets;

/// <summary>Paths of folders as people read them: <c>/</c> for the root, <c>/2024/Lisbon</c> below it.</summary>
internal static class FolderPath
{
    public static async Task<string> OfAsync(DbSession session, long folder, CancellationToken cancellationToken) =>
        "/" + string.Join('/', (await AssetFolders.OfAsync(session, "", folder, cancellationToken)).FolderNames);
}
