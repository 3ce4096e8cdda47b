using Vitrine.Server.Collections;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ingest;

/// <summary>The collections that a file joins when it comes in.</summary>
internal static class UploadCollections
{
    private const int Most = 20;

    /// <summary>Adds what names one collection, or several one a line.</summary>
    /// <exception cref="UploadRefusedException">These are too many.</exception>
    public static void Add(List<string> collections, string text)
    {
        collections.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (collections.Count > Most)
        {
            throw new UploadRefusedException(StatusCodes.Status400BadRequest, $"A file joins at most {Most} collections when it comes in.");
        }
    }

    /// <summary>The wish with the ids of its collections, which may be called by their names.</summary>
    /// <exception cref="UploadRefusedException">There is no such collection: none is made by a slip of the pen.</exception>
    public static async Task<UploadWish> ResolveAsync(Database database, long library, UploadWish wish, CancellationToken cancellationToken)
    {
        if (wish.Collections.Count == 0)
        {
            return wish;
        }

        return await database.ReadAsync(
            async session =>
            {
                var ids = new SortedSet<string>(StringComparer.Ordinal);
                foreach (var named in wish.Collections)
                {
                    var collection = await CollectionRows.NamedAsync(session, library, named, cancellationToken) ?? throw new UploadRefusedException(
                        StatusCodes.Status400BadRequest, $"There is no collection '{AssetName.Printable(named)}', or more than one is written so. Make it first, or name it by its id.");
                    ids.Add(collection.IsSmart ? throw new UploadRefusedException(StatusCodes.Status400BadRequest, collection.FillsItself.ToString()) : collection.Id);
                }

                return wish with { Collections = [.. ids] };
            },
            cancellationToken);
    }

    /// <summary>Puts an asset into the collections, in the transaction that takes it in. One that was deleted meanwhile has it when it is brought back; one that is gone for good keeps no file out.</summary>
    public static async Task JoinAsync(WriteSession session, long library, IReadOnlyList<string> ids, long asset, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            if (await CollectionRows.LockAsync(session, library, id, cancellationToken) is { } collection
                && await CollectionMembers.AddAsync(session, library, collection.Key, asset, batch: null, cancellationToken))
            {
                await CollectionStore.TouchAsync(session, library, collection.Key, cancellationToken);
            }
        }
    }
}
