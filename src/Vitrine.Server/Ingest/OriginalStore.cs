using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Import;
using Vitrine.Server.Storage;
using Vitrine.Server.Storage.Blobs;

namespace Vitrine.Server.Ingest;

/// <summary>Which version of an asset <c>a</c> is meant.</summary>
internal static class Versions
{
    /// <summary>A condition on <c>v</c>, a version of it.</summary>
    /// <param name="id">Its public id; null = the current one.</param>
    public static Sql Chosen(string? id) => id is null ? Sql.Of($"v.key = a.version_key") : Sql.Of($"v.id = {id}");
}

/// <summary>An asset's original: what it is and where it should lie.</summary>
public sealed record Original(long AssetKey, string Name, string Mime, byte[] Sha256, bool IsBlob, IReadOnlyList<(string Root, string Path, long Bytes, long Modified)> Links);

/// <summary>An opened original. <paramref name="AsTakenIn"/>: its bytes are those of the version's hash, as far as size and time tell.</summary>
public readonly record struct OpenedOriginal(Stream Content, bool AsTakenIn);

/// <summary>Opens originals, wherever they lie. A linked file is followed only while it really lies below its root.</summary>
public sealed class OriginalStore(Database database, BlobStore blobs)
{
    /// <summary>Null where there is no such asset in the principal's library, or no such version of it.</summary>
    /// <param name="version">Its public id; null = the current one.</param>
    public Task<Original?> FindAsync(Principal principal, string id, string? version, CancellationToken cancellationToken) =>
        PublicId.TryParse(id, out _) && (version is null || PublicId.TryParse(version, out _))
            ? database.ReadAsync(
                async session =>
                {
                    var found = await session.FirstAsync(
                        $"""
                        select a.key, a.name, v.mime, v.sha256, v.blob_key, v.key from asset a join version v on v.asset_key = a.key and ({Versions.Chosen(version)})
                        where a.id = {id} and a.library_key = {principal.LibraryKey}
                        """,
                        row => (Original: new Original(row.GetInt64(0), row.GetString(1), row.GetString(2), row.Bytes(3), !row.IsDBNull(4), []), Version: row.GetInt64(5)),
                        cancellationToken);
                    if (found.Original is null)
                    {
                        return null;
                    }

                    var links = await session.QueryAsync(
                        $"select r.path, l.path, l.bytes, l.modified from link l join root r on r.key = l.root_key where l.version_key = {found.Version} order by l.state, l.key",
                        row => (row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)),
                        cancellationToken);
                    return found.Original with { Links = links };
                },
                cancellationToken)
            : Task.FromResult<Original?>(null);

    /// <exception cref="IOException">It is not where it was, or cannot be read.</exception>
    public async Task<OpenedOriginal> OpenAsync(Original original, CancellationToken cancellationToken)
    {
        if (original.IsBlob)
        {
            return new OpenedOriginal(await blobs.OpenAsync(original.Sha256, cancellationToken), AsTakenIn: true);
        }

        foreach (var (root, path, bytes, modified) in original.Links)
        {
            if (FoundLink.Find(root, path) is { } found)
            {
                return new OpenedOriginal(found.Open(), found.Bytes == bytes && found.Modified == modified);
            }
        }

        throw new FileNotFoundException("the original is not where it was");
    }
}
