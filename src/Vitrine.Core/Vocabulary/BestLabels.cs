namespace Vitrine.Core.Vocabulary;

/// <summary>
/// The best so many of many labels, each concept once: kept in order while they come, so that a beginning with a hundred thousand of them sorts none but these.
/// </summary>
internal sealed class BestLabels(int limit, Func<LabelPlace, Concept?> conceptOf)
{
    private readonly List<Offered> best = [];

    public IReadOnlyList<LabelHit> Hits => [.. best.Select(one => new LabelHit(one.Concept, one.Concept.Labels[one.Label]))];

    /// <summary>Whether a label of this score might be among the best; smaller is better.</summary>
    public bool MayTake(int score) => best.Count < limit || score <= best[^1].Score;

    public void Offer(int score, ReadOnlySpan<byte> text, LabelPlace place)
    {
        if (conceptOf(place) is not { } concept)
        {
            return;
        }

        var offered = new Offered(score, text.ToArray(), concept, place.Label);
        var same = best.FindIndex(one => one.Concept.Key == concept.Key);
        if (same >= 0)
        {
            if (offered.CompareTo(best[same]) >= 0)
            {
                return;
            }

            best.RemoveAt(same);
        }

        var at = best.BinarySearch(offered);
        best.Insert(at < 0 ? ~at : at, offered);
        if (best.Count > limit)
        {
            best.RemoveAt(limit);
        }
    }

    private sealed record Offered(int Score, byte[] Text, Concept Concept, int Label) : IComparable<Offered>
    {
        public int CompareTo(Offered? other) =>
            other is null ? -1
            : Score != other.Score ? Score.CompareTo(other.Score)
            : Text.AsSpan().SequenceCompareTo(other.Text) is var text and not 0 ? text
            : Concept.Key != other.Concept.Key ? Concept.Key.CompareTo(other.Concept.Key)
            : Label.CompareTo(other.Label);
    }
}
