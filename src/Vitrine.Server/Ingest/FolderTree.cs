using Vitrine.Core.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ingest;

/// <summary>Makes the folders that assets are put into: by path, or as the mirror of a folder on disk.</summary>
public sealed class FolderTree(IdGenerator ids)
{
    /// <summary>The folder at a path of names below the library's root, made where it is missing.</summary>
    public async Task<long> EnsureAsync(WriteSession session, long library, IEnumerable<string> names, CancellationToken cancellationToken = default)
    {
        var at = await RootAsync(session, library, cancellationToken);
        foreach (var name in names)
        {
            at = await ChildAsync(session, library, at, name, cancellationToken) ?? await EnsureChildAsync(session, library, at, name, cancellationToken);
        }

        return at;
    }

    /// <summary>Names of a path that someone wrote: <c>/Summer/Beach/</c>. Empty parts, <c>.</c> and <c>..</c> go nowhere and are left out.</summary>
    public static IReadOnlyList<string> Names(string? path) =>
        (path ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(name => name is not ("." or ".."))
            .Select(AssetName.ForUpload)
            .ToArray();

    /// <summary>
    /// The folder that mirrors <paramref name="path"/> (relative, <c>/</c> between names, no end) of a root. Who renamed or moved it in the library
    /// finds new files there too; a folder of the same name that mirrors nothing is taken over.
    /// </summary>
    public async Task<long> MirrorAsync(WriteSession session, ImportRoot root, string path, CancellationToken cancellationToken = default)
    {
        if (path.Length == 0)
        {
            return root.FolderKey;
        }

        var known = await session.NumberAsync(
            $"select key from folder where root_key = {root.Key} and path = {path} and trashed_at is null", cancellationToken);
        if (known is { } key)
        {
            return key;
        }

        var slash = path.LastIndexOf('/');
        var parent = await MirrorAsync(session, root, slash < 0 ? "" : path[..slash], cancellationToken);
        var name = path[(slash + 1)..];
        await LockAsync(session, parent, cancellationToken);
        return await session.NumberAsync($"select key from folder where root_key = {root.Key} and path = {path} and trashed_at is null", cancellationToken)
            ?? await AdoptAsync(session, root, parent, name, path, cancellationToken)
            ?? await MakeAsync(session, root.LibraryKey, parent, name, root.Key, path, cancellationToken);
    }

    /// <summary>A folder for a new root below the library's root; named after the folder on disk, numbered where that name is taken.</summary>
    public async Task<long> ForRootAsync(WriteSession session, long library, string name, CancellationToken cancellationToken = default) =>
        await MakeAsync(session, library, await RootAsync(session, library, cancellationToken), name, null, null, cancellationToken);

    private static async Task<long> RootAsync(DbSession session, long library, CancellationToken cancellationToken) =>
        await session.NumberAsync($"select key from folder where library_key = {library} and parent_key is null", cancellationToken)
        ?? throw new InvalidOperationException($"library {library} has no root folder");

    private static Task<long?> ChildAsync(DbSession session, long library, long parent, string name, CancellationToken cancellationToken) =>
        session.NumberAsync(
            $"""
            select key from folder where library_key = {library} and coalesce(parent_key, 0) = {parent}
            and name_key = {AssetName.Key(AssetName.Shown(name))} and trashed_at is null
            """,
            cancellationToken);

    private static async Task<long?> AdoptAsync(WriteSession session, ImportRoot root, long parent, string name, string path, CancellationToken cancellationToken)
    {
        if (await ChildAsync(session, root.LibraryKey, parent, name, cancellationToken) is not { } there)
        {
            return null;
        }

        var adopted = await session.ExecuteAsync($"update folder set root_key = {root.Key}, path = {path} where key = {there} and root_key is null", cancellationToken);
        return adopted == 1 ? there : null;
    }

    /// <summary>Whoever makes a folder here at the same time waits for this transaction; after that, look again.</summary>
    private static Task<long?> LockAsync(WriteSession session, long parent, CancellationToken cancellationToken) =>
        session.NumberAsync(Sql.Of($"select key from folder where key = {parent}{session.Dialect.ForUpdate}"), cancellationToken);

    private async Task<long> EnsureChildAsync(WriteSession session, long library, long parent, string name, CancellationToken cancellationToken)
    {
        await LockAsync(session, parent, cancellationToken);
        return await ChildAsync(session, library, parent, name, cancellationToken)
            ?? await MakeAsync(session, library, parent, name, null, null, cancellationToken);
    }

    private async Task<long> MakeAsync(
        WriteSession session, long library, long parent, string name, long? root, string? path, CancellationToken cancellationToken)
    {
        await LockAsync(session, parent, cancellationToken);
        var shown = AssetName.Shown(name);
        for (var number = 2; await ChildAsync(session, library, parent, shown, cancellationToken) is not null; number++)
        {
            shown = AssetName.Numbered(AssetName.Shown(name), $"{number}");
        }

        var key = await session.InsertAsync(
            $"""
            insert into folder (id, library_key, parent_key, name, name_key, root_key, path, revision, created_at)
            values ({ids.Next()}, {library}, {parent}, {shown}, {AssetName.Key(shown)}, {root}, {path}, {1}, {session.Now}) returning key
            """,
            cancellationToken);
        session.Log(new Change(library, LogSubject.Folder, key, ChangeEvent.Added));
        return key;
    }
}

/// <summary>A folder on disk that is taken in. <paramref name="Path"/> is absolute, without an end slash.</summary>
public sealed record ImportRoot(long Key, long LibraryKey, long FolderKey, string Path, RootMode Mode);

/// <summary>How a root's files are held. The numbers are stored.</summary>
public enum RootMode
{
    Linked = 1,
    Managed = 2,
    Copied = 3,
}

/// <summary>Where a linked file is. The numbers are stored.</summary>
public enum LinkState
{
    Present = 1,
    Missing = 2,
    Offline = 3,
    Dismissed = 4,
}
