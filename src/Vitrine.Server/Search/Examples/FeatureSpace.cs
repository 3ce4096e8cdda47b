using Vitrine.Core.Search.Vectors;

namespace Vitrine.Server.Search.Examples;

/// <summary>
/// The vectors of one model, of the assets of all libraries. A model of up to 512 components is searched whole; of a wide one, some thousands are, and from then on a reduction
/// finds candidates, whose order the whole vectors then say. Not safe for several threads at once: <see cref="FollowedVectors"/> takes turns.
/// </summary>
/// <param name="folder">Where what is full goes (<see cref="VectorSpace"/>); null: all stays in memory.</param>
/// <param name="components">A model of more components is a wide one: these are left of them.</param>
/// <param name="many">So many vectors of a wide model are looked through one by one; a reduction is fitted on some of them from then on. At least <see cref="SampleEach"/> for each component that is left.</param>
internal sealed class FeatureSpace(int dimension, string? folder = null, int components = VectorSpace.MaxDimension, int many = FeatureSpace.Many)
{
    private const int Many = 16_384;

    /// <summary>For each component that is left, vectors that a reduction is fitted and judged on, spread evenly over all.</summary>
    internal const int SampleEach = 5;

    private readonly Dictionary<long, int> rowOf = [];
    private readonly List<long> assets = [];
    private readonly List<long> libraries = [];
    private readonly List<Int8Vector> plain = [];
    private VectorSpace? space = dimension <= components ? new VectorSpace(dimension, folder) : null;
    private Task<VectorReduction>? fitting;

    public int Dimension => dimension;

    /// <summary>What brings a wide model's vectors to 512 components, once there are many; null before, and of narrow models.</summary>
    public VectorReduction? Reduction { get; private set; }

    /// <summary>The assets that have a vector here.</summary>
    public IReadOnlyCollection<long> Assets => rowOf.Keys;

    /// <summary>Why vectors that should lie in files are in memory; null where none are.</summary>
    public string? NotStored => space?.NotStored;

