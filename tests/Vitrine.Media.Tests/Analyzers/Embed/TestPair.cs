using System.Text.Json;
using Vitrine.Media.Analyzers.Embed;
using Vitrine.Media.Analyzers.Embed.Tokens;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Tests.Analyzers.Embed;

/// <summary>
/// A model of pictures and texts that a test makes: a picture's vector is its colours in an 8 × 8 grid, a text's the sum of rows of a table, one for each token. The table gives each caption
/// of the self-test the vector of its drawing, or of another one.
/// </summary>
internal sealed class TestPair : IDisposable
{
    public const int Side = 32;
    public const int Dimension = 3 * 8 * 8;
    public const int Length = 24;

    private const int Unknown = 2;

    private static readonly string[] Words =
        ["<pad>", "<eos>", "<unk>", .. SelfTestDrawings.All.SelectMany(drawing => drawing.Caption.ToLowerInvariant().Split(' ')).Distinct().Select(word => "▁" + word)];

    /// <param name="drawingOf">Which drawing's vector a caption has; −1 = none of them has any.</param>
    public TestPair(Func<int, int>? drawingOf = null, Exports? exports = null)
    {
        exports ??= new Exports();
        Model = ModelOf("pair", new PairDescription(
            Dimension, 100,
            new PictureDescription("vision.onnx", Side, "stretch", "bilinear", [0.5f, 0.5f, 0.5f], [0.5f, 0.5f, 0.5f]),
            new TextDescription("text.onnx", "sentencepiece", ["tokenizer.json"], Length, End: 1, Pad: 0, Cleaning: "lower")));
        Task = new PackTask("embed", "Sees.", false, ["pair"]);
        Store = new PackStore(Path.Combine(Folder, "store"), new PackCatalog([Task], [Model]));
        Write("vision.onnx", exports.Vision());
        Write("tokenizer.json", TokenizerJson());
        Write("text.onnx", exports.Text(Words.Length, []));
        Write("text.onnx", exports.Text(Words.Length, Table(drawingOf ?? (caption => caption))));
        Model = Model with { Files = [.. Model.Files.Select(file => file with { Bytes = new FileInfo(Path.Combine(Store.FolderOf(Model), file.Name)).Length })] };
        Store = new PackStore(Store.Root, new PackCatalog([Task], [Model]));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("vitrine-pair-").FullName;

    public PackModel Model { get; }

    public PackTask Task { get; }

    public PackStore Store { get; }

    /// <summary>A model whose files are there by their sizes only.</summary>
    public static PackModel ModelOf(string id, PairDescription pair) => new(
        id, 1, "Made by a test", new PackLicence("MIT", true, "made by the test"), [],
        [.. ((string[])[pair.Picture.File, pair.Text.File, .. pair.Text.Vocabulary]).Select(name => new PackFile(name, 0, new string('0', 64), []))]) { Pair = pair };

    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(Store.FolderOf(Model));
        File.WriteAllBytes(Path.Combine(Store.FolderOf(Model), name), content);
    }

    public PictureEncoder Pictures() => new(Store, Model, new(threads: 1));

    public PairTextEncoder Texts() => new(Store, Model, new(threads: 1));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>The row of the token that a caption alone has is the vector of its drawing, less nothing: all other rows are zero but for the end's, which keeps texts without a known word from having none.</summary>
    private float[] Table(Func<int, int> drawingOf)
    {
        using var pictures = Pictures();
        var tokenizer = SentencePieceTokenizer.ReadTokenizerJson(File.ReadAllBytes(Path.Combine(Store.FolderOf(Model), "tokenizer.json")), TextCleaning.Lower);
        int[][] tokens = [.. SelfTestDrawings.All.Select(drawing => tokenizer.Encode(drawing.Caption).ToArray())];
        var table = new float[Words.Length * Dimension];
        Array.Fill(table, 1e-4f, Dimension, Dimension);
        for (var caption = 0; caption < tokens.Length; caption++)
        {
            if (drawingOf(caption) is >= 0 and var drawing)
            {
                var own = tokens[caption].First(token => tokens.Index().All(other => other.Index == caption || !other.Item.Contains(token)));
                pictures.Encode(SelfTestDrawings.All[drawing].Picture, CancellationToken.None).CopyTo(table, own * Dimension);
            }
        }

        return table;
    }

