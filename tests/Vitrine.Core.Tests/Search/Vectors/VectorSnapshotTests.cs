using System.Runtime.CompilerServices;
using Vitrine.Core.Search.Vectors;

namespace Vitrine.Core.Tests.Search.Vectors;

/// <summary>Vectors in files are the same as in memory, or are refused.</summary>
public sealed class VectorSnapshotTests : IDisposable
{
    private const int Dimension = 20, Block = 4_096;

    private readonly string folder = Directory.CreateTempSubdirectory("vitrine-vectors-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Spaces_InFilesAndInMemory_AnswerTheSame_WhateverIsAddedKeptAndOpenedAgain()
    {
        var random = new Random(3);
        var (memory, files) = (new VectorSpace(Dimension), new VectorSpace(Dimension, folder));
        for (var turn = 0; turn < 40; turn++)
        {
            var codes = Rows(random, random.Next(4) == 0 ? Block : random.Next(1, 900));
            if (random.Next(3) == 0)
            {
                codes = codes[..Dimension];
                Assert.Equal(memory.Add(codes), files.Add(codes));
            }
            else
            {
                Assert.Equal(memory.AddMany(codes), files.AddMany(codes));
            }

            if (random.Next(3) == 0)
            {
                VectorSnapshot.Save(folder, "1", turn, "said", [("a", files.Current, new byte[] { 1, (byte)turn }), ("none", null, default)]);
                var loaded = VectorSnapshot.Load(folder, "1")!;
                Assert.Equal((turn, "said"), (loaded.Position, loaded.Said));
                Assert.Equal([1, (byte)turn], loaded.Spaces[0].Beside.ToArray());
                Assert.Equal(("none", null, 0), (loaded.Spaces[1].Name, loaded.Spaces[1].Space, loaded.Spaces[1].Beside.Length));
                files = loaded.Spaces[0].Space!;
            }

            AssertSame(memory, files, random);
        }

        Assert.Null(files.NotStored);
        Assert.True(memory.Current.Count > 5 * Block);
        Assert.Equal(memory.Current.Count / Block, Directory.GetFiles(folder, "*.block").Length);

        // What was in memory alone is put into files by keeping it, and read there from then on.
        VectorSnapshot.Save(folder, "1", 1, "", [("a", memory.Current, default)]);
        AssertSame(memory, files, random);
        AssertSame(memory, VectorSnapshot.Load(folder, "1")!.Spaces[0].Space!, random);
    }

    [Fact]
    public void Save_Again_WritesOnlyWhatIsNew_AndDeletesWhatIsNotNamed()
    {
        var space = Filled(2 * Block + 10);
        VectorSnapshot.Save(folder, "1", 1, "", [("a", space.Current, default)]);
        var first = Directory.GetFiles(folder, "*.block").ToDictionary(file => file, File.GetLastWriteTimeUtc);
        File.WriteAllText(Path.Combine(folder, "left.block.part"), "of a crash");
        space.AddMany(Rows(new Random(9), Block));
        VectorSnapshot.Save(folder, "1", 2, "", [("a", space.Current, default)]);
        Assert.All(first, pair => Assert.Equal(pair.Value, File.GetLastWriteTimeUtc(pair.Key)));
        Assert.Equal(["block", "block", "block", "manifest", "rows"], Directory.GetFiles(folder).Select(file => Path.GetFileName(file).Split('.')[^1]).Order());

        // Of another space all is new, and files that somebody deleted are written again.
        foreach (var file in Directory.GetFiles(folder, "*.block"))
        {
            File.Delete(file);
        }

        VectorSnapshot.Save(folder, "1", 3, "", [("a", space.Current, default)]);
        AssertSame(space, VectorSnapshot.Load(folder, "1")!.Spaces[0].Space!, new Random(4));
        VectorSnapshot.Clear(folder);
        Assert.Empty(Directory.GetFiles(folder));
        Assert.Null(VectorSnapshot.Load(folder, "1"));
        Assert.Null(VectorSnapshot.Load(folder + "-none", "1"));
    }

    /// <summary>The process ended after blocks were written, and before the manifest was.</summary>
    [Fact]
    public void Load_AfterACrash_GivesWhatWasKeptBefore()
    {
        var space = Filled(Block + 5);
        VectorSnapshot.Save(folder, "1", 1, "", [("a", space.Current, default)]);
        var kept = VectorSnapshot.Load(folder, "1")!.Spaces[0].Space!;
        space.AddMany(Rows(new Random(9), 2 * Block));
        File.WriteAllBytes(Path.Combine(folder, "manifest.part"), [1, 2, 3]);

        var again = VectorSnapshot.Load(folder, "1")!;
        Assert.Equal((1, Block + 5), (again.Position, again.Spaces[0].Space!.Current.Count));
        AssertSame(kept, again.Spaces[0].Space!, new Random(4));
    }

    [Fact]
    public void Load_OfAnythingDamaged_IsRefused()
    {
        var space = Filled(Block + 5);
        VectorSnapshot.Save(folder, "1", 1, "said", [("a", space.Current, new byte[] { 1, 2, 3 })]);
        Assert.Throws<InvalidDataException>(() => VectorSnapshot.Load(folder, "2"));
        var files = Directory.GetFiles(folder);
        Assert.Equal(3, files.Length);
        foreach (var file in files)
        {
            var whole = File.ReadAllBytes(file);
            var at = whole.Length / 2;
            foreach (var wrong in new byte[]?[] { null, [], whole[..^1], [.. whole, 0], [.. whole[..at], (byte)(whole[at] ^ 4), .. whole[(at + 1)..]], [.. whole[1..], whole[0]] })
            {
                File.Delete(file);
                if (wrong is not null)
                {
                    File.WriteAllBytes(file, wrong);
                }

                if (wrong is null && file.EndsWith("manifest", StringComparison.Ordinal))
                {
                    Assert.Null(VectorSnapshot.Load(folder, "1"));
                }
                else
                {
                    Assert.Throws<InvalidDataException>(() => VectorSnapshot.Load(folder, "1"));
                }
            }

            File.Delete(file);
            File.WriteAllBytes(file, whole);
            Assert.Equal("said", VectorSnapshot.Load(folder, "1")!.Said);
        }
    }

    /// <summary>Bytes that have the right hash and say what cannot be.</summary>
    [Fact]
    public void Load_OfAManifestThatSomebodyMade_IsRefused()
    {
        VectorSnapshot.Save(folder, "1", 1, "said", [("a", Filled(Block + 5).Current, new byte[] { 1, 2, 3 })]);
        var file = Path.Combine(folder, "manifest");
        var whole = File.ReadAllBytes(file)[32..];
        var refused = 0;
        for (var i = 0; i < whole.Length; i++)
        {
            foreach (var other in new byte[] { 0, 0x7F, 0xFF })
            {
                byte[] changed = [.. whole[..i], other, .. whole[(i + 1)..]];
                File.WriteAllBytes(file, [.. System.Security.Cryptography.SHA256.HashData(changed), .. changed]);
                try
                {
                    // Nothing else says what the position is, or a name: but the rows are those that there are.
                    Assert.All(VectorSnapshot.Load(folder, "1")!.Spaces, one => Assert.Contains(one.Space?.Current.Count ?? 0, new[] { 0, Block, Block + 5 }));
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }
        }

        Assert.InRange(refused, whole.Length, 3 * whole.Length);
    }

    [Fact]
    public async Task Readers_WhoseSpaceIsGone_StillHaveWhatTheyLookAt_AndFilesAreUnmappedWhenNobodyDoes()
    {
        var memory = new VectorSpace(Dimension);
        memory.AddMany(Rows(new Random(1), (3 * Block) + 7));
        var query = VectorQuery.Like(VectorSearchTests.Floats(new Random(2), Dimension));
        var expected = memory.Current.Search(query, 30, AllowedRows.All);
        var over = new CancellationTokenSource();
        var readers = Started(query, expected, over.Token);
        foreach (var file in Directory.GetFiles(folder))
        {
            File.Delete(file);
        }

        for (var i = 0; i < 20; i++)
        {
            Collect();
            await Task.Delay(5);
        }

        await over.CancelAsync();
        Assert.True((await Task.WhenAll(readers)).Sum() > 0);
        readers = [];
        if (OperatingSystem.IsLinux())
        {
            for (var i = 0; i < 100 && Mapped() > 0; i++)
            {
                Collect();
                await Task.Delay(20);
            }

            Assert.Equal(0, Mapped());
        }
    }

    [Fact]
    public void Space_WhoseFolderTakesNoWrites_StaysInMemory_AndSaysWhy()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        var (memory, space) = (new VectorSpace(Dimension), new VectorSpace(Dimension, Path.Combine(file, "below")));
        var codes = Rows(new Random(1), Block + 3);
        memory.AddMany(codes);
        space.AddMany(codes);
        Assert.NotNull(space.NotStored);
        AssertSame(memory, space, new Random(2));
        Assert.ThrowsAny<IOException>(() => VectorSnapshot.Save(Path.Combine(file, "below"), "1", 1, "", [("a", space.Current, default)]));
    }

    /// <summary>Apart, so that no local of the test holds the space.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<int>[] Started(VectorQuery query, IReadOnlyList<VectorHit> expected, CancellationToken over)
    {
        var generation = Filled((3 * Block) + 7).Current;
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(3, Mapped());
        }

        return [.. Enumerable.Range(0, 2).Select(i => Task.Run(() => Searches(generation, query, expected, i + 1, over)))];
    }

