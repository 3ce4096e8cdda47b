using CsCheck;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Tests.Shared;

namespace Vitrine.Core.Tests.Search.Duplicates;

public sealed class HashIndexTests
{
    /// <summary>Hashes near a few others, as copies give them: random ones alone are hardly ever near.</summary>
    private static readonly Gen<ulong[]> Hashes =
        Gen.Select(Gen.ULong.Array[1, 4], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 63].Array[0, 16]).Array[0, 120]).Select((centres, copies) =>
            copies.Select(copy => copy.Item2.Aggregate(centres[copy.Item1 % centres.Length], (hash, bit) => hash ^ (1UL << bit))).ToArray());

    [Fact]
    public void Within_AnyDistance_FindsWhatComparingAllFinds() =>
        Gen.Select(Hashes, Gen.ULong, Gen.Int[0, 18], Gen.Int).Sample(
            (hashes, other, distance, pick) =>
            {
                var asked = hashes.Length > 0 && pick % 4 != 0 ? hashes[(uint)pick % hashes.Length] : other;
                var expected = hashes.Select((hash, row) => new NearHash(row, PerceptualHash.Distance(asked, hash))).Where(near => near.Distance <= distance);
                return expected.SequenceEqual(HashIndex.Build(hashes).Within(asked, distance));
            },
            iter: Deep.Times(150));

    [Fact]
    public void Within_ManyHashes_FindsAllPlanted()
    {
        var random = new Random(3);
        var hashes = Enumerable.Range(0, 200_000).Select(_ => (ulong)random.NextInt64() ^ ((ulong)random.NextInt64() << 1)).ToArray();
        var index = HashIndex.Build(hashes);
        for (var distance = 0; distance <= 15; distance++)
        {
            // A copy with exactly that many other bits.
            var bits = Enumerable.Range(0, 64).OrderBy(_ => random.Next()).Take(distance);
            var copy = bits.Aggregate(hashes[distance * 1000], (hash, bit) => hash ^ (1UL << bit));

            Assert.Equal(
                hashes.Select((hash, row) => new NearHash(row, PerceptualHash.Distance(copy, hash))).Where(near => near.Distance <= distance),
                index.Within(copy, distance));
        }
    }

    [Fact]
    public void Pairs_NameEachTwoOnce()
    {
        var pairs = HashIndex.Build([0b0, 0b1, 0b1, 0b111_0000]).Pairs(1);

        Assert.Equal([new(0, 1, 1), new(0, 2, 1), new(1, 2, 0)], pairs);
    }

    [Fact]
    public void Within_AnEmptyIndex_FindsNothing() => Assert.Empty(HashIndex.Build([]).Within(7, 64));
}
