using Vitrine.Core.Search.Vectors;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Examples;

/// <summary>An asset that is like the examples.</summary>
/// <param name="Cosine">With what is searched like, 0…1.</param>
/// <param name="Score">The cosine, less what it is like of what is not wanted.</param>
/// <param name="Band"><c>strong</c> or <c>possible</c>.</param>
/// <param name="Copy"><c>exact</c>: the same bytes as an example; <c>near</c>: the same picture in other bytes; null: another picture.</param>
internal sealed record Alike(long Asset, double Cosine, double Score, string Band, string? Copy);

/// <summary>
/// Orders assets by how like examples they are: the same bytes first, then the same picture scaled, turned or compressed anew, then others by the cosine of their features with the mean of
/// the examples. What is more like something unwanted than like what is wanted is left out, and so is what is less like it than pictures of the same thing are.
/// </summary>
internal sealed class ExampleRanking(Database database, FeatureIndex features)
{
    /// <summary>The most results of one search: whoever wants more than these has a word for what they have in common.</summary>
    public const int Most = 1_000;

    /// <summary>Of a model that nobody measured, the best so many are shown, all as possible.</summary>
    private const int MostUnmeasured = 100;

    private const int Together = 500;

    /// <param name="pictures">At least one with a weight above 0.</param>
    /// <param name="allowed">Null = every asset of the library.</param>
    /// <returns>In their order, without the examples themselves.</returns>
    public async Task<IReadOnlyList<Alike>> RankAsync(long library, IReadOnlyList<ExamplePicture> pictures, IReadOnlySet<long>? allowed, CancellationToken cancellationToken)
    {
        var model = pictures[0].Model;
        var wanted = pictures.Where(picture => picture.Weight > 0).ToArray();
        var unwanted = pictures.Where(picture => picture.Weight < 0).ToArray();
        if (pictures.Any(picture => picture.Model != model || picture.Vector.Codes.Length != pictures[0].Vector.Codes.Length))
        {
            return [];
        }

        var query = Mean(wanted);
        var candidates = await features.NearestAsync(model, [.. query.Select(x => (float)x)], library, allowed, Most + pictures.Count, cancellationToken);
        var themselves = pictures.Select(picture => picture.Asset).OfType<long>().ToHashSet();
        var found = new List<Alike>();
        foreach (var some in candidates.Select(candidate => candidate.Asset).Where(asset => !themselves.Contains(asset)).Chunk(Together))
        {
            foreach (var row in await database.ReadAsync(session => ReadAsync(session, some, cancellationToken), cancellationToken))
            {
                if (row.In(model) is { } vector && vector.Codes.Length == query.Length && Of(row, vector, query, wanted, unwanted, model) is { } alike)
                {
                    found.Add(alike);
                }
            }
        }

        return [.. found.OrderBy(LikenessPages.PlaceOf).Take(LikenessBands.Of(model) is null ? MostUnmeasured : Most)];
    }

    private static Alike? Of(Row row, Int8Vector vector, double[] query, ExamplePicture[] wanted, ExamplePicture[] unwanted, string model)
    {
        var cosine = Cosine(query, vector);
        var against = unwanted.Select(picture => (picture.Weight, Cosine: Int8Vector.Cosine(picture.Vector, vector))).ToArray();
        if (against.Any(one => one.Cosine >= cosine))
        {
            return null;
        }

        var copy = wanted.Select(picture => CopyOf(row, picture)).Where(how => how is not null).Order(StringComparer.Ordinal).FirstOrDefault();
        var bands = LikenessBands.Of(model);
        var band = copy is not null || cosine >= bands?.Strong ? "strong" : bands is null || cosine >= bands.Possible ? "possible" : null;
        return band is null ? null : new Alike(row.Asset, cosine, cosine + against.Sum(one => one.Weight * Math.Max(0, one.Cosine)), band, copy);
    }

    /// <summary>The direction of the weighted sum of unit vectors, of length 1.</summary>
    private static double[] Mean(ExamplePicture[] wanted)
    {
        var sum = new double[wanted[0].Vector.Codes.Length];
        foreach (var picture in wanted)
        {
            var codes = picture.Vector.Codes.Span;
            var length = Math.Sqrt(Math.Max(1, Int8Vector.Dot(picture.Vector, picture.Vector)));
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += picture.Weight * codes[i] / length;
            }
        }

        var norm = Math.Sqrt(sum.Sum(x => x * x));
        return [.. sum.Select(x => norm > 0 ? x / norm : 0)];
    }

    /// <summary>In the order of the alphabet: exact, near.</summary>
    private static string? CopyOf(Row row, ExamplePicture picture)
    {
        if (picture.Sha256 is { } bytes && row.Sha256.AsSpan().SequenceEqual(bytes))
        {
            return "exact";
        }

        return picture.Likeness is { } likeness && row.Likeness is { } other && likeness.IsNear(other) ? "near" : null;
    }

    private static double Cosine(double[] unit, Int8Vector vector)
    {
        var codes = vector.Codes.Span;
        var (product, square) = (0.0, 0.0);
        for (var i = 0; i < codes.Length; i++)
        {
            product += unit[i] * codes[i];
            square += codes[i] * codes[i];
        }

        return square > 0 ? product / Math.Sqrt(square) : 0;
    }

    private static async Task<IReadOnlyList<Row>> ReadAsync(DbSession session, long[] assets, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            Sql.Of($"""
            select a.key, v.essence_key, v.sha256, p.hashes, p.sketch from asset a join version v on v.key = a.version_key left join fingerprint p on p.essence_key = v.essence_key
            where {session.Dialect.AnyOf(new RawSql("a.key"), assets)} and a.trashed_at is null
            """),
            row => (Asset: row.GetInt64(0), Essence: row.GetInt64(1), Sha256: row.Bytes(2), Likeness: Likeness.Read(row.BytesOrNull(3), row.BytesOrNull(4))),
            cancellationToken);
        var vectors = await LikenessRows.VectorsAsync(session, [.. rows.Select(row => row.Essence).Distinct()], cancellationToken);
        return [.. rows.Select(row => new Row(row.Asset, row.Sha256, row.Likeness, vectors.GetValueOrDefault(row.Essence, [])))];
    }

    private sealed record Row(long Asset, byte[] Sha256, Likeness? Likeness, IReadOnlyList<SpaceVector> Vectors)
    {
        public Int8Vector? In(string model) => Vectors.Where(seen => seen.Space == model).Select(seen => (Int8Vector?)seen.Vector).FirstOrDefault();
    }
}
