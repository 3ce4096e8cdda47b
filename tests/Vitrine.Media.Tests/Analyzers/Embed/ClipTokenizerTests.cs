using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Vitrine.Media.Analyzers.Embed.Tokens;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Analyzers.Embed;

public sealed class ClipTokenizerTests
{
    private const int Start = 49_406;
    private const int End = 49_407;

    /// <summary>Rows whose text names a special word: a text is a text.</summary>
    private static readonly string[] Special = ["<start_of_text>", "<|endoftext|> <|startoftext|>"];

    private static readonly TokenRow Row = new(77, Start, End, Pad: 0);

    [Fact]
    public void Encode_GoldenTexts_GivesOpenClipsIds()
    {
        var tokenizer = Archive();
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("golden", "clipbpe", "clip.json")));
        var compared = 0;
        foreach (var row in golden.RootElement.GetProperty("texts").EnumerateArray())
        {
            var text = row.GetProperty("text").GetString()!;
            if (!Special.Contains(text))
            {
                // Where ftfy mends more than quotes, ligatures and full width, the reference without it counts.
                var expected = (row.TryGetProperty("ids_light", out var light) ? light : row.GetProperty("ids")).EnumerateArray().Select(id => id.GetInt64());
                Assert.Equal(expected, Filled(tokenizer, text).TakeWhile((id, i) => i == 0 || id != 0 || i < expected.Count()));
                compared++;
            }
        }

        Assert.Equal(66, compared);
    }

    [Theory]
    [InlineData("a photo of a speaker on stage", new long[] { 320, 1125, 539, 320, 4914, 525, 2170 })]
    [InlineData("People applauding at a conference", new long[] { 1047, 24713, 796, 536, 320, 2230 })]
    [InlineData("a photo of a really, functistaner big cat.", new long[] { 320, 1125, 539, 320, 1414, 267, 8679, 555, 2203, 528, 1205, 2368, 269 })]
    public void Encode_SentencesOfThePublishedTests_GivesTheirIds(string text, long[] expected) => Assert.Equal(expected, Archive().Encode(text).Select(id => (long)id));

    [Fact]
    public void Encode_SpecialWordsInAText_ArePlainText() => Assert.All(Special, text => Assert.DoesNotContain(Archive().Encode(text), id => id is Start or End));

    [Fact]
    public void Read_OtherFormsOfTheVocabulary_GiveTheSameIds()
    {
        var (words, merges) = Vocabulary();
        var json = JsonSerializer.SerializeToUtf8Bytes(words);
        var pairs = ClipVocabulary.Read(json, "#version: 0.2\n" + string.Join('\n', merges) + "\n");
        var listed = ClipVocabulary.ReadTokenizerJson(TokenizerJson(words, merges));
        var arrays = ClipVocabulary.ReadTokenizerJson(TokenizerJson(words, merges.Select(merge => merge.Split(' '))));
        foreach (var text in (string[])["a photo of a cat", "Straße 東京 👟 x2y3z", "rock'n'roll... 12"])
        {
            var expected = Archive().Encode(text);
            Assert.Equal(expected, pairs.Encode(text));
            Assert.Equal(expected, listed.Encode(text));
            Assert.Equal(expected, arrays.Encode(text));
        }
    }

    [Fact]
    public void Fill_LongText_EndsInTheLastPlace()
    {
        var row = Filled(Archive(), string.Join(' ', Enumerable.Repeat("red sneaker", 500)));
        Assert.Equal((Start, End), (row[0], row[76]));
        Assert.DoesNotContain(0L, row);
    }

    [Fact]
    public void Encode_HalvesOfLettersAndEndlessText_GivesTokensAtOnce()
    {
        Assert.NotEmpty(Archive().Encode("\ud83d x \udc5f"));
        Assert.NotEmpty(Archive().Encode(new string('a', 5_000_000)));
    }

    [Fact]
    public void Read_DamagedVocabularies_AreRefusedWithASentence()
    {
        Assert.Throws<InvalidDataException>(() => ClipVocabulary.Read("{\"a\":"u8, "a b"));
        Assert.Contains("lacks 'zz'", Assert.Throws<InvalidDataException>(() => ClipVocabulary.Read("{\"a\":1}"u8, "zz a")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => ClipVocabulary.ReadMergesArchive(new MemoryStream([1, 2, 3])));
        Assert.Throws<InvalidDataException>(() => ClipVocabulary.ReadTokenizerJson("{\"model\":{\"type\":\"WordPiece\"}}"u8));
        Assert.Throws<InvalidDataException>(() => ClipVocabulary.ReadMergesArchive(Zipped(new string('\n', 70 << 20))));
    }

    private static long[] Filled(ClipTokenizer tokenizer, string text)
    {
        var row = new long[77];
        Row.Fill(tokenizer.Encode(text), row);
        return row;
    }

    private static ClipTokenizer Archive()
    {
        using var file = File.OpenRead(SharedFolder.Path("models", "clip-text", "bpe_simple_vocab_16e6.txt.gz"));
        return ClipVocabulary.ReadMergesArchive(file);
    }

    /// <summary>As the reference numbers it (<c>golden/clipbpe/make.py</c> and open_clip): bytes, bytes that end a word, merges, special words.</summary>
    private static (Dictionary<string, int> Words, string[] Merges) Vocabulary()
    {
        using var file = File.OpenRead(SharedFolder.Path("models", "clip-text", "bpe_simple_vocab_16e6.txt.gz"));
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress), Encoding.UTF8);
        var merges = reader.ReadToEnd().Split('\n')[1..48_895];
        var own = Enumerable.Range('!', 94).Concat(Enumerable.Range(0xa1, 12)).Concat(Enumerable.Range(0xae, 82)).ToArray();
        string[] letters = [.. own.Select(one => ((char)one).ToString()), .. Enumerable.Range(256, 256 - own.Length).Select(one => ((char)one).ToString())];
        string[] all = [.. letters, .. letters.Select(letter => letter + "</w>"), .. merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)), "<|startoftext|>", "<|endoftext|>"];
        Assert.Equal(End + 1, all.Length);
        return (all.Select((word, id) => (word, id)).ToDictionary(pair => pair.word, pair => pair.id, StringComparer.Ordinal), merges);
    }

    private static byte[] TokenizerJson(Dictionary<string, int> words, object merges) =>
        JsonSerializer.SerializeToUtf8Bytes(new { version = "1.0", model = new { type = "BPE", end_of_word_suffix = "</w>", vocab = words, merges } });

    private static MemoryStream Zipped(string text)
    {
        var zipped = new MemoryStream();
        using (var archive = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            archive.Write(Encoding.UTF8.GetBytes(text));
        }

        zipped.Position = 0;
        return zipped;
    }
}
