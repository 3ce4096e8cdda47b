namespace Vitrine.Core.Search.Index;

/// <summary>
/// Terms that are a few typing errors away from a word, by the optimal string alignment distance over code points: letters missing, added, changed, or two neighbours swapped.
/// </summary>
/// <remarks>
/// The dictionary is walked in its order; rows of the distance table stay for the letters that a term shares with the one before it, and where a beginning is too far
/// already, everything that begins so is passed over by one look-up (the same pruning as that of a Levenshtein automaton over a sorted list).
/// </remarks>
internal static class NearTerms
{
    private const int Longest = 64;

    /// <summary>Ordinals of the terms at most <paramref name="errors"/> away, in ascending order; of a word of more than 64 letters only itself.</summary>
    public static List<int> Of(TermDictionary terms, string word, int errors)
    {
        var letters = word.EnumerateRunes().Select(rune => rune.Value).ToArray();
        var found = new List<int>();
        if (letters.Length > Longest)
        {
            if (terms.Find(TermDictionary.Bytes(word)) is >= 0 and var same)
            {
                found.Add(same);
            }

            return found;
        }

        var rows = new Rows(letters, errors);
        for (var ordinal = 0; ordinal < terms.Count;)
        {
            var term = terms[ordinal];
            var tooFar = rows.Take(term);
            if (tooFar < 0)
            {
                if (rows.Distance <= errors)
                {
                    found.Add(ordinal);
                }

                ordinal++;
            }
            else
            {
                ordinal = Behind(terms, ordinal, term[..tooFar]);
            }
        }

        return found;
    }

    /// <summary>The first term behind one that does not begin so too: near as a rule, and so looked for in steps that double.</summary>
    private static int Behind(TermDictionary terms, int ordinal, ReadOnlySpan<byte> beginning)
    {
        var (low, step) = (ordinal, 1);
        while (low + step < terms.Count && terms[low + step].StartsWith(beginning))
        {
            low += step;
            step *= 2;
        }

        var high = Math.Min(low + step, terms.Count);
        while (low + 1 < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = terms[middle].StartsWith(beginning) ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>
    /// The distance table of a word (across) and a term (down), a row for each letter of the term. Only the cells around the diagonal are filled in: elsewhere as many letters
    /// are missing or too many as errors are allowed, at least.
    /// </summary>
    private sealed class Rows
    {
        private readonly int[] word;
        private readonly int errors;
        private readonly int[][] rows;
        private readonly int[] least;
        private readonly int[] letters;
        private readonly int[] ends;
        private int depth;

        public Rows(int[] word, int errors)
        {
            this.word = word;
            this.errors = errors;

            // A term of more letters than this is too far whatever they are.
            var most = word.Length + errors + 1;
            rows = new int[most + 1][];
            least = new int[most + 1];
            letters = new int[most + 1];
            ends = new int[most + 1];
            for (var i = 0; i <= most; i++)
            {
                rows[i] = new int[word.Length + 1];
                Array.Fill(rows[i], errors + 1);
            }

            for (var j = 0; j <= Math.Min(word.Length, errors); j++)
            {
                rows[0][j] = j;
            }
        }

        /// <summary>Of the last term that was taken whole; more than the errors where it is any more.</summary>
        public int Distance => rows[depth][^1];

        /// <summary>Goes through a term; −1 at its end, or how many bytes of it are too far from every beginning of the word.</summary>
        public int Take(ReadOnlySpan<byte> term)
        {
            var at = 0;
            var level = 0;
            while (at < term.Length)
            {
                var (letter, length) = ((int)term[at], 1);
                if (letter >= 0x80)
                {
                    System.Text.Rune.DecodeFromUtf8(term[at..], out var rune, out length);
                    letter = rune.Value;
                }

                at += length;
                level++;
                if (level > depth || letters[level] != letter || ends[level] != at)
                {
                    letters[level] = letter;
                    ends[level] = at;
                    depth = level;
                    Fill(level);
                }

                // Two swapped letters are seen one letter later, so that the row before has to be too far as well.
                if (least[level] > errors && (level == word.Length + errors + 1 || least[level - 1] >= errors))
                {
                    depth = level;
                    return at;
                }
            }

            depth = level;
            return -1;
        }

        private void Fill(int level)
        {
            var (row, above) = (rows[level], rows[level - 1]);
            var (from, until) = (Math.Max(1, level - errors), Math.Min(word.Length, level + errors));
            var best = row[0] = Math.Min(level, errors + 1);
            for (var j = from; j <= until; j++)
            {
                var cell = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (word[j - 1] == letters[level] ? 0 : 1));
                if (level > 1 && j > 1 && word[j - 1] == letters[level - 1] && word[j - 2] == letters[level])
                {
                    cell = Math.Min(cell, rows[level - 2][j - 2] + 1);
                }

                row[j] = cell;
                best = Math.Min(best, cell);
            }

            least[level] = best;
        }
    }
}
