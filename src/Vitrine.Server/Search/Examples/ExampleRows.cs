using System.Runtime.InteropServices;
using Vitrine.Core.Search.Vectors;
using Vitrine.Media.Analyzers.Fingerprints;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Examples;

/// <summary>A picture that somebody searched with.</summary>
/// <param name="Address">Where it was fetched from; null where it was sent.</param>
internal sealed record ExampleRow(long Key, string Id, string Name, string? Address, byte[] Sha256, byte[] Preview, SeenPicture Seen, DateTimeOffset At);

/// <summary>Pictures that somebody searched with. They are kept for a day, so that a search can be gone on with and its address sent to somebody else.</summary>
internal static class ExampleRows
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Of one person: the oldest goes where another one comes.</summary>
    private const int MostOfOne = 50;

    public static Task<ExampleRow?> FindAsync(DbSession session, long library, string id, CancellationToken cancellationToken) =>
        ReadAsync(session, Sql.Of($"id = {id} and library_key = {library}"), cancellationToken);

    public static Task<ExampleRow?> AtAddressAsync(DbSession session, long library, string address, DateTimeOffset since, CancellationToken cancellationToken) =>
        ReadAsync(session, Sql.Of($"address = {address} and library_key = {library} and created_at > {since}"), cancellationToken);

    public static async Task AddAsync(WriteSession session, long library, ExampleRow row, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"""
            insert into search_example (id, library_key, actor_key, name, address, sha256, preview, hashes, sketch, space, scale, codes, created_at)
            values ({row.Id}, {library}, {session.Actor.Key}, {row.Name}, {row.Address}, {row.Sha256}, {row.Preview}, {row.Seen.Print?.Hashes}, {row.Seen.Print?.Sketch}, {row.Seen.Model}, {(double)row.Seen.Vector.Scale},
                {MemoryMarshal.AsBytes(row.Seen.Vector.Codes.Span).ToArray()}, {session.Now})
            """,
            cancellationToken);
        await session.ExecuteAsync(
            $"""
            delete from search_example where library_key = {library} and actor_key = {session.Actor.Key} and key not in (
                select key from search_example where library_key = {library} and actor_key = {session.Actor.Key} order by key desc limit {MostOfOne})
            """,
            cancellationToken);
        await SweepAsync(session, cancellationToken);
    }

    /// <summary>Forgets those of yesterday.</summary>
    public static Task<int> SweepAsync(WriteSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"delete from search_example where created_at < {session.Now - Kept}", cancellationToken);

    private static Task<ExampleRow?> ReadAsync(DbSession session, Sql which, CancellationToken cancellationToken) => session.FirstAsync(
        Sql.Of($"select key, id, name, address, sha256, preview, hashes, sketch, space, scale, codes, created_at from search_example where {which} order by key desc limit 1"),
        row => (ExampleRow?)new ExampleRow(
            row.GetInt64(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.Bytes(4), row.Bytes(5),
            new SeenPicture(
                row.GetString(8), new Int8Vector(MemoryMarshal.Cast<byte, sbyte>(row.Bytes(10)).ToArray(), (float)row.GetDouble(9)),
                row.IsDBNull(6) ? null : new StoredFingerprint(row.Bytes(6), row.BytesOrNull(7))),
            row.Time(11)),
        cancellationToken);
}
