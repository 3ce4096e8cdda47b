namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>A part of a text that byte pair encoding has come to.</summary>
/// <param name="Id">Its token; −1 where the vocabulary has none for it.</param>
/// <param name="Start">Where it begins in the text, in UTF-16 units.</param>
internal readonly record struct Symbol(int Id, int Start, int Length);

/// <summary>Says which neighbours may become one token, and which do so first.</summary>
internal abstract class MergeRule
{
    /// <param name="order">Lower comes first.</param>
    /// <param name="id">The token that the two become.</param>
    public abstract bool TryMerge(ReadOnlySpan<char> text, Symbol left, Symbol right, out double order, out int id);

    /// <summary>
    /// Byte pair encoding: as long as neighbours may become one, those that come first do, the leftmost of equals. Takes n · log n steps for n symbols.
    /// </summary>
    public List<Symbol> Apply(ReadOnlySpan<char> text, IReadOnlyList<Symbol> symbols)
    {
        var now = symbols.ToArray();
        var (before, behind, alive) = (new int[now.Length], new int[now.Length], new bool[now.Length]);
        var waiting = new PriorityQueue<(int At, Symbol Left, Symbol Right, int Id), (double Order, int At)>();
        for (var i = 0; i < now.Length; i++)
        {
            (before[i], behind[i], alive[i]) = (i - 1, i + 1 < now.Length ? i + 1 : -1, true);
        }

        for (var i = 0; i + 1 < now.Length; i++)
        {
            Offer(text, i, i + 1);
        }

        while (waiting.TryDequeue(out var merge, out _))
        {
            var left = merge.At;
            var right = alive[left] ? behind[left] : -1;
            if (right < 0 || now[left] != merge.Left || now[right] != merge.Right)
            {
                // One of the two has become part of another token since.
                continue;
            }

            now[left] = new Symbol(merge.Id, merge.Left.Start, merge.Left.Length + merge.Right.Length);
            alive[right] = false;
            behind[left] = behind[right];
            if (behind[left] >= 0)
            {
                before[behind[left]] = left;
                Offer(text, left, behind[left]);
            }

            if (before[left] >= 0)
            {
                Offer(text, before[left], left);
            }
        }

        return [.. now.Where((_, i) => alive[i])];

        void Offer(ReadOnlySpan<char> all, int left, int right)
        {
            if (TryMerge(all, now[left], now[right], out var order, out var id))
            {
                waiting.Enqueue((left, now[left], now[right], id), (order, left));
            }
        }
    }
}

/// <summary>A list of pairs in their order, as CLIP and Hugging Face's files have them.</summary>
internal sealed class PairRule(IReadOnlyDictionary<(int Left, int Right), (int Order, int Id)> pairs) : MergeRule
{
    public override bool TryMerge(ReadOnlySpan<char> text, Symbol left, Symbol right, out double order, out int id)
    {
        var found = pairs.TryGetValue((left.Id, right.Id), out var merge);
        (order, id) = (merge.Order, merge.Id);
        return found;
    }
}

/// <summary>SentencePiece's: neighbours that together are a piece may become it, those of the highest score first.</summary>
internal sealed class ScoreRule(PieceTable pieces) : MergeRule
{
    public override bool TryMerge(ReadOnlySpan<char> text, Symbol left, Symbol right, out double order, out int id)
    {
        (order, id) = (0, -1);
        if (pieces.IsWhole(left.Id) || pieces.IsWhole(right.Id) || !pieces.TryFind(text.Slice(left.Start, left.Length + right.Length), out id))
        {
            return false;
        }

        order = -pieces.ScoreOf(id);
        return true;
    }
}
