using System.Numerics.Tensors;
using System.Text.Json;
using Vitrine.Media.Analyzers.Texts;
using Vitrine.Media.Onnx;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Analyzers.Texts;

public sealed class SentenceEncoderTests
{
    /// <summary>What the reference keeps as one special token, and ours reads as the characters that they are.</summary>
    private static readonly string[] Special = ["[MASK]", "[SEP]", "[CLS]", "[PAD]", "[UNK]"];

    [Fact]
    public void Tokens_OfTextsOfAllKinds_AreThoseOfTheReference()
    {
        var tokenizer = new WordPiece(File.ReadLines(SharedFolder.Path("models", "text", "vocab.txt")));
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("golden", "clipbpe", "wordpiece.json")));
        var wrong = new List<string>();
        foreach (var one in golden.RootElement.GetProperty("texts").EnumerateArray().Where(one => one.GetProperty("length_before_truncation").GetInt32() <= 128))
        {
            var text = one.GetProperty("text").GetString()!;
            if (!Special.Any(text.Contains))
            {
                Compare(text, one.GetProperty("ids"));
            }
        }

        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("models", "text", "expected.json")));
        foreach (var one in expected.RootElement.GetProperty("examples").EnumerateArray().Where(one => one.TryGetProperty("tokenizer", out _)))
        {
            Compare(one.GetProperty("input").GetString()!, one.GetProperty("expect").GetProperty("ids"));
        }

        Assert.Empty(wrong);

        void Compare(string text, JsonElement ids)
        {
            var ours = tokenizer.Encode(text, 256);
            if (!ours.SequenceEqual(ids.EnumerateArray().Select(id => id.GetInt32())))
            {
                wrong.Add($"{text}: {string.Join(' ', ours)} instead of {ids.GetRawText().ReplaceLineEndings("")}");
            }
        }
    }

    [Fact]
    public void Tokens_OfAnyCharacters_AreFewAndNeverAnError()
    {
        var tokenizer = new WordPiece(File.ReadLines(SharedFolder.Path("models", "text", "vocab.txt")));
        foreach (var text in (string[])["\ud800", "a\ud800b\udfff", new string('a', 2_000_000), string.Concat(Enumerable.Repeat("wort ", 100_000)), new string('\u0301', 5_000), "\0\u200b\ufffd", new string('中', 3_000)])
        {
            var ids = tokenizer.Encode(text, 256);
            Assert.InRange(ids.Count, 2, 256);
            Assert.Equal((101, 102), (ids[0], ids[^1]));
        }
    }

    [Fact]
    public void Encode_PairsOfSentences_AreAsAlikeAsTheReferenceSays()
    {
        using var encoder = SentenceEncoder.Open("minilm-l6@1", SharedFolder.Path("models", "text", "minilm_l6_v2.onnx"), SharedFolder.Path("models", "text", "vocab.txt"), new LoadedModels());
        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("models", "text", "expected.json")));
        foreach (var one in expected.RootElement.GetProperty("examples").EnumerateArray().Where(one => one.GetProperty("expect").TryGetProperty("cosine", out _)))
        {
            var (a, b) = (encoder.Encode(one.GetProperty("input")[0].GetString()!, TestContext.Current.CancellationToken), encoder.Encode(one.GetProperty("input")[1].GetString()!, TestContext.Current.CancellationToken));
            Assert.Equal(384, a.Length);
            Assert.Equal(1, TensorPrimitives.Norm(a), 1e-4);
            Assert.Equal(one.GetProperty("expect").GetProperty("cosine").GetDouble(), TensorPrimitives.Dot(a, b), 0.02);
        }
    }

    [Fact]
    public void Open_WhatIsNoVocabularyOrModel_SaysSo()
    {
        var vocabulary = SharedFolder.Path("models", "text", "vocab.txt");
        Assert.Throws<InvalidDataException>(() => SentenceEncoder.Open("x@1", SharedFolder.Path("models", "text", "minilm_l6_v2.onnx"), SharedFolder.Path("models", "classify", "expected.json"), new LoadedModels()));
        Assert.Throws<InvalidDataException>(() => SentenceEncoder.Open("x@1", SharedFolder.Path("models", "classify", "efficientnet_lite2.onnx"), vocabulary, new LoadedModels()));
        Assert.Throws<Microsoft.ML.OnnxRuntime.OnnxRuntimeException>(() => SentenceEncoder.Open("x@1", vocabulary, vocabulary, new LoadedModels()));
    }
}
