namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>What a piece of a SentencePiece vocabulary is, with the numbers of its file format.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,

    /// <summary>Marks starts and ends: no text becomes one.</summary>
    Control = 3,

    /// <summary>Stands as a whole wherever it is in a text.</summary>
    UserDefined = 4,
    Unused = 5,

    /// <summary>A byte of a letter that the vocabulary lacks.</summary>
    Byte = 6,
}

/// <summary>The pieces of a SentencePiece vocabulary, by their texts and numbers.</summary>
internal sealed class PieceTable
{
    /// <summary>Longer pieces are never found: no vocabulary has them, and each place of a text is looked up with each length.</summary>
    private const int MostLetters = 256;

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> found;
    private readonly float[] scores;
    private readonly PieceKind[] kinds;
    private readonly ByteTokens? bytes;
    private readonly int unknown;

    /// <param name="pieces">In the order of their numbers.</param>
    /// <param name="byteFallback">Whether letters that the vocabulary lacks become their UTF-8 bytes.</param>
    /// <exception cref="InvalidDataException">It has no piece for what is unknown, or a score that is no number.</exception>
    public PieceTable(IReadOnlyList<(string Text, float Score, PieceKind Kind)> pieces, bool byteFallback)
    {
        scores = [.. pieces.Select(piece => float.IsFinite(piece.Score) ? piece.Score : throw new InvalidDataException("the vocabulary has a score that is no number"))];
        kinds = [.. pieces.Select(piece => piece.Kind)];
        var ids = new Dictionary<string, int>(pieces.Count, StringComparer.Ordinal);
        foreach (var (id, piece) in pieces.Index())
        {
            if (piece.Kind is PieceKind.Normal or PieceKind.UserDefined && piece.Text.Length is > 0 and <= MostLetters)
            {
                ids[piece.Text] = id;
                Longest = Math.Max(Longest, piece.Text.Length);
                HasWhole |= piece.Kind == PieceKind.UserDefined;
            }
        }

        found = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        var normal = pieces.Where(piece => piece.Kind == PieceKind.Normal).Select(piece => piece.Score).DefaultIfEmpty();
        (Lowest, Highest) = (normal.Min(), normal.Max());
        unknown = Array.IndexOf(kinds, PieceKind.Unknown);
        var named = pieces.Select((piece, id) => (piece.Text, id)).Where(piece => piece.Text.StartsWith("<0x", StringComparison.Ordinal)).ToLookup(piece => piece.Text, piece => piece.id, StringComparer.Ordinal);
        bytes = byteFallback ? new ByteTokens(text => named[text].DefaultIfEmpty(-1).First()) : null;
        if (unknown < 0)
        {
            throw new InvalidDataException("the vocabulary has no piece for what it does not know");
        }
    }

    /// <summary>UTF-16 units of the longest piece.</summary>
    public int Longest { get; }

    /// <summary>Whether there are pieces that stand as a whole.</summary>
    public bool HasWhole { get; }
    public float Lowest { get; }
    public float Highest { get; }

    public float ScoreOf(int id) => scores[id];

    public bool IsWhole(int id) => id >= 0 && kinds[id] == PieceKind.UserDefined;

    /// <summary>The piece that a text is; never one that marks something.</summary>
    public bool TryFind(ReadOnlySpan<char> text, out int id) => found.TryGetValue(text, out id);

    /// <summary>The tokens of a cut: a letter that has no piece becomes bytes, or one unknown for all that stand together.</summary>
    public IReadOnlyList<int> Ids(string text, IEnumerable<Symbol> cut)
    {
        var ids = new List<int>();
        foreach (var symbol in cut)
        {
            if (symbol.Id >= 0)
            {
                ids.Add(symbol.Id);
            }
            else if (bytes?.Of(text.AsSpan(symbol.Start, symbol.Length)) is { } letter)
            {
                ids.AddRange(letter);
            }
            else if (ids.Count == 0 || ids[^1] != unknown)
            {
                ids.Add(unknown);
            }
        }

        return ids;
    }
}
