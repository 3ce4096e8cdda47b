using System.Text;

namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>
/// Cuts a text so that the sum of the pieces' scores is highest (Viterbi; Kudo 2018, "Subword Regularization", and google/sentencepiece <c>unigram_model.cc</c>). A letter that no piece covers
/// alone counts 10 less than the lowest score.
/// </summary>
internal static class Unigram
{
    private const double Penalty = 10;

    public static List<Symbol> Cut(string text, PieceTable pieces)
    {
        var best = new (double Score, Symbol Last)[text.Length + 1];
        Array.Fill(best, (double.NegativeInfinity, default), 1, text.Length);
        for (var at = 0; at < text.Length;)
        {
            var letter = Rune.GetRuneAt(text, at).Utf16SequenceLength;
            var alone = false;
            for (var length = 1; length <= Math.Min(pieces.Longest, text.Length - at); length++)
            {
                if (pieces.TryFind(text.AsSpan(at, length), out var id))
                {
                    alone |= length == letter;
                    Offer(at, new Symbol(id, at, length), pieces.IsWhole(id) ? (Encoding.UTF8.GetByteCount(text.AsSpan(at, length)) * (double)pieces.Highest) - 0.1 : pieces.ScoreOf(id));
                }
            }

            if (!alone)
            {
                Offer(at, new Symbol(-1, at, letter), pieces.Lowest - Penalty);
            }

            at += letter;
        }

        var cut = new List<Symbol>();
        for (var end = text.Length; end > 0; end = cut[^1].Start)
        {
            cut.Add(best[end].Last);
        }

        cut.Reverse();
        return cut;

        void Offer(int at, Symbol symbol, double score)
        {
            var end = at + symbol.Length;
            if (best[at].Score + score > best[end].Score)
            {
                best[end] = (best[at].Score + score, symbol);
            }
        }
    }
}
