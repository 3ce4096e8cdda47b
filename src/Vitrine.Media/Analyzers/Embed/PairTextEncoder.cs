using Vitrine.Media.Analyzers.Embed.Tokens;
using Vitrine.Media.Analyzers.Texts;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Analyzers.Embed;

/// <summary>
/// The half of a model of pictures and texts that reads texts, as the catalogue describes it. Its directions can be compared with those of <see cref="PictureEncoder"/>. It is loaded at the
/// first text: it is the larger half, and pictures are looked at without it.
/// </summary>
public sealed class PairTextEncoder(PackStore store, PackModel model, LoadedModels models) : ITextEncoder
{
    private readonly PairDescription pair = model.Pair ?? throw new ArgumentException($"'{model.Id}' is no model of pictures and texts");
    private (ITokenizer Tokenizer, VectorSession Session)? loaded;

    public string Space => model.Name;

    /// <inheritdoc/>
    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">The file is missing, damaged or asks for what the runtime lacks.</exception>
    /// <exception cref="InvalidDataException">The files are not as described, or the model gives nothing that has a direction.</exception>
    public float[] Encode(string text, CancellationToken cancellationToken)
    {
        loaded ??= (TokenizerOf(), models.OpenVectors(store.PathOf(model, pair.Text.File), new VectorShape([1, pair.Text.Length], pair.Dimension), pair.OnProcessor));
        var tokens = new long[pair.Text.Length];
        var used = new TokenRow(pair.Text.Length, pair.Text.Start, pair.Text.End, pair.Text.Pad).Fill(loaded.Value.Tokenizer.Encode(text), tokens);
        return UnitVector.Of(loaded.Value.Session.Run(tokens, used, cancellationToken));
    }

    public void Dispose() => loaded?.Session.Dispose();

    private ITokenizer TokenizerOf()
    {
        string[] paths = [.. pair.Text.Vocabulary.Select(name => store.PathOf(model, name))];
        switch (pair.Text.Tokenizer, paths)
        {
            case ("clip", [var words, var merges]):
                return MappedFile.Read(words, bytes => ClipVocabulary.Read(bytes, File.ReadAllText(merges)));
            case ("clip", [var one]) when one.EndsWith(".gz", StringComparison.Ordinal):
                using (var archive = File.OpenRead(one))
                {
                    return ClipVocabulary.ReadMergesArchive(archive);
                }

            case ("clip", [var one]):
                return MappedFile.Read(one, bytes => ClipVocabulary.ReadTokenizerJson(bytes));
            case ("sentencepiece", [var one]) when one.EndsWith(".model", StringComparison.Ordinal):
                return MappedFile.Read(one, bytes => SentencePieceTokenizer.ReadModel(bytes, Cleaning));
            case ("sentencepiece", [var one]):
                return MappedFile.Read(one, bytes => SentencePieceTokenizer.ReadTokenizerJson(bytes, Cleaning));
            default:
                throw new InvalidDataException($"there is no tokenizer '{pair.Text.Tokenizer}' of {paths.Length} files");
        }
    }

    private TextCleaning Cleaning => pair.Text.Cleaning switch
    {
        "lower" => TextCleaning.Lower,
        "canonical" => TextCleaning.Canonical,
        var other => throw new InvalidDataException($"'{other}' is no cleaning of texts: lower and canonical are"),
    };
}
