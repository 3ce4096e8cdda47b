using Vitrine.Core.Search.Index;

namespace Vitrine.Core.Tests.Search.Index;

/// <summary>What lies on the disk is the index, or is refused.</summary>
public sealed class IndexSnapshotTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-index-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Load_OfWhatWasSaved_AnswersTheSame()
    {
        var (library, index) = Filled(7);
        IndexSnapshot.Save(index.Generation, library.Fields, folder, "1");

        // Another process may know its fields in another order.
        var fields = new IndexFields();
        fields.Get("later", IndexFieldType.Number);
        fields.Get("size", IndexFieldType.Number);
        var loaded = IndexSnapshot.Load(fields, folder, "1");
        Assert.NotNull(loaded);
        Assert.Equal(index.Generation.Sequence, loaded.Generation.Sequence);
        Assert.Equal(index.Generation.Count, loaded.Generation.Count);
        var (size, tag, text) = (fields.Find("size")!, fields.Find("tag")!, fields.Find("text")!);
        Assert.Equal(index.Generation.Find(new IndexFilter.Range(library.Size, 0, 5)).Keys().Order(), loaded.Generation.Find(new IndexFilter.Range(size, 0, 5)).Keys().Order());
        Assert.Equal(index.Generation.Find(new IndexFilter.All()).Count(library.Tag), loaded.Generation.Find(new IndexFilter.All()).Count(tag));
        var all = new IndexFilter.All();
        Assert.Equal(
            index.Generation.Find(all).Hits(new IndexOrder([new IndexSort(null, true)], 20) { Ranked = [new RankedTerm(library.Text, "do", true)] }).Select(hit => (hit.Key, hit.Score)),
            loaded.Generation.Find(all).Hits(new IndexOrder([new IndexSort(null, true)], 20) { Ranked = [new RankedTerm(text, "do", true)] }).Select(hit => (hit.Key, hit.Score)));
    }

    [Fact]
    public void Save_Again_WritesOnlyWhatIsNew()
    {
        var (library, index) = Filled(8);
        IndexSnapshot.Save(index.Generation, library.Fields, folder, "1");
        var first = Directory.GetFiles(folder).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        index.Apply([library.Document(100_001, 10)], [1], 99);
        File.WriteAllText(Path.Combine(folder, "left.segment.part"), "of a crash");
        IndexSnapshot.Save(index.Generation, library.Fields, folder, "1");
        var second = Directory.GetFiles(folder);
        Assert.Equal(first.Count + 1, second.Length);
        Assert.All(first.Where(pair => !pair.Key.EndsWith("manifest", StringComparison.Ordinal)), pair => Assert.Equal(pair.Value, File.GetLastWriteTimeUtc(pair.Key)));
        var loaded = IndexSnapshot.Load(new IndexFields(), folder, "1")!;
        Assert.Equal(index.Generation.Find(new IndexFilter.All()).Keys().Order(), loaded.Generation.Find(new IndexFilter.All()).Keys().Order());
    }

    [Fact]
    public void Load_OfAnythingDamaged_GivesNothing()
    {
        var (library, index) = Filled(9);
        IndexSnapshot.Save(index.Generation, library.Fields, folder, "1");
        Assert.Null(IndexSnapshot.Load(new IndexFields(), folder, "2"));
        Assert.Null(IndexSnapshot.Load(new IndexFields(), folder + "-none", "1"));
        var chance = new Random(1);
        foreach (var file in Directory.GetFiles(folder))
        {
            var whole = File.ReadAllBytes(file);
            for (var i = 0; i < 40; i++)
            {
                var damaged = i % 2 == 0 ? whole[..chance.Next(whole.Length)] : (byte[])whole.Clone();
                if (i % 2 == 1)
                {
                    damaged[chance.Next(damaged.Length)] ^= (byte)(1 << chance.Next(8));
                }

                File.WriteAllBytes(file, damaged);
                Assert.Null(IndexSnapshot.Load(new IndexFields(), folder, "1"));
            }

            File.Delete(file);
            Assert.Null(IndexSnapshot.Load(new IndexFields(), folder, "1"));
            File.WriteAllBytes(file, whole);
        }

        Assert.NotNull(IndexSnapshot.Load(new IndexFields(), folder, "1"));
    }

    private static (RandomLibrary Library, MemoryIndex Index) Filled(int seed)
    {
        var library = new RandomLibrary(seed);
        var index = new MemoryIndex(library.Fields);
        index.Apply([.. Enumerable.Range(1, 700).Select(key => library.Document(key, 700))], [], 5);
        index.Apply([.. Enumerable.Range(650, 100).Select(key => library.Document(key, 700))], [3, 4], 6);
        return (library, index);
    }
}
