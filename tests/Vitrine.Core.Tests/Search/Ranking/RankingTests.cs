using System.Text.Json;
using Vitrine.Core.Search.Ranking;
using Vitrine.Eval.Statistics;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Search.Ranking;

public sealed class RankingTests
{
    [Fact]
    public void Score_GoldenDocuments_EqualsTheGoldenScores()
    {
        var golden = Golden("bm25.json");
        var documents = golden.GetProperty("documents").EnumerateArray().Select(d => Tokens(d.GetString()!)).ToList();
        Assert.Equal(golden.GetProperty("tokens_per_document").EnumerateArray().Select(n => n.GetInt32()), documents.Select(d => d.Count));
        var average = documents.Average(d => d.Count);
        foreach (var query in golden.GetProperty("queries").EnumerateArray())
        {
            var scores = documents.Select(document => query.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()!).Sum(word =>
                Bm25.Idf(documents.Count(d => d.Contains(word)), documents.Count) * Bm25.Default.Score(document.Count(w => w == word), document.Count, average))).ToList();

            var expected = query.GetProperty("scores").GetProperty("lucene_own_double").EnumerateArray().ToList();
            Assert.Equal(Math.Min(10, scores.Count(s => s > 0)), expected.Count);
            Assert.All(expected, pair => Assert.InRange(scores[pair[0].GetInt32()] - pair[1].GetDouble(), -1e-9, 1e-9));
            Assert.Equal(expected.Select(pair => pair[1].GetDouble()), scores.OrderDescending().Take(expected.Count).Select(s => Math.Round(s, 9)));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(0, 5)]
    public void Idf_AnyCounts_IsAboveZero(int with, int all) => Assert.True(Bm25.Idf(with, all) > 0);

    [Fact]
    public void Score_Edges_AreNumbers()
    {
        Assert.Equal(0, Bm25.Default.Score(0, 10, 5));
        Assert.Equal(0.4, Bm25.Default.Score(1, 0, 0), 12);
        Assert.Equal(3 * Bm25.Default.Score(2, 7, 5), Bm25.Default.Score(2, 7, 5, weight: 3), 12);
        Assert.Throws<ArgumentOutOfRangeException>(() => Bm25.Idf(6, 5));
    }

    [Fact]
    public void Fuse_GoldenLists_EqualsTheGoldenScores()
    {
        foreach (var fused in Golden("fusion.json").GetProperty("cases").EnumerateArray())
        {
            var lists = fused.GetProperty("lists").EnumerateArray().Select(l => (IReadOnlyList<string>)[.. l.EnumerateArray().Select(e => e.GetString()!)]).ToList();
            double[]? weights = fused.TryGetProperty("weights", out var given) ? [.. given.EnumerateArray().Select(w => w.GetDouble())] : null;

            var result = RankFusion.Fuse(lists, fused.GetProperty("k").GetDouble(), weights, StringComparer.Ordinal);

            Assert.Equal(fused.GetProperty("result").EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetDouble())), result.Select(r => (r.Key, Math.Round(r.Score, 12))));
        }
    }

    [Fact]
    public void Fuse_ARepeatedKey_CountsOnceAList() =>
        Assert.Equal([(7, 1 / 61.0), (3, 1 / 63.0)], RankFusion.Fuse<int>([[7, 7, 3]]));

    [Fact]
    public void Fuse_AWeightTooFew_IsRefused() => Assert.Throws<ArgumentException>(() => RankFusion.Fuse<int>([[1], [2]], weights: [1]));

    [Fact]
    public void Measures_GoldenRuns_EqualTrecEvals()
    {
        var sums = new Dictionary<string, double>();
        var golden = Golden("measures.json");
        foreach (var query in golden.GetProperty("queries").EnumerateArray())
        {
            var judged = query.GetProperty("qrel").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32());
            var ranking = RankingMeasures.Order(query.GetProperty("run").EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value.GetDouble())));
            Assert.Equal(query.GetProperty("order_used").EnumerateArray().Select(e => e.GetString()!), ranking);

            foreach (var expected in query.GetProperty("measures").EnumerateObject())
            {
                var measured = Measure(new RankingMeasures(ranking, judged), expected.Name);
                Assert.True(Math.Abs(expected.Value.GetDouble() - measured) < 1e-6, $"{query.GetProperty("query")} {expected.Name}: {measured}");
                sums[expected.Name] = sums.GetValueOrDefault(expected.Name) + measured;
            }
        }

        var queries = golden.GetProperty("queries").GetArrayLength();
        Assert.All(golden.GetProperty("mean").EnumerateObject(), mean => Assert.True(Math.Abs(mean.Value.GetDouble() - (sums[mean.Name] / queries)) < 1e-6, mean.Name));
    }

    private static double Measure(RankingMeasures of, string name) => name switch
    {
        "map" => of.AveragePrecision,
        "recip_rank" => of.ReciprocalRank,
        "ndcg" => of.Ndcg(),
        "Rprec" => of.RPrecision,
        "bpref" => of.Bpref,
        _ => (name.Split('_')[0], int.Parse(name.Split('_')[^1], System.Globalization.CultureInfo.InvariantCulture)) switch
        {
            ("ndcg", var k) => of.Ndcg(k),
            ("P", var k) => of.Precision(k),
            ("recall", var k) => of.Recall(k),
            ("success", var k) => of.Success(k),
            _ => throw new ArgumentException(name),
        },
    };

    /// <summary>The golden file's own tokens: lower case, split at everything that is no letter or digit.</summary>
    private static List<string> Tokens(string text)
    {
        var words = new List<string> { "" };
        foreach (var character in text.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(character))
            {
                words[^1] += character;
            }
            else if (words[^1].Length > 0)
            {
                words.Add("");
            }
        }

        return [.. words.Where(word => word.Length > 0)];
    }

    private static JsonElement Golden(string file) => JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("golden", "ranking", file))).RootElement;
}
