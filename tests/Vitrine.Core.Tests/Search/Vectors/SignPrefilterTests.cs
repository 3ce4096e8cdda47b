using Vitrine.Core.Search.Vectors;

namespace Vitrine.Core.Tests.Search.Vectors;

public sealed class SignPrefilterTests
{
    private const int Dimension = 64;
    private const int Rows = 110_000;

    [Fact]
    public void Search_ManyRows_FindsNearlyAllAndSaysThatItMayMissSome()
    {
        var random = new Random(21);
        var rows = VectorSearchTests.Clustered(random, Rows, Dimension);
        var space = new VectorSpace(Dimension);
        space.AddMany([.. rows.Take(Rows - 500).SelectMany(row => row)]);
        var prefilter = SignPrefilter.Build(space.Current);
        space.AddMany([.. rows.Skip(Rows - 500).SelectMany(row => row)]);
        var generation = space.Current;
        var few = NaiveSearch.Mask(Rows, row => row % 50 == 0);
        var most = NaiveSearch.Mask(Rows, row => row % 30 != 0);
        var (found, wanted) = (0, 0);
        for (var i = 0; i < 10; i++)
        {
            // As pictures are: near others of their kind. The last are newer than the signs.
            var query = VectorQuery.Like([.. rows[Rows - 1 - (i * 9_000)].Select(c => (float)c)]);
            foreach (var allowed in new[] { AllowedRows.All, most })
            {
                var exact = generation.Search(query, 20, allowed);
                var hits = prefilter.Search(generation, query, 20, allowed, workers: 2);

                Assert.True(hits.IsApproximate);
                Assert.Equal(20, hits.Hits.Count);
                Assert.All(hits.Hits, hit => Assert.Equal(generation.Score(hit.Row, query), hit.Score));
                Assert.All(hits.Hits, hit => Assert.True(allowed.Has(hit.Row)));
                wanted += 20;
                found += exact.Intersect(hits.Hits).Count();
            }

            var masked = prefilter.Search(generation, query, 20, few);
            Assert.False(masked.IsApproximate);
            Assert.Equal(generation.Search(query, 20, few), masked.Hits);
        }

        Assert.InRange(found / (double)wanted, 0.9, 1);
    }

    [Fact]
    public void Search_OfAnotherGeneration_IsRefused()
    {
        var space = new VectorSpace(4);
        var before = space.Current;
        space.Add([1f, 2f, 3f, 4f]);

        Assert.Throws<ArgumentException>(() => SignPrefilter.Build(space.Current).Search(before, VectorQuery.Like([1, 2, 3, 4]), 1, AllowedRows.All));
        Assert.Empty(SignPrefilter.Build(before).Search(before, VectorQuery.Like([1, 2, 3, 4]), 1, AllowedRows.All).Hits);
    }
}
