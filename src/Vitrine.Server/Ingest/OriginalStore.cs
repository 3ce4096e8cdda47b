using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Import;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Ingest;

/// <summary>An asset's original: what it is and where it should lie.</summary>
public sealed record Original(long AssetKey, string Name, string Mime, byte[] Sha256, bool IsBlob, IReadOnlyList<(string Root, string Path)> Links);

/// <summary>Opens originals, wherever they lie. A linked file is followed only while it really lies below its root.</summary>
public sealed class OriginalStore(Database database, BlobStore blobs)
{
    /// <summary>Null where there is no such asset in the principal's library.</summary>
    public Task<Original?> FindAsync(Principal principal, string id, CancellationToken cancellationToken) =>
        PublicId.TryParse(id, out _)
            ? database.ReadAsync(
                async session =>
                {
                    var found = await session.FirstAsync(
                        $"""
                        select a.key, a.name, v.mime, v.sha256, v.blob_key, v.key from asset a join version v on v.key = a.version_key
                        where a.id = {id} and a.library_key = {principal.LibraryKey}
                        """,
                        row => (Original: new Original(row.GetInt64(0), row.GetString(1), row.GetString(2), row.Bytes(3), !row.IsDBNull(4), []), Version: row.GetInt64(5)),
                        cancellationToken);
                    if (found.Original is null)
                    {
                        return null;
                    }

                    var links = await session.QueryAsync(
                        $"select r.path, l.path from link l join root r on r.key = l.root_key where l.version_key = {found.Version} order by l.state, l.key",
                        row => (row.GetString(0), row.GetString(1)),
                        cancellationToken);
                    return found.Original with { Links = links };
                },
                cancellationToken)
            : Task.FromResult<Original?>(null);

    /// <exception cref="IOException">It is not where it was, or cannot be read.</exception>
    public async Task<Stream> OpenAsync(Original original, CancellationToken cancellationToken)
    {
        if (original.IsBlob)
        {
            return await blobs.OpenAsync(original.Sha256, cancellationToken);
        }

        foreach (var (root, path) in original.Links)
        {
            if (RealPath.Of(Path.Combine(root, path)) is { } real && RealPath.IsWithin(real, root))
            {
                return new FileStream(real, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
            }
        }

        throw new FileNotFoundException("the original is not where it was");
    }
}
