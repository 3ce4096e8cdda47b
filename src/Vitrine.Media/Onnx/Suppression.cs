using Vitrine.Core.Assets;

namespace Vitrine.Media.Onnx;

/// <summary>A box with its class and raw score as a detector gives it.</summary>
public readonly record struct Detection(int Class, float Score, Box Box);

/// <summary>Non-maximum suppression: of boxes that overlap, only the best stays.</summary>
internal static class Suppression
{
    /// <summary>Boxes that a class may have before suppression; a picture full of noise stays cheap.</summary>
    private const int MaxCandidates = 1000;

    /// <summary>
    /// Greedy, each class for itself: going down by score, a box stays if it overlaps none that stayed by more than
    /// <paramref name="overlap"/> (intersection over union). Best first; equal scores in the order given.
    /// </summary>
    public static List<Detection> Keep(IEnumerable<Detection> found, float overlap)
    {
        var kept = new List<Detection>();
        foreach (var sameClass in found.GroupBy(d => d.Class))
        {
            var first = kept.Count;
            foreach (var candidate in sameClass.OrderByDescending(d => d.Score).Take(MaxCandidates))
            {
                if (IsFree(candidate.Box, first))
                {
                    kept.Add(candidate);
                }
            }
        }

        return [.. kept.OrderByDescending(d => d.Score)];

        bool IsFree(Box box, int first)
        {
            for (var i = first; i < kept.Count; i++)
            {
                if (box.Overlap(kept[i].Box) > overlap)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
