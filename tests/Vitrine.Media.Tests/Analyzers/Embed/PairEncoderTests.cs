using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Vitrine.Core.Analysis;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Embed;
using Vitrine.Media.Onnx;
using Vitrine.Media.Packs;

namespace Vitrine.Media.Tests.Analyzers.Embed;

public sealed class PairEncoderTests
{
    private static readonly Dictionary<string, TestPair.Exports> Published = new()
    {
        ["transformers.js"] = new(),
        ["with a mask"] = new() { HasMask = true },
        ["CLIP's projections"] = new() { PictureOutput = "image_embeds", TextOutput = "text_embeds", HasMask = true },
        ["Immich"] = new() { PictureInput = "image", PictureOutput = "embedding", TextInput = "text", TextOutput = "embedding", HasStates = false, IsOpen = false, TokenType = GraphBuilder.Int32 },
        ["a name of its own"] = new() { PictureOutput = "out", TextOutput = "out", HasStates = false, HasMask = true, TokenType = GraphBuilder.Int32 },
        ["half precision"] = new() { PictureType = GraphBuilder.Half },
    };

    public static TheoryData<string> Names => [.. Published.Keys];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_EachWayOfNamingAndTyping_GivesTheSameDirections(string export)
    {
        using var pair = new TestPair(exports: Published[export]);
        using var pictures = pair.Pictures();
        using var texts = pair.Texts();
        Assert.Equal("pair@1", pictures.Space);
        Assert.Equal(pictures.Space, texts.Space);
        foreach (var drawing in SelfTestDrawings.All)
        {
            var seen = pictures.Encode(drawing.Picture, Ending);
            Assert.Equal(1, TensorPrimitives.Norm(seen), 1e-5);

            // Shrinking mixes the colours on both sides of an edge, which the mean of a square does not.
            Assert.True(TensorPrimitives.Dot(seen, Expected(drawing.Picture)) > 0.97f, drawing.Caption);
            Assert.True(TensorPrimitives.Dot(seen, texts.Encode(drawing.Caption.ToUpperInvariant(), Ending)) > 0.999f, drawing.Caption);
        }
    }

    [Fact]
    public void Encode_AnyText_GivesADirection()
    {
        using var pair = new TestPair();
        using var texts = pair.Texts();
        Assert.All((string[])["", "nothing of it is known", new string('x', 100_000), "\ud83d"], text => Assert.Equal(1, TensorPrimitives.Norm(texts.Encode(text, Ending)), 1e-5));
    }

    [Fact]
    public void Analyze_Picture_FindsOneVectorOfTheWhole()
    {
        using var pair = new TestPair();
        using var analyzer = new EmbedAnalyzer(pair.Pictures());
        var vector = Assert.IsType<Finding.Vector>(Assert.Single(analyzer.Analyze(SelfTestDrawings.All[0].Picture, Ending)));
        Assert.Equal(("pair@1", TestPair.Dimension), (vector.Space, vector.Values.Length));
        Assert.Null(vector.Extent);
        Assert.Equal(analyzer.Model, vector.Space);
    }

    [Fact]
    public void Open_OtherSizesOrTypes_IsRefusedWithWhatItTakes()
    {
        Assert.Contains("'pixel_values' of the model takes Float [1, 3, 48, 48]: expected are floating-point numbers [1, 3, 32, 32]", Refused(new() { IsOpen = false, Side = 48 }), StringComparison.Ordinal);
        Assert.Contains("takes Int64 [?, 3, ?, ?]", Refused(new() { PictureType = GraphBuilder.Int64 }), StringComparison.Ordinal);
        Assert.Contains("which of the model's outputs is a vector of 192 numbers cannot be told", Refused(new() { IsOpen = false, Components = 100 }), StringComparison.Ordinal);
        Assert.Contains("the model takes input_ids, attention_mask: expected is one input, a picture", Refused(new(), exports => exports.Text(4, new float[4 * TestPair.Dimension]), mask: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_ModelThatGivesNoNumbersOrNone_SaysSo()
    {
        using var pair = new TestPair();
        pair.Write("vision.onnx", new GraphBuilder().Input("image", GraphBuilder.Float, 1, 3, 32, 32).Output("embedding", GraphBuilder.Float, 1, TestPair.Dimension)
            .Constant("zero", [0f], 1).Constant("nothing", new float[TestPair.Dimension], 1, TestPair.Dimension)
            .Node("ReduceSum", ["image"], "sum", ("keepdims", [0])).Node("Mul", ["sum", "zero"], "none").Node("Add", ["none", "nothing"], "embedding").Build());
        using var pictures = pair.Pictures();
        Assert.Contains("no direction", Assert.Throws<InvalidDataException>(() => pictures.Encode(SelfTestDrawings.All[0].Picture, Ending)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DamagedFile_IsRefused()
    {
        using var pair = new TestPair();
        pair.Write("vision.onnx", [1, 2, 3]);
        Assert.ThrowsAny<OnnxRuntimeException>(pair.Pictures);
        pair.Write("tokenizer.json", "{}"u8.ToArray());
        Assert.Throws<InvalidDataException>(() => pair.Texts().Encode("a", Ending));
    }

    [Fact]
    public void Create_PairThatPassed_IsAmongTheAnalyzersAndReadsTexts()
    {
        using var pair = new TestPair();
        Assert.DoesNotContain(AnalyzerCatalog.Runnable(pair.Store), analyzer => analyzer.Id == "embed");
        Assert.Null(AnalyzerCatalog.TextEncoder(pair.Store, "embed", new LoadedModels(threads: 1)));

        pair.Store.Keep(pair.Model, new SelfTestRecord(pair.Model.Name, SelfTestRecord.Current, Passed: true, "It passed."));

        Assert.Equal("pair@1", AnalyzerCatalog.Runnable(pair.Store).Single(analyzer => analyzer.Id == "embed").Model);
        foreach (var analyzer in AnalyzerCatalog.Create(pair.Store, models: new LoadedModels(threads: 1)))
        {
            Assert.True(analyzer.Info.Id != "embed" || analyzer.Model == "pair@1");
            analyzer.Dispose();
        }

        using var texts = AnalyzerCatalog.TextEncoder(pair.Store, "embed", new LoadedModels(threads: 1));
        Assert.Equal("pair@1", texts!.Space);
    }

    /// <summary>The mean colour of each of 8 × 8 squares, from −1 to 1, channel by channel.</summary>
    private static float[] Expected(Picture picture)
    {
        var mean = new float[TestPair.Dimension];
        var square = picture.Width / 8;
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                mean[(channel * 64) + (i / picture.Width / square * 8) + (i % picture.Width / square)] += ((picture.Rgb[(i * 3) + channel] / 127.5f) - 1) / (square * square);
            }
        }

        return UnitVector.Of(mean);
    }

    private static string Refused(TestPair.Exports exports, Func<TestPair.Exports, byte[]>? vision = null, bool mask = false)
    {
        using var pair = new TestPair();
        pair.Write("vision.onnx", (vision ?? (one => one.Vision()))(exports with { HasMask = mask }));
        return Assert.Throws<InvalidDataException>(pair.Pictures).Message;
    }
}