    private static int Searches(VectorGeneration generation, VectorQuery query, IReadOnlyList<VectorHit> expected, int workers, CancellationToken over)
    {
        var count = 0;
        for (; !over.IsCancellationRequested || count == 0; count++)
        {
            Assert.Equal(expected, generation.Search(query, 30, AllowedRows.All, workers, CancellationToken.None));
        }

        return count;
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private int Mapped() => File.ReadAllLines("/proc/self/maps").Count(line => line.Contains(folder, StringComparison.Ordinal));

    private VectorSpace Filled(int count)
    {
        var space = new VectorSpace(Dimension, folder);
        space.AddMany(Rows(new Random(1), count));
        return space;
    }

    private static sbyte[] Rows(Random random, int count) => NaiveSearch.Codes(random, count * Dimension);

    private static void AssertSame(VectorSpace expected, VectorSpace actual, Random random)
    {
        Assert.Equal(expected.Current.Count, actual.Current.Count);
        var query = VectorQuery.Like(VectorSearchTests.Floats(random, Dimension));
        var mask = NaiveSearch.Mask(expected.Current.Count, _ => random.Next(3) > 0);
        Assert.Equal(expected.Current.Search(query, 25, AllowedRows.All), actual.Current.Search(query, 25, AllowedRows.All, workers: 2));
        Assert.Equal(expected.Current.Search(query, 25, mask, workers: 2), actual.Current.Search(query, 25, mask));
    }
}
