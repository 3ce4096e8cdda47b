using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Vitrine.Core.Analysis;
using Vitrine.Core.Search.Vectors;
using Vitrine.Media.Analyzers.Fingerprints;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Duplicates;

/// <summary>What pictures are compared by, in rows of their own: fingerprints, and features as vectors of one byte a component.</summary>
internal static class LikenessRows
{
    /// <summary>Writes what of a set of findings belongs here.</summary>
    /// <returns>The rest of the set.</returns>
    public static async Task<FindingSet> TakeAsync(WriteSession session, long essence, FindingSet set, CancellationToken cancellationToken)
    {
        foreach (var hashes in set.Findings.OfType<Finding.Value>().Where(IsFingerprint).Select(value => FingerprintAnalyzer.Bytes(value.Content)).OfType<byte[]>())
        {
            await session.ExecuteAsync(
                $"""
                insert into fingerprint (essence_key, version, hashes) values ({essence}, {set.Version}, {hashes})
                on conflict (essence_key) do update set version = excluded.version, hashes = excluded.hashes
                """,
                cancellationToken);
        }

        var vectors = set.Findings.OfType<Finding.Vector>().Where(IsOfWhole).ToArray();
        foreach (var vector in vectors)
        {
            var stored = Int8Vector.Quantise(vector.Values.Span);
            await session.ExecuteAsync($"delete from feature_vector where essence_key = {essence} and space <> {vector.Space}", cancellationToken);
            await session.ExecuteAsync(
                $"""
                insert into feature_vector (essence_key, space, scale, codes) values ({essence}, {vector.Space}, {(double)stored.Scale}, {MemoryMarshal.AsBytes(stored.Codes.Span).ToArray()})
                on conflict (essence_key, space) do update set scale = excluded.scale, codes = excluded.codes
                """,
                cancellationToken);
        }

        return set with { Findings = [.. set.Findings.Where(finding => finding is not (Finding.Value or Finding.Vector) || (finding is Finding.Value value ? !IsFingerprint(value) : !IsOfWhole((Finding.Vector)finding)))] };
    }

    /// <summary>The features of some pictures, by essence.</summary>
    public static async Task<Dictionary<long, (string Space, Int8Vector Vector)>> VectorsAsync(DbSession session, long[] essences, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            Sql.Of($"select essence_key, space, scale, codes from feature_vector where {session.Dialect.AnyOf(new RawSql("essence_key"), essences)} order by essence_key, space"),
            row => (Essence: row.GetInt64(0), Space: row.GetString(1), Vector: new Int8Vector(MemoryMarshal.Cast<byte, sbyte>(row.Bytes(3)).ToArray(), (float)row.GetDouble(2))),
            cancellationToken);
        return rows.DistinctBy(row => row.Essence).ToDictionary(row => row.Essence, row => (row.Space, row.Vector));
    }

    /// <summary>Forgets a picture that no version has any more.</summary>
    public static async Task ForgetAsync(WriteSession session, long essence, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"delete from fingerprint where essence_key = {essence}", cancellationToken);
        await session.ExecuteAsync($"delete from feature_vector where essence_key = {essence}", cancellationToken);
    }

    /// <summary>The perceptual hashes in all orientations out of the stored bytes; null where they are damaged.</summary>
    public static ulong[]? Perceptual(byte[] hashes) => hashes.Length < 8 * sizeof(ulong)
        ? null
        : [.. Enumerable.Range(0, 8).Select(i => BinaryPrimitives.ReadUInt64BigEndian(hashes.AsSpan(i * sizeof(ulong))))];

    private static bool IsFingerprint(Finding.Value value) => value.Key == FingerprintAnalyzer.Key;

    private static bool IsOfWhole(Finding.Vector vector) => vector.Extent is null;
}
