using Vitrine.Server.Claims;
using Vitrine.Server.Ingest;
using Vitrine.Server.Storage;

namespace Vitrine.Server.WriteBack;

/// <summary>An asset whose metadata waits to be written.</summary>
/// <param name="Message">Why it was not yet, in a sentence; null where it was not tried.</param>
internal sealed record WaitingWriteBack(long AssetKey, long LibraryKey, WriteBackPlace Place, DateTimeOffset Since, DateTimeOffset DueAt, int Attempts, string? Code, string? Message);

/// <summary>A file that was about to be put in its place when the program ended.</summary>
internal sealed record MadeFile(long AssetKey, string Path, byte[] Sha256, FileHolder Holder);

/// <summary>The table of what waits to be written.</summary>
internal static class WriteBackRows
{
    /// <summary>Changes that follow each other closely are written once.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstRest = TimeSpan.FromMinutes(1), LongestRest = TimeSpan.FromHours(2), LongestTry = TimeSpan.FromMinutes(10);

    /// <summary>Assets in managed folders wait to be written; one that waits already waits until it was quiet.</summary>
    /// <param name="which">A condition on <c>a</c>, the asset.</param>
    public static Task<int> AddAsync(WriteSession session, Sql which, CancellationToken cancellationToken) => session.ExecuteAsync(
        Sql.Of($"""
        insert into write_back (asset_key, library_key, place, since, due_at, attempts, wanted)
        select a.key, a.library_key, {(long)WriteBackPlace.ByProfile}, {session.Now}, {session.Now + Pause}, 0, 1 from asset a
        where {which} and a.trashed_at is null and exists (
            select 1 from link l join root r on r.key = l.root_key where l.version_key = a.version_key and r.mode = {RootMode.Managed} and l.state = {LinkState.Present})
        on conflict (asset_key) do update set due_at = excluded.due_at, attempts = 0, wanted = write_back.wanted + 1
        """),
        cancellationToken);

    /// <summary>It could not be written: tried again after a while, which grows.</summary>
    public static Task RestAsync(WriteSession session, long asset, long library, WriteBackPlace place, int attempts, WriteBackOutcome outcome, CancellationToken cancellationToken)
    {
        var rest = TimeSpan.FromTicks(Math.Min(LongestRest.Ticks, FirstRest.Ticks << Math.Min(attempts, 10)));
        return session.ExecuteAsync(
            $"""
            insert into write_back (asset_key, library_key, place, since, due_at, attempts, wanted, code, message)
            values ({asset}, {library}, {place}, {session.Now}, {session.Now + rest}, {attempts + 1}, {0}, {outcome.Problem?.Code}, {Pipeline.Storable.Text(outcome.Problem?.Message ?? "")})
            on conflict (asset_key) do update set due_at = excluded.due_at, attempts = excluded.attempts, code = excluded.code, message = excluded.message,
                made_sha256 = null, made_path = null, made_holder = null
            """,
            cancellationToken);
    }

    /// <summary>Notes what is about to be put in place, so that after a kill it is known for our own.</summary>
    public static Task MadeAsync(WriteSession session, WriteBackWork work, WriteBackPlace place, MadeFile made, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"""
        insert into write_back (asset_key, library_key, place, since, due_at, attempts, wanted, made_sha256, made_path, made_holder)
        values ({work.AssetKey}, {work.LibraryKey}, {place}, {session.Now}, {session.Now + FirstRest}, {0}, {0}, {made.Sha256}, {made.Path}, {made.Holder})
        on conflict (asset_key) do update set due_at = excluded.due_at, made_sha256 = excluded.made_sha256, made_path = excluded.made_path, made_holder = excluded.made_holder
        """,
        cancellationToken);

    /// <summary>It was written as it was <paramref name="wanted"/>; what was asked since waits on.</summary>
    public static async Task EndAsync(WriteSession session, long asset, long wanted, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"delete from write_back where asset_key = {asset} and wanted <= {wanted}", cancellationToken);
        await session.ExecuteAsync(
            $"update write_back set made_sha256 = null, made_path = null, made_holder = null, code = null, message = null, due_at = {session.Now + Pause} where asset_key = {asset} and made_sha256 is not null",
            cancellationToken);
    }

    public static Task EraseAsync(WriteSession session, long asset, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"delete from write_back where asset_key = {asset}", cancellationToken);

    /// <summary>How often it was asked for so far.</summary>
    public static async Task<long> WantedAsync(DbSession session, long asset, CancellationToken cancellationToken) =>
        await session.NumberAsync($"select wanted from write_back where asset_key = {asset}", cancellationToken) ?? 0;

    public static Task<List<WaitingWriteBack>> DueAsync(DbSession session, DateTimeOffset now, int most, CancellationToken cancellationToken) => session.QueryAsync(
        $"select asset_key, library_key, place, since, due_at, attempts, code, message from write_back where due_at <= {now} order by due_at, asset_key limit {most}", Read, cancellationToken);

    /// <summary>Takes one that is due, so that no other node writes the same file. If this one dies, it is due again when a try has had its time.</summary>
    public static async Task<bool> TakeAsync(WriteSession session, WaitingWriteBack waiting, CancellationToken cancellationToken) => await session.ExecuteAsync(
        $"update write_back set due_at = {session.Now + LongestTry} where asset_key = {waiting.AssetKey} and due_at = {waiting.DueAt}", cancellationToken) > 0;

    public static Task<WaitingWriteBack?> OfAssetAsync(DbSession session, long asset, CancellationToken cancellationToken) => session.FirstAsync(
        $"select asset_key, library_key, place, since, due_at, attempts, code, message from write_back where asset_key = {asset}", Read, cancellationToken);

    /// <summary>Those with a problem first.</summary>
    public static Task<List<WaitingWriteBack>> ListAsync(DbSession session, long library, int most, CancellationToken cancellationToken) => session.QueryAsync(
        $"""
        select asset_key, library_key, place, since, due_at, attempts, code, message from write_back where library_key = {library}
        order by case when code is null then 1 else 0 end, since, asset_key limit {most}
        """,
        Read,
        cancellationToken);

    public static async Task<long> CountAsync(DbSession session, long library, CancellationToken cancellationToken) =>
        await session.NumberAsync($"select count(*) from write_back where library_key = {library}", cancellationToken) ?? 0;

    /// <summary>Whether bytes are those that were about to be put in place for an asset.</summary>
    public static async Task<bool> IsOursAsync(DbSession session, long asset, byte[] sha256, CancellationToken cancellationToken) =>
        await session.NumberAsync($"select asset_key from write_back where asset_key = {asset} and made_sha256 = {sha256}", cancellationToken) is not null;

    /// <summary>What was about to be put in place.</summary>
    public static Task<List<MadeFile>> MadeFilesAsync(DbSession session, CancellationToken cancellationToken) => session.QueryAsync(
        $"select asset_key, made_path, made_sha256, made_holder from write_back where made_sha256 is not null order by asset_key",
        row => new MadeFile(row.GetInt64(0), row.GetString(1), row.Bytes(2), (FileHolder)row.GetInt64(3)),
        cancellationToken);

    private static WaitingWriteBack Read(System.Data.Common.DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), (WriteBackPlace)row.GetInt64(2), row.Time(3), row.Time(4), (int)row.GetInt64(5), row.TextOrNull(6), row.TextOrNull(7));
}
