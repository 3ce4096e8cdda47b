using System.Text.Json;
using Vitrine.Core.Search.Vectors;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Search.Vectors;

public sealed class GoldenVectorsTests
{
    private readonly JsonElement golden = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("golden", "ranking", "vectors.json"))).RootElement;

    [Fact]
    public void Quantise_VectorsByFormula_GivesTheGoldenCodesAndProducts()
    {
        var vectors = golden.GetProperty("small").EnumerateArray().Select(e => (Expected: e, Vector: Int8Vector.Quantise(Unit(e.GetProperty("i").GetInt32(), 16)))).ToList();

        Assert.All(vectors, v => Assert.Equal(Codes(v.Expected), Codes(v.Vector)));
        Assert.All(vectors, v => Assert.Equal(v.Expected.GetProperty("scale").GetDouble(), v.Vector.Scale, 9));
        foreach (var pair in golden.GetProperty("small_pairs").EnumerateArray())
        {
            var (a, b) = (vectors[pair.GetProperty("a").GetInt32()].Vector, vectors[pair.GetProperty("b").GetInt32()].Vector);
            var dot = Int8Vector.Dot(a, b);
            Assert.Equal(pair.GetProperty("int_dot").GetInt64(), dot);
            Assert.Equal(pair.GetProperty("int8_cosine").GetDouble(), dot * (double)a.Scale * b.Scale, 6);
        }
    }

    [Fact]
    public void Quantise_EdgeVectors_GivesTheGoldenCodes()
    {
        foreach (var edge in golden.GetProperty("edge").EnumerateArray())
        {
            var vector = Int8Vector.Quantise([.. edge.GetProperty("v").EnumerateArray().Select(v => v.GetSingle())]);

            Assert.Equal(Codes(edge), Codes(vector));
            Assert.Equal(1, vector.Scale / edge.GetProperty("scale").GetDouble(), 6);
        }
    }

    [Fact]
    public void Search_FiveHundredVectors_FindsTheGoldenTopTen()
    {
        var search = golden.GetProperty("search");
        var (count, dimension) = (search.GetProperty("n").GetInt32(), search.GetProperty("d").GetInt32());
        var space = new VectorSpace(dimension);
        for (var i = 0; i < count; i++)
        {
            space.Add(Unit(i, dimension));
        }

        // A query in full precision against codes: beside the codes' own loss nothing is lost, so at least as many as int8 on both sides.
        var found = 0;
        var queries = search.GetProperty("queries").EnumerateArray().ToList();
        foreach (var query in queries)
        {
            var itself = query.GetProperty("query").GetInt32();
            var hits = space.Current.Search(VectorQuery.Like(Unit(itself, dimension)), 11, AllowedRows.All);
            Assert.Equal(itself, hits[0].Row);
            var exact = query.GetProperty("exact").EnumerateArray().Select(e => e.GetInt32()).ToList();
            found += hits.Skip(1).Count(hit => exact.Contains(hit.Row));
            var best = query.GetProperty("exact_cosine")[0].GetDouble();
            Assert.InRange(hits[1].Score, best - 0.0015, best + 0.0015);
        }

        Assert.True(found / (10.0 * queries.Count) >= search.GetProperty("recall_at_10_mean").GetDouble());
    }

    private static int[] Codes(JsonElement element) => [.. element.GetProperty("codes").EnumerateArray().Select(c => c.GetInt32())];

    private static int[] Codes(Int8Vector vector) => [.. vector.Codes.ToArray().Select(c => (int)c)];

    /// <summary>The formula of the golden file, at length 1.</summary>
    private static float[] Unit(int i, int dimension)
    {
        var vector = Enumerable.Range(0, dimension).Select(j =>
            Math.Sin((.37 * (i + 1)) + (.11 * (j + 1) * (i + 2))) + (.3 * Math.Cos((1.7 * j) + ((double)i * i)))).ToList();
        var length = Math.Sqrt(vector.Sum(x => x * x));
        return [.. vector.Select(x => (float)(x / length))];
    }
}
