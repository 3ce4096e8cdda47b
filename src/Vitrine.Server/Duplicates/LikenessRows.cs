using System.Runtime.InteropServices;
using Vitrine.Core.Analysis;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Core.Search.Vectors;
using Vitrine.Media.Analyzers.Fingerprints;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Duplicates;

/// <summary>What a picture is like in the space of a model.</summary>
internal readonly record struct SpaceVector(string Space, Int8Vector Vector);

/// <summary>What pictures are compared by, in rows of their own: fingerprints, and features as vectors of one byte a component.</summary>
internal static class LikenessRows
{
    /// <summary>Writes what of a set of findings belongs here.</summary>
    /// <returns>The rest of the set.</returns>
    public static async Task<FindingSet> TakeAsync(WriteSession session, long essence, FindingSet set, CancellationToken cancellationToken)
    {
        foreach (var (hashes, sketch) in set.Findings.OfType<Finding.Value>().Where(IsFingerprint).Select(value => FingerprintAnalyzer.Read(value.Content)).OfType<StoredFingerprint>())
        {
            await session.ExecuteAsync(
                $"""
                insert into fingerprint (essence_key, version, hashes, sketch) values ({essence}, {set.Version}, {hashes}, {sketch})
                on conflict (essence_key) do update set version = excluded.version, hashes = excluded.hashes, sketch = excluded.sketch
                """,
                cancellationToken);
        }

        var vectors = set.Findings.OfType<Finding.Vector>().Where(IsOfWhole).ToArray();
        foreach (var vector in vectors)
        {
            var stored = Int8Vector.Quantise(vector.Values.Span);
            await ForgetOlderAsync(session, essence, set.Analyzer, vector.Space, cancellationToken);
            await session.ExecuteAsync(
                $"""
                insert into feature_vector (essence_key, space, scale, codes) values ({essence}, {vector.Space}, {(double)stored.Scale}, {MemoryMarshal.AsBytes(stored.Codes.Span).ToArray()})
                on conflict (essence_key, space) do update set scale = excluded.scale, codes = excluded.codes
                """,
                cancellationToken);
        }

        return set with { Findings = [.. set.Findings.Where(finding => finding is not (Finding.Value or Finding.Vector) || (finding is Finding.Value value ? !IsFingerprint(value) : !IsOfWhole((Finding.Vector)finding)))] };
    }

    /// <summary>
    /// The features of some pictures, by essence: one vector in the space of each model whose analyzer looked at it. Pictures that none looked at are not among them.
    /// </summary>
    public static async Task<Dictionary<long, IReadOnlyList<SpaceVector>>> VectorsAsync(DbSession session, long[] essences, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            Sql.Of($"select essence_key, space, scale, codes from feature_vector where {session.Dialect.AnyOf(new RawSql("essence_key"), essences)} order by essence_key, space"),
            row => (Essence: row.GetInt64(0), Seen: new SpaceVector(row.GetString(1), new Int8Vector(MemoryMarshal.Cast<byte, sbyte>(row.Bytes(3)).ToArray(), (float)row.GetDouble(2)))),
            cancellationToken);
        return rows.GroupBy(row => row.Essence).ToDictionary(same => same.Key, same => (IReadOnlyList<SpaceVector>)[.. same.Select(row => row.Seen)]);
    }

    /// <summary>The sketches of some pictures, by essence. Pictures that have none are not among them.</summary>
    public static async Task<Dictionary<long, PictureSketch>> SketchesAsync(DbSession session, long[] essences, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            Sql.Of($"select essence_key, sketch from fingerprint where {session.Dialect.AnyOf(new RawSql("essence_key"), essences)} and sketch is not null"),
            row => (Essence: row.GetInt64(0), Sketch: PictureSketch.Read(row.Bytes(1))),
            cancellationToken);
        return rows.Where(row => row.Sketch is not null).ToDictionary(row => row.Essence, row => row.Sketch!);
    }

    /// <summary>An analyzer that has another model now leaves nothing in the old one's space; the spaces of other analyzers are theirs.</summary>
    private static Task<int> ForgetOlderAsync(WriteSession session, long essence, string analyzer, string space, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"""
        delete from feature_vector where essence_key = {essence} and space <> {space}
        and space not in (select model from finding where essence_key = {essence} and analyzer <> {analyzer})
        """,
        cancellationToken);

    /// <summary>Forgets a picture that no version has any more.</summary>
    public static async Task ForgetAsync(WriteSession session, long essence, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"delete from fingerprint where essence_key = {essence}", cancellationToken);
        await session.ExecuteAsync($"delete from feature_vector where essence_key = {essence}", cancellationToken);
    }

    private static bool IsFingerprint(Finding.Value value) => value.Key == FingerprintAnalyzer.Key;

    private static bool IsOfWhole(Finding.Vector vector) => vector.Extent is null;
}