    /// <summary>Assets of a library among them.</summary>
    public int CountOf(long library)
    {
        var count = 0;
        for (var row = 0; row < assets.Count; row++)
        {
            count += libraries[row] == library && assets[row] != 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Takes over a reduction that was fitted before.</summary>
    public void Use(VectorReduction known)
    {
        if (space is null && known.From == dimension)
        {
            Reduction = known;
            space = new VectorSpace(known.To, folder);
            plain.ForEach(vector => space.Add(Reduced(vector)));
            plain.Clear();
        }
    }

    public void Set(long asset, long library, Int8Vector vector)
    {
        Remove(asset);
        rowOf[asset] = assets.Count;
        assets.Add(asset);
        libraries.Add(library);
        if (space is null)
        {
            plain.Add(vector);
        }
        else
        {
            space.Add(Reduced(vector));
        }
    }

    public void Remove(long asset)
    {
        if (rowOf.Remove(asset, out var row))
        {
            (assets[row], libraries[row]) = (0, 0);
        }
    }

    /// <summary>All there is to be said of the space at this moment, to be written while it goes on: rows, and what <see cref="Restore"/> takes.</summary>
    public (VectorGeneration? Rows, ReadOnlyMemory<byte> Beside) Keep() =>
        (space?.Current, new FeatureRows(dimension, assets, libraries, Reduction is null ? default : FeatureRows.HashOf(Reduction), plain).Save());

    /// <summary>The space that was kept.</summary>
    /// <param name="reduction">The one that there is for a model now; null where there is none.</param>
    /// <exception cref="InvalidDataException">What is beside does not fit the rows or the reduction, or says what cannot be.</exception>
    public static FeatureSpace Restore(KeptVectors kept, string? folder, Func<string, VectorReduction?> reduction, int components = VectorSpace.MaxDimension)
    {
        var rows = FeatureRows.Load(kept.Beside.Span);
        var known = rows.Reduction.IsEmpty ? null : reduction(kept.Name);
        var expected = known?.To ?? (rows.Dimension <= components ? rows.Dimension : null as int?);
        if (!(known is null ? [] : FeatureRows.HashOf(known)).AsSpan().SequenceEqual(rows.Reduction.Span) || kept.Space?.Dimension != expected
            || rows.Assets.Count != (kept.Space?.Current.Count ?? rows.Plain.Count) || (kept.Space is not null && rows.Plain.Count > 0))
        {
            throw new InvalidDataException($"the vectors of {kept.Name} do not go with what is beside them.");
        }

        var restored = new FeatureSpace(rows.Dimension, folder, components) { Reduction = known, space = kept.Space };
        restored.assets.AddRange(rows.Assets);
        restored.libraries.AddRange(rows.Libraries);
        restored.plain.AddRange(rows.Plain);
        restored.rowOf.EnsureCapacity(rows.Assets.Count);
        foreach (var (row, asset) in rows.Assets.Index().Where(pair => pair.Item != 0))
        {
            restored.rowOf[asset] = row;
        }

        return restored;
    }

    /// <summary>Whether so much was removed or changed that the space should be made anew from the database.</summary>
    public bool IsWorn => assets.Count > 1_000 && assets.Count > 2 * rowOf.Count;

    /// <summary>Begins to fit a reduction where it is time for one, and takes it over when it is there. Returns the one that was taken over just now.</summary>
    public async Task<VectorReduction?> TendAsync()
    {
        if (space is not null)
        {
            return null;
        }

        if (fitting is null && plain.Count >= many)
        {
            var step = plain.Count / (SampleEach * components);
            float[][] sample = [.. Enumerable.Range(0, SampleEach * components).Select(i => Floats(plain[i * step]))];
            fitting = Task.Run(() => VectorReduction.Fit(sample, components));
        }

        if (fitting is not { IsCompleted: true })
        {
            return null;
        }

        var fitted = await fitting;
        Use(fitted);
        return fitted;
    }

    /// <summary>
    /// The assets whose vectors are most like a direction, best first, with about their cosines: those of a reduction are of what it leaves.
    /// </summary>
    /// <param name="direction">Any length above 0.</param>
    /// <param name="allowed">Null = every asset of the library.</param>
    public IReadOnlyList<(long Asset, double Cosine)> Nearest(float[] direction, long library, IReadOnlySet<long>? allowed, int most, CancellationToken cancellationToken)
    {
        var rows = new ulong[(assets.Count + 63) / 64];
        for (var row = 0; row < assets.Count; row++)
        {
            if (libraries[row] == library && assets[row] != 0 && (allowed is null || allowed.Contains(assets[row])))
            {
                rows[row / 64] |= 1UL << (row % 64);
            }
        }

        var only = AllowedRows.Only(rows);
        return space is not null
            ? [.. space.Current.Search(VectorQuery.Like(Reduction?.Apply(direction) ?? direction), most, only, Environment.ProcessorCount, cancellationToken).Select(hit => (assets[hit.Row], (double)hit.Score))]
            : Plainly(direction, only, most, cancellationToken);
    }

    private List<(long Asset, double Cosine)> Plainly(float[] direction, AllowedRows allowed, int most, CancellationToken cancellationToken)
    {
        var like = Int8Vector.Quantise(direction);
        var found = new List<(long Asset, double Cosine)>();
        for (var row = 0; row < plain.Count; row++)
        {
            if (row % 1_024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (allowed.Has(row))
            {
                found.Add((assets[row], Int8Vector.Cosine(like, plain[row])));
            }
        }

        return [.. found.OrderByDescending(one => one.Cosine).ThenBy(one => one.Asset).Take(most)];
    }

    private float[] Reduced(Int8Vector vector) => Reduction?.Apply(Floats(vector)) ?? Floats(vector);

    internal static float[] Floats(Int8Vector vector)
    {
        var floats = new float[vector.Codes.Length];
        vector.CopyTo(floats);
        return floats;
    }
}
