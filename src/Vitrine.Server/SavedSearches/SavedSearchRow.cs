using System.Data.Common;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Server.Access;
using Vitrine.Server.Storage;

namespace Vitrine.Server.SavedSearches;

/// <summary>Whether the owner of a search is told of assets that it newly finds. The numbers are stored.</summary>
internal enum WatchState
{
    Off = 0,

    /// <summary>What it finds is yet to be noted: nothing of it is new.</summary>
    Begins = 1,
    On = 2,

    /// <summary>It could not be asked of late: the next time all that it finds is looked at.</summary>
    Behind = 3,
}

/// <summary>A saved search as stored.</summary>
/// <param name="Position">Up to where in the change log it was asked, while it is watched.</param>
internal sealed record SavedSearchRow(
    long Key, string Id, long Library, long Owner, string Name, string Query, string? Sort, bool IsPhrase, bool IsShared, WatchState Watch, long Position, long Revision, bool Deleted)
{
    /// <summary>What is asked of search for it; groups apart.</summary>
    public SearchRequest Request => new(Query, Sort: Sort) { Phrases = IsPhrase ? "auto" : "off" };

    /// <summary>Whether somebody may know of it.</summary>
    public bool IsSeenBy(Principal principal) => Library == principal.LibraryKey && (Owner == principal.Actor.Key || (IsShared && !Deleted));

    /// <summary>Who saved it changes it; the library's owner also what is shared in it.</summary>
    public bool IsChangedBy(Principal principal) => Owner == principal.Actor.Key || principal.Role == Role.Owner;
}

/// <summary>Finds saved searches.</summary>
internal static class SavedSearchRows
{
    public static RawSql Columns { get; } = new("s.key, s.id, s.library_key, s.owner_key, s.name, s.query, s.sort, s.phrases, s.shared, s.watch, s.position, s.revision, s.deleted_at");

    /// <summary>How many columns these are.</summary>
    public const int Width = 13;

    /// <summary>Also a deleted one; null where there is none of that id that the principal may know of.</summary>
    public static async Task<SavedSearchRow?> FindAsync(DbSession session, Principal principal, string id, CancellationToken cancellationToken) => Seen(
        PublicId.TryParse(id, out _) ? await session.FirstAsync($"select {Columns} from saved_search s where s.id = {id}", Read, cancellationToken) : null, principal);

    /// <summary>The same; whoever changes it at the same time waits for this transaction.</summary>
    public static async Task<SavedSearchRow?> LockAsync(WriteSession session, Principal principal, string id, CancellationToken cancellationToken) => Seen(
        PublicId.TryParse(id, out _) ? await session.FirstAsync($"select {Columns} from saved_search s where s.id = {id}{session.Dialect.ForUpdate}", Read, cancellationToken) : null, principal);

    /// <summary>By its key, whoever may know of it.</summary>
    public static Task<SavedSearchRow?> LockAsync(WriteSession session, long key, CancellationToken cancellationToken) =>
        session.FirstAsync($"select {Columns} from saved_search s where s.key = {key}{session.Dialect.ForUpdate}", Read, cancellationToken);

    public static SavedSearchRow Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetString(5), row.TextOrNull(6), row.GetInt64(7) == 1, row.GetInt64(8) == 1,
        (WatchState)row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), !row.IsDBNull(12));

    private static SavedSearchRow? Seen(SavedSearchRow? row, Principal principal) => row?.IsSeenBy(principal) == true ? row : null;
}
