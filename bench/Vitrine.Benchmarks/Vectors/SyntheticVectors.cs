using Vitrine.Core.Search.Vectors;

namespace Vitrine.Benchmarks.Vectors;

/// <summary>Vectors in bunches, as pictures of some kinds give them: each is the middle of its bunch and as much chance. Seeded.</summary>
internal sealed class SyntheticVectors
{
    public const int Dimension = 512;

    private const int Bunches = 2_000;

    /// <summary>Of vectors that are all alike, the share of chance.</summary>
    private const int Little = 8;

    private const int NoiseLength = 1 << 20;

    private readonly Random random = new(1);
    private readonly sbyte[] noise = new sbyte[NoiseLength];
    private readonly sbyte[][] middles;
    private readonly bool alike;

    /// <param name="alike">Instead, one bunch with little chance: all are about equally like any of them, so that nothing can be left out before it was looked at in full.</param>
    public SyntheticVectors(bool alike = false)
    {
        this.alike = alike;
        middles = new sbyte[alike ? 1 : Bunches][];
        // Sums of six evenly spread numbers are nearly normal: standard deviation 49, as the codes of unit vectors have about.
        for (var i = 0; i < noise.Length; i++)
        {
            var sum = 0;
            for (var part = 0; part < 6; part++)
            {
                sum += random.Next(-35, 36);
            }

            noise[i] = (sbyte)Math.Clamp(sum, -127, 127);
        }

        for (var i = 0; i < middles.Length; i++)
        {
            middles[i] = Noise().ToArray();
        }
    }

    public void Fill(VectorSpace space, int count)
    {
        const int AtOnce = 1_000;
        var codes = new sbyte[AtOnce * Dimension];
        for (var done = 0; done < count; done += AtOnce)
        {
            for (var i = 0; i < AtOnce; i++)
            {
                Near(codes.AsSpan(i * Dimension, Dimension));
            }

            space.AddMany(codes);
        }
    }

    /// <summary>A picture like one of the bunches, but none of those that are there.</summary>
    public VectorQuery Query()
    {
        Span<sbyte> codes = stackalloc sbyte[Dimension];
        Near(codes);
        var vector = new float[Dimension];
        for (var i = 0; i < Dimension; i++)
        {
            vector[i] = codes[i];
        }

        return VectorQuery.Like(vector);
    }

    /// <summary>A bitset in which each row is with the given chance.</summary>
    public ulong[] Mask(int count, double share)
    {
        var mask = new ulong[(count + 63) / 64];
        for (var row = 0; row < count; row++)
        {
            mask[row / 64] |= random.NextDouble() < share ? 1UL << (row % 64) : 0;
        }

        return mask;
    }

    private void Near(Span<sbyte> codes)
    {
        var middle = middles[random.Next(middles.Length)];
        var chance = Noise();
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = (sbyte)(alike ? Math.Clamp(middle[i] + (chance[i] / Little), -Int8Vector.MaxCode, Int8Vector.MaxCode) : (middle[i] + chance[i]) / 2);
        }
    }

    private ReadOnlySpan<sbyte> Noise() => noise.AsSpan(random.Next(NoiseLength - Dimension), Dimension);
}
