using Vitrine.Core.Assets;
using Vitrine.Server.Import;
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

    /// <summary>The same where it is there already; null where it is not.</summary>
    public static async Task<long?> FindAsync(DbSession session, long library, IEnumerable<string> names, CancellationToken cancellationToken = default)
    {
        long? at = await RootAsync(session, library, cancellationToken);
        foreach (var name in names)
        {
            at = at is { } parent ? await ChildAsync(session, library, parent, name, cancellationToken) : null;
        }

        return at;
    }

    /// <summary>The deepest folder that is there on the way to a path of names.</summary>
    public static async Task<long> NearestAsync(DbSession session, long library, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var at = await RootAsync(session, library, cancellationToken);
        foreach (var name in names)
        {
            if (await ChildAsync(session, library, at, name, cancellationToken) is not { } child)
            {
                break;
            }

            at = child;
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

    /// <summary>
    /// A folder on disk was renamed or moved within its root: what mirrors it, and all below, mirrors the new place. Its name here follows where it was that
    /// of the folder on disk, and its parent where that mirrored the old one.
    /// </summary>
    /// <returns>False where the old one is mirrored by nothing, or the new one already is.</returns>
    public async Task<bool> FollowAsync(WriteSession session, ImportRoot root, string from, string to, CancellationToken cancellationToken = default)
    {
        var there = await session.NumberAsync($"select key from folder where root_key = {root.Key} and path = {to} and trashed_at is null", cancellationToken);
        var old = await session.FirstAsync(
            $"select key, name, parent_key from folder where root_key = {root.Key} and path = {from} and trashed_at is null",
            row => (Key: row.GetInt64(0), Name: row.GetString(1), Parent: row.NumberOrNull(2)),
            cancellationToken);
        if (there is not null || old.Key == 0)
        {
            return false;
        }

        var oldParent = Parent(from).Length == 0 ? root.FolderKey
            : await session.NumberAsync($"select key from folder where root_key = {root.Key} and path = {Parent(from)} and trashed_at is null", cancellationToken);
        var parent = old.Parent == oldParent ? await MirrorAsync(session, root, Parent(to), cancellationToken) : old.Parent!.Value;
        await LockAsync(session, parent, cancellationToken);
        var wanted = old.Name == AssetName.Shown(Name(from)) ? AssetName.Shown(Name(to)) : old.Name;
        var name = wanted;
        for (var number = 2; await ChildAsync(session, root.LibraryKey, parent, name, cancellationToken) is { } taken && taken != old.Key; number++)
        {
            name = AssetName.Numbered(wanted, $"{number}");
        }

        await session.ExecuteAsync(
            $"""
            update folder set parent_key = {parent}, name = {name}, name_key = {AssetName.Key(name)}, path = {to}, revision = revision + 1 where key = {old.Key}
            """,
            cancellationToken);
        await session.ExecuteAsync(
            $"""
            update folder set path = {to} || substr(path, cast({from.EnumerateRunes().Count() + 1} as integer))
            where root_key = {root.Key} and path > {from + "/"} and path < {from + "0"}
            """,
            cancellationToken);
        session.Log(new Change(root.LibraryKey, LogSubject.Folder, old.Key, ChangeEvent.Changed, ChangedParts.Place));
        return true;
    }

    private static string Parent(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

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
public sealed record ImportRoot(long Key, long LibraryKey, long FolderKey, string Path, RootMode Mode)
{
    public RootState State { get; init; } = RootState.Online;

    /// <summary>Whether changes below it are followed.</summary>
    public bool Watching { get; init; } = true;

    /// <summary>Patterns of what is left out (<see cref="ExcludePatterns"/>), one a line.</summary>
    public string Excludes { get; init; } = "";

    public int PollMinutes { get; init; } = 10;

    /// <summary>When all of it was last gone through.</summary>
    public DateTimeOffset? ScannedAt { get; init; }
}

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
