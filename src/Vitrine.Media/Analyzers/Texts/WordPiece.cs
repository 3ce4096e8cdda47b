using System.Globalization;
using System.Text;

namespace Vitrine.Media.Analyzers.Texts;

/// <summary>
/// Cuts a text into BERT's word pieces (Devlin et al. 2019, uncased): lower case, without accents, each word as the longest pieces that the vocabulary has. Names of special tokens
/// in a text are plain characters.
/// </summary>
internal sealed class WordPiece
{
    private const int LongestWord = 100;

    private readonly Dictionary<string, int> ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> pieces;
    private readonly int begin;
    private readonly int end;
    private readonly int unknown;

    /// <param name="vocabulary">Pieces in the order of their ids; those within a word begin with ##.</param>
    /// <exception cref="InvalidDataException">It lacks one of [CLS], [SEP] and [UNK].</exception>
    public WordPiece(IEnumerable<string> vocabulary)
    {
        ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (id, piece) in vocabulary.Index())
        {
            ids.TryAdd(piece, id);
        }

        pieces = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        (begin, end, unknown) = (Special("[CLS]"), Special("[SEP]"), Special("[UNK]"));
    }

    /// <summary>The pieces between [CLS] and [SEP].</summary>
    /// <param name="most">Pieces with those two; what comes after is left out. At least 2.</param>
    public List<int> Encode(string text, int most)
    {
        List<int> found = [begin];
        foreach (var word in Words(text))
        {
            Add(word, found);
            if (found.Count >= most)
            {
                break;
            }
        }

        found.RemoveRange(Math.Min(most - 1, found.Count), Math.Max(0, found.Count - (most - 1)));
        found.Add(end);
        return found;
    }

    private void Add(string word, List<int> found)
    {
        var before = found.Count;
        for (var at = 0; at < word.Length;)
        {
            var rest = at == 0 ? word : "##" + word[at..];
            var shortest = rest.Length - (word.Length - at);
            var until = word.Length > LongestWord ? shortest : rest.Length;
            var id = 0;
            while (until > shortest && !pieces.TryGetValue(rest.AsSpan(0, until), out id))
            {
                until--;
            }

            if (until == shortest)
            {
                found.RemoveRange(before, found.Count - before);
                found.Add(unknown);
                return;
            }

            found.Add(id);
            at += until - shortest;
        }
    }

    /// <summary>Cleaned, folded and cut at blanks; every punctuation mark and every ideograph is a word of its own.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in Folded(text))
        {
            var alone = IsMark(rune) || IsIdeograph(rune);
            if ((alone || Rune.IsWhiteSpace(rune)) && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (alone)
            {
                yield return rune.ToString();
            }
            else if (!Rune.IsWhiteSpace(rune))
            {
                word.Append(rune);
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static IEnumerable<Rune> Folded(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                yield return new Rune(' ');
            }
            else if (rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate))
            {
                foreach (var part in rune.ToString().Normalize(NormalizationForm.FormD).EnumerateRunes().Where(part => Rune.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark))
                {
                    // Letter by letter: no rule about the end of a word.
                    yield return Rune.ToLowerInvariant(part);
                }
            }
        }
    }

    private static bool IsMark(Rune rune) => rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126) || Rune.IsPunctuation(rune);

    private static bool IsIdeograph(Rune rune) => rune.Value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private int Special(string piece) => ids.TryGetValue(piece, out var id) ? id : throw new InvalidDataException($"the vocabulary of the model has no {piece}");
}
