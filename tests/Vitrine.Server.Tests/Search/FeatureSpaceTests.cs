using Vitrine.Core.Search.Vectors;
using Vitrine.Server.Search.Examples;

namespace Vitrine.Server.Tests.Search;

/// <summary>The vectors of one model in memory: one by one, and reduced once there are many.</summary>
public sealed class FeatureSpaceTests
{
    /// <summary>A wide model, and how many of its components are left: what 1,280 and 512 are to the server.</summary>
    private const int Wide = 72, Left = 64, Sample = FeatureSpace.SampleEach * Left;

    private const int Library = 1, Other = 2;

    [Fact]
    public async Task Wide_ManyVectors_AreReducedAndFoundAsBefore()
    {
        var (space, vectors) = Filled(Sample + 240);
        var asked = Enumerable.Range(0, 20).Select(i => vectors[i * 20]).ToArray();
        var before = asked.Select(one => Keys(space, one, null)).ToArray();
        VectorReduction? fitted = null;
        for (var i = 0; i < 3_000 && fitted is null; i++)
        {
            fitted = await space.TendAsync();
            await Task.Delay(20);
        }

        Assert.Equal((Wide, Left), (fitted!.From, fitted.To));
        Assert.Null(await space.TendAsync());

        // Of pictures of one cluster that differ by noise alone some trade places; whole vectors say the order afterwards.
        Assert.Equal(before.Select(keys => keys[0]), asked.Select(one => Keys(space, one, null)[0]));
        var same = asked.Zip(before, (one, keys) => Keys(space, one, null).Intersect(keys).Count()).Sum();
        Assert.InRange(same / (double)before.Sum(keys => keys.Count), 0.8, 1);

        // What comes later is reduced too; what goes is not found any more.
        var late = Noisy(new Random(5), vectors[1], 0.01);
        space.Set(100_000, Library, Int8Vector.Quantise(late));
        Assert.Equal(100_000, Keys(space, late, null)[0]);
        space.Remove(100_000);
        Assert.DoesNotContain(100_000, Keys(space, late, null));

        // A start takes over what was fitted before.
        var again = new FeatureSpace(Wide, components: Left, many: Sample);
        foreach (var (vector, i) in vectors.Select((vector, i) => (vector, i)))
        {
            again.Set(i + 1, i % 10 == 9 ? Other : Library, Int8Vector.Quantise(vector));
        }

        again.Use(ReductionFile.Load(ReductionFile.Save(fitted)));
        Assert.Equal(Keys(space, asked[3], null), Keys(again, asked[3], null));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(Wide)]
    public void Nearest_KeepsToTheLibraryAndToWhatIsAllowed(int dimension)
    {
        var (space, vectors) = Filled(300, dimension);
        var all = Keys(space, vectors[0], null);
        Assert.DoesNotContain(all, key => key % 10 == 0);
        Assert.Equal(1, all[0]);
        HashSet<long> few = [7, 8, 10, 251];
        Assert.Equal([7, 8, 251], Keys(space, vectors[0], few).Order());
        Assert.Empty(Keys(space, vectors[0], new HashSet<long>()));
        Assert.Equal(30, space.Nearest(vectors[0], Other, null, 100, CancellationToken.None).Count);
    }

    /// <summary>Kept with full blocks, one by one before there is a reduction, and reduced; with changes before and after.</summary>
    [Theory]
    [InlineData(64, 9_000)]
    [InlineData(Wide, 300)]
    [InlineData(Wide, 5_000)]
    public async Task Restore_OfWhatWasKept_AnswersTheSame_AndGoesOn(int dimension, int count)
    {
        var folder = Directory.CreateTempSubdirectory("vitrine-vectors-").FullName;
        try
        {
            var (space, vectors) = Filled(count, dimension, folder);
            for (var i = 0; i < 3_000 && count >= Sample && dimension == Wide && space.Reduction is null; i++)
            {
                await space.TendAsync();
                await Task.Delay(20);
            }

            Assert.Equal(count >= Sample && dimension == Wide, space.Reduction is not null);
            space.Remove(5);
            space.Set(3, Other, Int8Vector.Quantise(vectors[9]));
            var (rows, beside) = space.Keep();
            VectorSnapshot.Save(folder, "1", 7, "said", [("model", rows, beside)]);
            var kept = Assert.Single(VectorSnapshot.Load(folder, "1")!.Spaces);
            var again = FeatureSpace.Restore(kept, folder, _ => space.Reduction, Left);
            foreach (var both in new[] { space, again })
            {
                both.Set(count + 1, Library, Int8Vector.Quantise(vectors[5]));
                both.Remove(7);
            }

            Assert.Equal(space.Assets.Order(), again.Assets.Order());
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(space.Nearest(vectors[i], i % 2 + 1, null, 50, CancellationToken.None), again.Nearest(vectors[i], i % 2 + 1, null, 50, CancellationToken.None));
            }

            if (space.Reduction is not null)
            {
                Assert.Throws<InvalidDataException>(() => FeatureSpace.Restore(kept, folder, _ => null, Left));
            }

            foreach (var wrong in new Func<byte[], byte[]>[] { bytes => bytes[..^1], bytes => bytes[..40], _ => [], bytes => [.. bytes, 0], bytes => [255, 255, 255, 255, .. bytes[4..]], bytes => [.. bytes[..4], 255, 255, 255, 127, .. bytes[8..]] })
            {
                Assert.Throws<InvalidDataException>(() => FeatureSpace.Restore(kept with { Beside = wrong(beside.ToArray()) }, folder, _ => space.Reduction, Left));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<long> Keys(FeatureSpace space, float[] like, IReadOnlySet<long>? allowed) => [.. space.Nearest(like, Library, allowed, 10, CancellationToken.None).Select(one => one.Asset)];

    /// <summary>Clusters as pictures of the same things are; each tenth vector is of another library.</summary>
    private static (FeatureSpace Space, float[][] Vectors) Filled(int count, int dimension = Wide, string? folder = null)
    {
        var random = new Random(11);
        var middles = Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, dimension).Select(_ => (float)Math.Max(0, random.NextDouble() - 0.4)).ToArray()).ToArray();
        var vectors = Enumerable.Range(0, count).Select(i => Noisy(random, middles[i % middles.Length], 0.3)).ToArray();
        var space = new FeatureSpace(dimension, folder, Left, Sample);
        for (var i = 0; i < count; i++)
        {
            space.Set(i + 1, i % 10 == 9 ? Other : Library, Int8Vector.Quantise(vectors[i]));
        }

        return (space, vectors);
    }

    private static float[] Noisy(Random random, float[] middle, double noise) => [.. middle.Select(x => (float)Math.Max(0, x + (noise * (random.NextDouble() - 0.5))))];
}
