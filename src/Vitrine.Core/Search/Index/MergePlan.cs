using System.Numerics;

namespace Vitrine.Core.Search.Index;

/// <summary>Which segments are merged, and when: by eights of about the same size, so that a document is copied once for each power of eight.</summary>
internal static class MergePlan
{
    private const int Fan = 8;

    /// <summary>Segments of fewer documents are merged by the writer at once: that takes no longer than writing them did.</summary>
    public const int Small = 512;

    /// <summary>Merges small segments until there are fewer than eight of each size.</summary>
    public static void MergeSmall(List<SegmentView> views, IndexFields fields, int small)
    {
        for (var size = 0; size <= SizeOf(small - 1); size++)
        {
            SegmentView[] alike = [.. views.Where(view => view.Segment.Count < small && SizeOf(view.LiveCount) == size)];
            if (alike.Length >= Fan)
            {
                views.RemoveAll(alike.Contains);
                views.Add(SegmentView.Of(SegmentMerge.Of(alike, fields.All)));
            }
        }
    }

    /// <summary>What should be made one next of what is not small; empty where all is well.</summary>
    public static IReadOnlyList<SegmentView> Next(IReadOnlyList<SegmentView> views, int small)
    {
        var large = views.Where(view => view.Segment.Count >= small).ToArray();
        foreach (var alike in large.GroupBy(view => SizeOf(view.LiveCount)).Where(group => group.Count() >= Fan).OrderBy(group => group.Key))
        {
            var fitting = Fitting(alike.OrderBy(view => view.LiveCount));
            if (fitting.Count > 1)
            {
                return fitting;
            }
        }

        // What is dead to a quarter is written anew, with as much beside as there is room for.
        return large.Where(view => view.LiveCount < view.Segment.Count * 3L / 4).OrderBy(view => view.LiveCount).FirstOrDefault() is { } thin
            ? Fitting([thin, .. large.Where(view => view != thin && view.LiveCount < view.Segment.Count * 3L / 4).OrderBy(view => view.LiveCount)])
            : [];
    }

    private static List<SegmentView> Fitting(IEnumerable<SegmentView> views)
    {
        var fitting = new List<SegmentView>();
        var documents = 0;
        foreach (var view in views.TakeWhile(view => (documents += view.LiveCount) <= Segment.Most))
        {
            fitting.Add(view);
        }

        return fitting;
    }

    /// <summary>The power of eight.</summary>
    private static int SizeOf(int documents) => BitOperations.Log2((uint)Math.Max(1, documents)) / 3;
}
