namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>A model file of SentencePiece (<c>sentencepiece_model.proto</c>): its pieces, and how texts are made ready for them.</summary>
internal sealed class SentencePieceFile
{
    private const int MostPieces = 2_000_000;
    private const int UnigramType = 1;
    private const int BytePairType = 2;

    private readonly List<(string Text, float Score, PieceKind Kind)> read = [];
    private CharsMap? letters;
    private bool beginsWithBlank = true;
    private bool removesBlanks = true;
    private bool marksBlanks = true;
    private bool byteFallback;
    private int type = UnigramType;

    private SentencePieceFile()
    {
    }

    public PieceTable Pieces { get; private set; } = null!;

    public bool IsUnigram => type == UnigramType;

    /// <exception cref="InvalidDataException">It is no such file, or of a kind there is no code for.</exception>
    public static SentencePieceFile Read(ReadOnlySpan<byte> model)
    {
        var file = new SentencePieceFile();
        try
        {
            file.ReadAll(model);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"the model of SentencePiece cannot be read: {error.Message}");
        }

        return file;
    }

    public string Normalize(string text)
    {
        var normal = letters?.Apply(text) ?? text;
        normal = removesBlanks ? string.Join(' ', normal.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : normal;
        normal = beginsWithBlank && normal.Length > 0 ? " " + normal : normal;
        normal = marksBlanks ? normal.Replace(' ', TextSteps.Blank) : normal;

        // A text that ends with the sign for a blank ends with a blank.
        return removesBlanks && marksBlanks ? normal.TrimEnd(TextSteps.Blank) : normal;
    }

    private void ReadAll(ReadOnlySpan<byte> model)
    {
        var reader = new ProtobufReader(model);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    ReadPiece(reader.ReadBytes());
                    break;
                case 2:
                    ReadTrainer(reader.ReadBytes());
                    break;
                case 3:
                    ReadNormalizer(reader.ReadBytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (type is not (UnigramType or BytePairType))
        {
            throw new InvalidDataException("it cuts texts neither by scores nor by byte pairs");
        }

        Pieces = new PieceTable(read, byteFallback);
    }

    private void ReadPiece(ReadOnlySpan<byte> message)
    {
        if (read.Count == MostPieces)
        {
            throw new InvalidDataException($"it has more than {MostPieces:N0} pieces");
        }

        var (text, score, kind) = ("", 0f, PieceKind.Normal);
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    text = reader.ReadText();
                    break;
                case 2:
                    score = reader.ReadSingle();
                    break;
                case 3:
                    kind = (PieceKind)reader.ReadInt32();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        read.Add((text, score, kind));
    }

    private void ReadTrainer(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 3:
                    type = reader.ReadInt32();
                    break;
                case 35:
                    byteFallback = reader.ReadBool();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadNormalizer(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 2 when reader.ReadBytes() is { Length: > 0 } table:
                    letters = new CharsMap(table);
                    break;
                case 2:
                    break;
                case 3:
                    beginsWithBlank = reader.ReadBool();
                    break;
                case 4:
                    removesBlanks = reader.ReadBool();
                    break;
                case 5:
                    marksBlanks = reader.ReadBool();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}
