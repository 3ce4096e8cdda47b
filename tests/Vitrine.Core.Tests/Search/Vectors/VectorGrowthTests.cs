using Vitrine.Core.Search.Vectors;

namespace Vitrine.Core.Tests.Search.Vectors;

public sealed class VectorGrowthTests
{
    private const int Dimension = 24;
    private const int Rows = 12_000;

    [Fact]
    public async Task Search_WhileRowsAreAdded_SeesTheRowsOfItsGeneration()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, Rows).Select(_ => NaiveSearch.Codes(random, Dimension)).ToList();
        var query = VectorQuery.Like(VectorSearchTests.Floats(random, Dimension));
        var space = new VectorSpace(Dimension);
        var writer = Task.Run(() =>
        {
            foreach (var row in rows)
            {
                space.Add(row);
            }
        });

        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var seen = 0; seen < Rows;)
            {
                var generation = space.Current;
                Assert.InRange(generation.Count, seen, Rows);
                seen = generation.Count;
                var hits = generation.Search(query, 3, AllowedRows.All);
                NaiveSearch.AssertSame(NaiveSearch.Search([.. rows.Take(seen)], query.Direction, 3, _ => true), hits);
            }
        }));
        await Task.WhenAll([writer, .. readers]);

        Assert.Equal(Rows, space.Current.Count);
    }

    [Fact]
    public void Generation_TakenEarlier_StaysAsItWas()
    {
        var space = new VectorSpace(2);
        var before = space.Current;
        Assert.Equal(0, space.Add([1f, 0f]));
        var between = space.Current;

        Assert.Equal(1, space.AddMany([1, 0, 1, 0]));

        Assert.Equal((0, 1, 3), (before.Count, between.Count, space.Current.Count));
        Assert.Single(between.Search(VectorQuery.Like([1, 0]), 9, AllowedRows.All));
    }

    [Fact]
    public async Task Add_ByManyThreads_GivesEachItsRow()
    {
        var space = new VectorSpace(2);

        var given = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 2_000).Select(_ => space.Add([1f, 1f])).ToList())));

        Assert.Equal(Enumerable.Range(0, 8_000), given.SelectMany(rows => rows).Order());
    }

    [Fact]
    public void AddMany_HalfAVector_IsRefused() => Assert.Throws<ArgumentException>(() => new VectorSpace(2).AddMany([1, 2, 3]));
}