    private static byte[] TokenizerJson() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        version = "1.0",
        pre_tokenizer = new { type = "Metaspace", replacement = "▁", prepend_scheme = "always", split = true },
        model = new { type = "Unigram", unk_id = Unknown, byte_fallback = false, vocab = Words.Select(word => new object[] { word, -1 }) },
    });

    /// <summary>How the two files name and type what they take and give: as one publisher does, or as another.</summary>
    internal sealed record Exports
    {
        public string PictureInput { get; init; } = "pixel_values";
        public string PictureOutput { get; init; } = "pooler_output";
        public string TextInput { get; init; } = "input_ids";
        public string TextOutput { get; init; } = "pooler_output";

        /// <summary>Whether a second, larger output stands before the vector.</summary>
        public bool HasStates { get; init; } = true;

        /// <summary>Whether sizes of batches, rows and pictures are left open.</summary>
        public bool IsOpen { get; init; } = true;
        public int PictureType { get; init; } = GraphBuilder.Float;
        public int TokenType { get; init; } = GraphBuilder.Int64;
        public bool HasMask { get; init; }
        public int Side { get; init; } = TestPair.Side;
        public int Components { get; init; } = Dimension;

        public byte[] Vision()
        {
            var (batch, side) = (IsOpen ? -1 : 1, IsOpen ? -1 : Side);
            var graph = new GraphBuilder().Input(PictureInput, PictureType, batch, 3, side, side);
            if (HasStates)
            {
                graph.Output("last_hidden_state", GraphBuilder.Float, batch, 3, -1, -1);
            }

            return graph.Output(PictureOutput, PictureType, batch, Components)
                .Node("Cast", [PictureInput], "numbers", ("to", [GraphBuilder.Float]))
                .Node("AveragePool", ["numbers"], "last_hidden_state", ("kernel_shape", [4, 4]), ("strides", [4, 4]))
                .Node("Flatten", ["last_hidden_state"], "flat", ("axis", [1]))
                .Constant("first", [.. Enumerable.Range(0, Components).Select(i => (long)i)], Components).Node("Gather", ["flat", "first"], "vector", ("axis", [1]))
                .Node("Cast", ["vector"], PictureOutput, ("to", [PictureType]))
                .Build();
        }

        public byte[] Text(int words, float[] table)
        {
            var (batch, length) = (IsOpen ? -1 : 1, IsOpen ? -1 : Length);
            var graph = new GraphBuilder().Input(TextInput, TokenType, batch, length).Constant("axes", [1L], 1)
                .Constant("table", table.Length == 0 ? new float[words * Dimension] : table, words, Dimension)
                .Node("Gather", ["table", TextInput], "rows");
            if (HasStates)
            {
                graph.Output("last_hidden_state", GraphBuilder.Float, batch, -1, Dimension).Node("Identity", ["rows"], "last_hidden_state");
            }

            if (HasMask)
            {
                graph.Input("attention_mask", TokenType, batch, length).Constant("last", [2L], 1)
                    .Node("Cast", ["attention_mask"], "numbers", ("to", [GraphBuilder.Float]))
                    .Node("Unsqueeze", ["numbers", "last"], "column").Node("Mul", ["rows", "column"], "kept");
            }

            return graph.Output(TextOutput, GraphBuilder.Float, batch, Dimension).Node("ReduceSum", [HasMask ? "kept" : "rows", "axes"], TextOutput, ("keepdims", [0])).Build();
        }
    }
}
