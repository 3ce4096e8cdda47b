using System.Numerics;
using Vitrine.Core.Assets;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Server.Hosting;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Duplicates;

/// <summary>Two assets of a library that look alike, the lower key first.</summary>
internal readonly record struct NearAssets(long Library, long Low, long High, int Distance);

/// <summary>How many of the pictures that changed were compared with all others.</summary>
internal sealed record NearProgress(int Done, int Of);

/// <summary>
/// This node's list of what looks alike. It is made from the database when first asked for, and whoever asks has it follow the change log up to the newest change; what is in
/// memory are the hashes and the pairs; sketches are read for pairs that need them.
/// </summary>
internal sealed class NearIndex(Database database) : IDisposable
{
    private const int Together = 500;

    /// <summary>Of blank pages and the like there are thousands that are all like each other: more pairs tell nobody anything.</summary>
    private const int MostOfOne = 200;

    /// <summary>Pictures of one kind of thing before one kind of wall may have many whose hashes are not far: the nearest are laid over each other.</summary>
    private const int MostUnsure = 100;

    /// <summary>A hash has half its bits set; one of an even picture has hardly any, and says nothing.</summary>
    private const int LeastBits = 16;

    private readonly SemaphoreSlim turn = new(1);
    private readonly Dictionary<long, Seen> seen = [];
    private readonly Dictionary<(long Low, long High), NearAssets> pairs = [];
    private long? position;
    private volatile NearProgress? progress;

    /// <summary>Null while nothing is compared.</summary>
    public NearProgress? Progress => progress;

    /// <summary>The pairs of a library, as of the newest change.</summary>
    public async Task<IReadOnlyList<NearAssets>> PairsAsync(long library, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await FollowAsync(cancellationToken);
            return [.. pairs.Values.Where(pair => pair.Library == library)];
        }
        finally
        {
            progress = null;
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var (newest, changed) = await database.ReadAsync(session => ChangedAssets.SinceAsync(session, position, seen.Keys, cancellationToken), cancellationToken);
        if (changed.Count == 0)
        {
            position = newest;
            return;
        }

        // What is cut off half way is begun again: until all is in, the position stays.
        progress = new NearProgress(0, changed.Count);
        var fresh = new List<Seen>();
        foreach (var some in changed.Chunk(Together))
        {
            fresh.AddRange(await database.ReadAsync(session => ReadAsync(session, some, cancellationToken), cancellationToken));
            await Task.Yield();
        }

        var gone = changed.ToHashSet();
        foreach (var pair in pairs.Keys.Where(pair => gone.Contains(pair.Low) || gone.Contains(pair.High)).ToArray())
        {
            pairs.Remove(pair);
        }

        foreach (var key in changed)
        {
            seen.Remove(key);
        }

        fresh.ForEach(one => seen[one.Asset] = one);
        await CompareAsync(fresh, cancellationToken);
        position = newest;
    }

    private static async Task<IEnumerable<Seen>> ReadAsync(DbSession session, long[] assets, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            Sql.Of($"""
            select a.key, a.library_key, a.kind, v.essence_key, v.duration_ms, f.hashes from asset a join version v on v.key = a.version_key
            join fingerprint f on f.essence_key = v.essence_key where {session.Dialect.AnyOf(new RawSql("a.key"), assets)} and a.trashed_at is null
            """),
            row => (Asset: row.GetInt64(0), Library: row.GetInt64(1), Kind: (AssetKind)row.GetInt64(2), Essence: row.GetInt64(3), Duration: row.NumberOrNull(4), Hashes: Likeness.Read(row.Bytes(5), null)?.Hashes),
            cancellationToken);
        return rows.Where(row => row.Hashes is { } hashes && BitOperations.PopCount(hashes[0]) >= LeastBits)
            .Select(row => new Seen(row.Asset, row.Library, row.Kind, row.Essence, row.Duration, row.Hashes!));
    }

    /// <summary>Looks for pairs of these with all that is seen.</summary>
    private async Task CompareAsync(List<Seen> fresh, CancellationToken cancellationToken)
    {
        var all = seen.Values.OrderBy(one => one.Asset).ToArray();
        var index = HashIndex.Build([.. all.Select(one => one.Hashes[0])]);
        var isFresh = fresh.Select(one => one.Asset).ToHashSet();
        var unsure = new List<(Seen One, Seen Other, int Bits)>();
        foreach (var (done, one) in fresh.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (done % Together == 0)
            {
                progress = new NearProgress(done, fresh.Count);
            }

            var near = new Dictionary<int, int>();
            for (var turned = 0; turned < one.Hashes.Count; turned++)
            {
                foreach (var hit in index.Within(one.Hashes[turned], turned == 0 ? NearRule.MostBits : PerceptualHash.CopyDistance))
                {
                    near[hit.Row] = Math.Min(hit.Distance, near.GetValueOrDefault(hit.Row, hit.Distance));
                }
            }

            var nearest = near.Where(pair => one.MayBe(all[pair.Key])).OrderBy(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => (Other: all[pair.Key], Bits: pair.Value)).ToArray();
            // Of two that are both new the lower one has asked already.
            unsure.AddRange(nearest.TakeWhile(pair => NearRule.IsCopy(pair.Bits)).Take(MostOfOne).Concat(nearest.SkipWhile(pair => NearRule.IsCopy(pair.Bits)).Take(MostUnsure))
                .Where(pair => pair.Other.Asset > one.Asset || !isFresh.Contains(pair.Other.Asset)).Select(pair => (one, pair.Other, pair.Bits)));
            if (unsure.Count >= Together)
            {
                await LayOverAsync(unsure, cancellationToken);
                unsure.Clear();
            }
        }

        await LayOverAsync(unsure, cancellationToken);
    }

    /// <summary>Adds those pairs that are near with their sketches.</summary>
    private async Task LayOverAsync(List<(Seen One, Seen Other, int Bits)> unsure, CancellationToken cancellationToken)
    {
        foreach (var some in unsure.Chunk(Together))
        {
            long[] essences = [.. some.SelectMany(pair => new[] { pair.One.Essence, pair.Other.Essence }).Distinct()];
            var sketches = await database.ReadAsync(session => LikenessRows.SketchesAsync(session, essences, cancellationToken), cancellationToken);
            var same = new bool[some.Length];
            Parallel.For(0, some.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => same[i] = NearRule.IsNear(
                some[i].Bits, sketches.GetValueOrDefault(some[i].One.Essence), sketches.GetValueOrDefault(some[i].Other.Essence)));
            foreach (var (one, other, bits) in some.Where((_, i) => same[i]))
            {
                Add(one, other, bits);
            }
        }
    }

    private void Add(Seen one, Seen other, int bits)
    {
        var pair = new NearAssets(one.Library, Math.Min(one.Asset, other.Asset), Math.Max(one.Asset, other.Asset), bits);
        pairs[(pair.Low, pair.High)] = pair;
    }

    /// <summary>A picture of an asset as far as it is compared.</summary>
    private sealed record Seen(long Asset, long Library, AssetKind Kind, long Essence, long? Duration, IReadOnlyList<ulong> Hashes)
    {
        /// <summary>Videos that begin alike are duplicates only if they are about equally long.</summary>
        private const double SameDuration = 0.02;

        public bool MayBe(Seen other) => Asset != other.Asset && Library == other.Library && Kind == other.Kind
            && Math.Abs((Duration ?? 0) - (other.Duration ?? 0)) <= SameDuration * Math.Max(Duration ?? 0, other.Duration ?? 0);
    }
}
