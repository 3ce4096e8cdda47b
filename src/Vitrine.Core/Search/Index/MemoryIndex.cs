namespace Vitrine.Core.Search.Index;

/// <summary>
/// An index of assets in memory. One writes at a time; readers take the present <see cref="Generation"/>, which never changes, and wait for nobody. What is changed together
/// is seen together.
/// </summary>
/// <remarks>
/// Documents lie in segments that are never changed: a changed asset leaves its old document behind as dead and comes again in a new, small segment. Small ones are merged
/// by eights as they come, so that each document is copied a few times only; merging those of many documents is left to <see cref="Maintain"/>, which a host calls beside.
/// </remarks>
public sealed class MemoryIndex
{
    private readonly Lock writing = new();
    private readonly Lock maintaining = new();
    private readonly int small;
    private volatile IndexGeneration generation;

    public MemoryIndex(IndexFields fields)
        : this(fields, MergePlan.Small)
    {
    }

    /// <param name="small">As <see cref="MergePlan.Small"/>.</param>
    internal MemoryIndex(IndexFields fields, int small)
    {
        this.small = small;
        Fields = fields;
        Interned = new InternedTerms();
        generation = new IndexGeneration(this, [], 0);
    }

    internal MemoryIndex(IndexFields fields, IReadOnlyList<SegmentView> views, long sequence)
        : this(fields) => generation = new IndexGeneration(this, [.. views], sequence);

    public IndexFields Fields { get; }

    /// <summary>What is there now.</summary>
    public IndexGeneration Generation => generation;

    internal InternedTerms Interned { get; }

    /// <summary>Puts documents in, in place of what there is of the same assets, and takes others out: all of it is seen at once.</summary>
    /// <param name="changed">Of the same asset twice the later counts.</param>
    /// <param name="sequence">Up to where the change log is known by that; less than before changes nothing of it.</param>
    public void Apply(IReadOnlyCollection<IndexDocument> changed, IReadOnlyCollection<long> removed, long sequence)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(removed);
        var newest = new Dictionary<long, IndexDocument>(changed.Count);
        foreach (var document in changed)
        {
            newest[document.Key] = document;
        }

        // Columns are laid before anybody else has to wait.
        var pieces = newest.Values.Chunk(Segment.Most).ToArray();
        var added = new SegmentView[pieces.Length];
        Parallel.For(0, pieces.Length, i => added[i] = SegmentView.Of(SegmentBuilder.Build(pieces[i], Fields.All.Count)));
        lock (writing)
        {
            var views = Without(generation.Views, newest.Keys.Concat(removed.Where(key => !newest.ContainsKey(key))));
            views.AddRange(added);
            MergePlan.MergeSmall(views, Fields, small);
            generation = new IndexGeneration(this, [.. views], Math.Max(sequence, generation.Sequence));
        }
    }

    /// <summary>Says that nothing up to this sequence concerns the index.</summary>
    public void Reach(long sequence)
    {
        lock (writing)
        {
            if (sequence > generation.Sequence)
            {
                generation = new IndexGeneration(this, generation.Views, sequence);
            }
        }
    }

    /// <summary>Merges what is worth it, a piece at a time. May run while others read and write.</summary>
    /// <returns>Whether something was done, and so may be left to do.</returns>
    public bool Maintain()
    {
        lock (maintaining)
        {
            var planned = MergePlan.Next(generation.Views, small);
            if (planned.Count == 0)
            {
                return false;
            }

            var (merged, places) = SegmentMerge.WithPlaces(planned, Fields.All);
            lock (writing)
            {
                // Only this method merges segments of this size. What died in them meanwhile is dead in the new one too.
                var now = generation.Views.ToList();
                var dead = new List<int>();
                var at = now.Count;
                for (var i = 0; i < planned.Count; i++)
                {
                    var place = now.FindIndex(view => view.Segment == planned[i].Segment);
                    dead.AddRange(Died(planned[i].Live, place < 0 ? null : now[place].Live).Select(document => places[i][document]));
                    if (place >= 0)
                    {
                        now.RemoveAt(place);
                        at = Math.Min(at, place);
                    }
                }

                if (merged.Count > dead.Count)
                {
                    var whole = SegmentView.Of(merged);
                    now.Insert(at, dead.Count == 0 ? whole : whole.Without(dead));
                }

                generation = new IndexGeneration(this, [.. now], generation.Sequence);
            }

            return true;
        }
    }

    private static List<SegmentView> Without(IReadOnlyList<SegmentView> views, IEnumerable<long> keys)
    {
        var dead = new List<int>?[views.Count];
        foreach (var key in keys)
        {
            // Newer ones stand last, and what changes once often changes again.
            for (var v = views.Count - 1; v >= 0; v--)
            {
                if (views[v].Segment.Find(key) is >= 0 and var document && Bits.Has(views[v].Live, document))
                {
                    (dead[v] ??= []).Add(document);
                    break;
                }
            }
        }

        return [.. views.Select((view, v) => dead[v] is { } documents ? view.Without(documents) : view).Where(view => view.LiveCount > 0)];
    }

    /// <param name="now">Null where all did.</param>
    private static List<int> Died(ulong[] before, ulong[]? now)
    {
        var died = new List<int>();
        foreach (var document in Bits.In(before))
        {
            if (now is null || !Bits.Has(now, document))
            {
                died.Add(document);
            }
        }

        return died;
    }
}
