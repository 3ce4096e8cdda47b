using System.Text;

namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>What is done to a text before a SentencePiece vocabulary sees it.</summary>
public enum TextCleaning
{
    /// <summary>Small letters, single blanks (SigLIP 2: big_vision's <c>lower</c>).</summary>
    Lower,

    /// <summary>The same, and without ASCII's punctuation; an underscore is a blank (SigLIP 1: big_vision's <c>canonicalize_text</c>).</summary>
    Canonical,
}

/// <summary>
/// SentencePiece's tokenizers: unigram, as SigLIP has it, and byte pairs, as Gemma's of SigLIP 2. Microsoft.ML.Tokenizers 2.0.1 reads neither model's published <c>tokenizer.json</c>,
/// and fails over letters outside a unigram vocabulary with bytes.
/// </summary>
public sealed class SentencePieceTokenizer : ITokenizer
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~";

    private readonly TextCleaning cleaning;
    private readonly Func<string, IReadOnlyList<string>> words;
    private readonly Func<string, IEnumerable<int>> encode;

    private SentencePieceTokenizer(TextCleaning cleaning, Func<string, IReadOnlyList<string>> words, Func<string, IEnumerable<int>> encode) =>
        (this.cleaning, this.words, this.encode) = (cleaning, words, encode);

    /// <summary>From a <c>tokenizer.json</c> of Hugging Face.</summary>
    /// <exception cref="InvalidDataException">It is none, or of a kind there is no code for.</exception>
    public static SentencePieceTokenizer ReadTokenizerJson(ReadOnlySpan<byte> json, TextCleaning cleaning)
    {
        var file = TokenizerFile.Read(json);
        var normalize = TextSteps.Normalizer(file.Normalizer);
        var cut = TextSteps.PreTokenizer(file.PreTokenizer);
        var encode = file.Kind == TokenizerKind.Unigram ? OfUnigram(UnigramPieces(file)) : new BytePairs(file).Encode;
        return new SentencePieceTokenizer(cleaning, text => cut(normalize(text)), encode);
    }

    /// <summary>From a <c>spiece.model</c> or <c>tokenizer.model</c> of SentencePiece.</summary>
    /// <exception cref="InvalidDataException">It is none, or of a kind there is no code for.</exception>
    public static SentencePieceTokenizer ReadModel(ReadOnlySpan<byte> model, TextCleaning cleaning)
    {
        var file = SentencePieceFile.Read(model);
        return new SentencePieceTokenizer(cleaning, text => file.Normalize(text) is { Length: > 0 } normal ? [normal] : [], file.IsUnigram ? OfUnigram(file.Pieces) : new ScoredPairs(file.Pieces).Encode);
    }

    public IReadOnlyList<int> Encode(string text) => [.. words(Clean(text)).SelectMany(encode)];

    private string Clean(string text)
    {
        var whole = ClipText.Whole(text);
        if (cleaning == TextCleaning.Canonical)
        {
            whole = string.Concat(whole.Replace('_', ' ').Where(letter => !Punctuation.Contains(letter, StringComparison.Ordinal)));
        }

        return ClipText.OneBlank(ClipText.Lower(whole));
    }

    private static Func<string, IEnumerable<int>> OfUnigram(PieceTable pieces) => text => pieces.Ids(text, Unigram.Cut(text, pieces));

    private static PieceTable UnigramPieces(TokenizerFile file)
    {
        var texts = new string[file.Scores.Count];
        foreach (var (text, id) in file.Ids)
        {
            texts[id] = text;
        }

        return new PieceTable(
            [.. texts.Select((text, id) => (text ?? "", file.Scores[id], id == file.UnknownId ? PieceKind.Unknown : text is null || file.Special.Contains(text) ? PieceKind.Control : PieceKind.Normal))],
            file.ByteFallback);
    }

    /// <summary>Byte pairs as Hugging Face's files list them: a letter without a token becomes its bytes, or one unknown for all that stand together.</summary>
    private sealed class BytePairs
    {
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ids;
        private readonly PairRule rule;
        private readonly ByteTokens? bytes;
        private readonly int unknown;

        public BytePairs(TokenizerFile file)
        {
            (ids, rule) = (file.Ids.GetAlternateLookup<ReadOnlySpan<char>>(), new PairRule(file.Pairs));
            bytes = file.ByteFallback ? new ByteTokens(text => file.Ids.GetValueOrDefault(text, -1)) : null;
            unknown = file.UnknownToken is { } text && file.Ids.TryGetValue(text, out var id) ? id : throw new InvalidDataException("tokenizer.json has no token for what it does not know");
        }

        public IEnumerable<int> Encode(string text)
        {
            var symbols = new List<Symbol>(text.Length);
            for (var at = 0; at < text.Length;)
            {
                var length = Rune.GetRuneAt(text, at).Utf16SequenceLength;
                if (ids.TryGetValue(text.AsSpan(at, length), out var id))
                {
                    symbols.Add(new Symbol(id, at, length));
                }
                else if (bytes?.Of(text.AsSpan(at, length)) is { } letter)
                {
                    symbols.AddRange(letter.Select(one => new Symbol(one, at, length)));
                }
                else if (symbols.Count == 0 || symbols[^1].Id != unknown)
                {
                    symbols.Add(new Symbol(unknown, at, length));
                }

                at += length;
            }

            return rule.Apply(text, symbols).Select(symbol => symbol.Id);
        }
    }

    /// <summary>Byte pairs as SentencePiece itself has them: by the scores of what they become.</summary>
    private sealed class ScoredPairs(PieceTable pieces)
    {
        private readonly ScoreRule rule = new(pieces);

        public IEnumerable<int> Encode(string text)
        {
            var symbols = new List<Symbol>(text.Length);
            for (var at = 0; at < text.Length; at += symbols[^1].Length)
            {
                symbols.Add(WholeAt(text, at) ?? Letter(text, at));
            }

            return pieces.Ids(text, rule.Apply(text, symbols));
        }

        private Symbol Letter(string text, int at)
        {
            var length = Rune.GetRuneAt(text, at).Utf16SequenceLength;
            return new Symbol(pieces.TryFind(text.AsSpan(at, length), out var id) ? id : -1, at, length);
        }

        private Symbol? WholeAt(string text, int at)
        {
            for (var length = pieces.HasWhole ? Math.Min(pieces.Longest, text.Length - at) : 0; length > 0; length--)
            {
                if (pieces.TryFind(text.AsSpan(at, length), out var id) && pieces.IsWhole(id))
                {
                    return new Symbol(id, at, length);
                }
            }

            return null;
        }
    }
}
