using System.Text;
using System.Text.Json;
using Vitrine.Media.Analyzers.Embed.Tokens;

namespace Vitrine.Media.Tests.Analyzers.Embed;

/// <summary>Small vocabularies of both kinds; what is expected comes from trying all cuts, or from merging as the definition says, one pair at a time.</summary>
public sealed class SentencePieceTests
{
    private const int Unknown = 2;

    private static readonly (string Text, float Score, int Kind)[] Marks = [("<pad>", 0, 3), ("<eos>", 0, 3), ("<unk>", 0, 2)];

    /// <summary>A byte piece each, from number 3 on.</summary>
    private static readonly (string Text, float Score, int Kind)[] Bytes = [.. Enumerable.Range(0, 256).Select(one => ($"<0x{one:X2}>", 0f, 6))];

    private static readonly string[] Texts = ["red sneaker", "a sneak attack", "err", "reread  the  red reader", "aaaaaaaa", "x", "", "   ", "a é 👟👟 b", "Red READ", "▁", "a ▁ b▁"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encode_Unigram_IsTheBestOfAllCuts(bool bytes)
    {
        var random = new Random(5);
        for (var round = 0; round < 20; round++)
        {
            var pieces = Pieces(random, bytes, kind => -(float)Math.Round(1 + (random.NextDouble() * 9), 3));
            var (model, json) = Both(pieces, bytes, unigram: true);
            foreach (var text in Texts)
            {
                var expected = Told(text, BestCut(Spaced(text), pieces, bytes));
                Assert.Equal(expected, Told(text, model.Encode(text)));
                if (!text.EndsWith('▁'))
                {
                    // SentencePiece takes the sign for a blank at the end for one; Hugging Face's steps do not.
                    Assert.Equal(expected, Told(text, json.Encode(text)));
                }
            }
        }

        // Of many equal letters the same pieces in another order have the same sum.
        static IEnumerable<int> Told(string text, IReadOnlyList<int> ids) => text.Contains("aaa", StringComparison.Ordinal) ? ids.Order() : ids;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encode_BytePairs_MergesAsTheDefinitionSays(bool bytes)
    {
        var random = new Random(6);
        for (var round = 0; round < 20; round++)
        {
            var order = 0f;
            var pieces = Pieces(random, bytes, _ => order--);
            var model = SentencePieceTokenizer.ReadModel(ModelFile(pieces, bytes, unigram: false), TextCleaning.Lower);
            foreach (var text in Texts)
            {
                Assert.Equal(MergedOneByOne(Spaced(text), pieces, bytes), model.Encode(text));
            }
        }
    }

    [Fact]
    public void Encode_BytePairsOfGemmasKind_FollowsTheOrderOfTheList()
    {
        string[] words = ["<pad>", "<eos>", "<bos>", "<unk>", "▁", "r", "e", "d", "re", "ed", "▁re", "red", "<0xF0>", "<0x9F>", "<0x91>", "<0x9F>x"];
        var tokenizer = SentencePieceTokenizer.ReadTokenizerJson(
            GemmaJson(words, [["e", "d"], ["r", "e"], ["▁", "re"], ["r", "ed"]]), TextCleaning.Lower);

        // The first of the list wins, though the last would leave fewer tokens; then r + ed.
        Assert.Equal([11], tokenizer.Encode("red"));
        Assert.Equal([11, 10], tokenizer.Encode("RED  re"));

        // Of 👟 (F0 9F 91 9F) all bytes are there; of é none.
        Assert.Equal([12, 13, 14, 13], tokenizer.Encode("\U0001F45F"));
        Assert.Equal([3, 11], tokenizer.Encode("éüred"));
    }

    [Fact]
    public void Encode_SpecialWordsInAText_ArePlainText()
    {
        (string, float, int)[] pieces = [.. Marks, ("▁", -1, 1), ("<", -1, 1), ("e", -1, 1), ("o", -1, 1), ("s", -1, 1), (">", -1, 1)];
        var (model, json) = Both(pieces, bytes: false, unigram: true);
        Assert.Equal([3, 4, 5, 6, 7, 8], model.Encode("<eos>"));
        Assert.Equal([3, 4, 5, 6, 7, 8], json.Encode("<eos>"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Encode_UserDefinedPiece_StandsAsAWhole(bool unigram)
    {
        (string, float, int)[] pieces = [.. Marks, ("▁", -1, 1), ("a", -2, 1), ("b", -2, 1), ("ab", -3, 1), ("abab", 0, 4), ("ba", -4, 1)];
        var tokenizer = SentencePieceTokenizer.ReadModel(ModelFile(pieces, bytes: false, unigram), TextCleaning.Lower);
        Assert.Equal([3, 7], tokenizer.Encode("abab"));
        Assert.Equal([3, 5, 7], tokenizer.Encode("babab"));
    }

    [Theory]
    [InlineData("Hello, World: it's_a   test!", "helloworld its atest", "hello world its a test")]
    public void Encode_Canonical_LeavesPunctuationOut(string text, string _, string expected)
    {
        (string, float, int)[] pieces = [.. Marks, ("▁", -1, 1), .. "abcdefghijklmnopqrstuvwxyz".Select(letter => (letter.ToString(), -1f, 1))];
        var canonical = SentencePieceTokenizer.ReadModel(ModelFile(pieces, bytes: false, unigram: true), TextCleaning.Canonical);
        var lower = SentencePieceTokenizer.ReadModel(ModelFile(pieces, bytes: false, unigram: true), TextCleaning.Lower);
        Assert.Equal(lower.Encode(expected), canonical.Encode(text));
        Assert.NotEqual(lower.Encode(expected), lower.Encode(text));
    }

    [Fact]
    public void Encode_StepsOfTheFile_AreDoneInTheirOrder()
    {
        (string, float, int)[] pieces = [.. Marks, ("▁", -1, 1), ("f", -1, 1), ("i", -1, 1), ("x", -1, 1)];
        object[] steps =
        [
            new { type = "NFKC" }, new { type = "Replace", pattern = new { Regex = "[!?]+" }, content = " x" },
            new { type = "Replace", pattern = new { String = "xx" }, content = "i" }, new { type = "Strip", strip_left = true, strip_right = true },
        ];
        var tokenizer = SentencePieceTokenizer.ReadTokenizerJson(UnigramJson(pieces, bytes: false, new { type = "Sequence", normalizers = steps }), TextCleaning.Lower);
        Assert.Equal([3, 4, 5, 3, 5, 6], tokenizer.Encode("ﬁ!?xx"));
        Assert.Equal([3, 5], tokenizer.Encode("xx"));
    }

    [Fact]
    public void Encode_TableOfLetters_TakesTheLongestKeyThatStands()
    {
        var map = CharsMapBlob(new() { ["ä"] = "ae", ["äb"] = "z", ["ﬁ"] = "fi", ["\u200b"] = "" });
        (string, float, int)[] pieces = [.. Marks, ("▁", -1, 1), .. "abcdefghijklmnopqrstuvwxyz".Select(letter => (letter.ToString(), -1f, 1))];
        var model = SentencePieceTokenizer.ReadModel(ModelFile(pieces, bytes: false, unigram: true, map), TextCleaning.Lower);
        var json = SentencePieceTokenizer.ReadTokenizerJson(
            UnigramJson(pieces, bytes: false, new { type = "Precompiled", precompiled_charsmap = Convert.ToBase64String(map) }), TextCleaning.Lower);
        var plain = SentencePieceTokenizer.ReadModel(ModelFile(pieces, bytes: false, unigram: true), TextCleaning.Lower);
        foreach (var tokenizer in (SentencePieceTokenizer[])[model, json])
        {
            Assert.Equal(plain.Encode("aec z fix"), tokenizer.Encode("äc äb \u200bﬁx"));
        }
    }

    [Fact]
    public void Read_DamagedFiles_AreRefusedWithASentenceAndNeverHang()
    {
        var pieces = Pieces(new Random(1), bytes: true, _ => -1);
        var map = CharsMapBlob(new() { ["ä"] = "ae" });
        byte[][] files = [ModelFile(pieces, true, true, map), UnigramJson(pieces, true, new { type = "Precompiled", precompiled_charsmap = Convert.ToBase64String(map) })];
        var random = new Random(2);
        for (var round = 0; round < 4_000; round++)
        {
            var file = files[round % 2].ToArray();
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                file[random.Next(file.Length)] = (byte)random.Next(256);
            }

            file = random.Next(4) == 0 ? file[..random.Next(file.Length)] : file;
            try
            {
                var read = round % 2 == 0 ? SentencePieceTokenizer.ReadModel(file, TextCleaning.Lower) : SentencePieceTokenizer.ReadTokenizerJson(file, TextCleaning.Lower);
                read.Encode("a red ä sneaker 👟");
            }
            catch (InvalidDataException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }

    [Fact]
    public void Encode_StepsThatDoubleTheText_AreStopped()
    {
        var pieces = Pieces(new Random(1), bytes: false, _ => -1);
        var twice = Enumerable.Repeat(new { type = "Replace", pattern = new { String = "a" }, content = "aa" }, 60);
        var tokenizer = SentencePieceTokenizer.ReadTokenizerJson(UnigramJson(pieces, bytes: false, new { type = "Sequence", normalizers = twice }), TextCleaning.Lower);
        Assert.Contains("grow without an end", Assert.Throws<InvalidDataException>(() => tokenizer.Encode("aaa")).Message, StringComparison.Ordinal);

        var map = CharsMapBlob(new() { ["a"] = new string('b', 20_000) });
        var mapped = SentencePieceTokenizer.ReadModel(ModelFile(pieces, bytes: false, unigram: true, map), TextCleaning.Lower);
        Assert.Contains("grow without an end", Assert.Throws<InvalidDataException>(() => mapped.Encode(new string('a', 5_000))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhatThereIsNoCodeFor_IsNamed()
    {
        Assert.Contains("'WordPiece'", Refused("""{"model":{"type":"WordPiece","vocab":{"a":0}}}"""), StringComparison.Ordinal);
        Assert.Contains("'Nmt'", Refused("""{"normalizer":{"type":"Nmt"},"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0]]}}"""), StringComparison.Ordinal);
        Assert.Contains("pattern", Refused("""{"normalizer":{"type":"Replace","pattern":{"Regex":"(?=a)"},"content":""},"model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0]]}}"""), StringComparison.Ordinal);
        Assert.Contains("does not know", Refused("""{"model":{"type":"Unigram","vocab":[["a",0]]}}"""), StringComparison.Ordinal);
        Assert.Contains("joins 'a' and 'b'", Refused("""{"model":{"type":"BPE","unk_token":"a","vocab":{"a":0},"merges":["a b"]}}"""), StringComparison.Ordinal);
        Assert.Contains("neither", Assert.Throws<InvalidDataException>(() => SentencePieceTokenizer.ReadModel(Wire.Join(Piece("a", 0, 1), Wire.Message(2, Wire.Number(3, 4))), TextCleaning.Lower)).Message, StringComparison.Ordinal);
    }

    private static string Refused(string json) =>
        Assert.Throws<InvalidDataException>(() => SentencePieceTokenizer.ReadTokenizerJson(Encoding.UTF8.GetBytes(json), TextCleaning.Lower)).Message;

    /// <summary>Letters of the texts, most of them, and joined ones; each with a score.</summary>
    private static (string Text, float Score, int Kind)[] Pieces(Random random, bool bytes, Func<string, float> score)
    {
        string[] words = ["▁", .. "abcdehknrstx".Select(letter => letter.ToString()), "re", "er", "red", "ea", "▁re", "ead", "sn", "sne", "aker", "aa", "aaa", "▁a", "▁the", "th", "the", "ak", "ke", "▁s", "d▁", "ere"];
        return [.. Marks, .. bytes ? Bytes : [], .. words.Where(word => word == "▁" || random.Next(10) > 0).Select(word => (word, score(word), 1))];
    }

    private static (SentencePieceTokenizer Model, SentencePieceTokenizer Json) Both((string Text, float Score, int Kind)[] pieces, bool bytes, bool unigram) => (
        SentencePieceTokenizer.ReadModel(ModelFile(pieces, bytes, unigram), TextCleaning.Lower), SentencePieceTokenizer.ReadTokenizerJson(UnigramJson(pieces, bytes, null), TextCleaning.Lower));

    /// <summary>Lower case, single blanks as ▁, one before all.</summary>
    private static string Spaced(string text)
    {
        var marked = string.Concat(text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => "▁" + word)).TrimEnd('▁');
        return marked;
    }

    /// <summary>All cuts, by trying each piece at each place; the best sum of scores.</summary>
    private static int[] BestCut(string text, (string Text, float Score, int Kind)[] pieces, bool bytes)
    {
        var lowest = pieces.Where(piece => piece.Kind == 1).Min(piece => piece.Score);
        var known = new Dictionary<int, (double Score, (int Id, string Text)[] Cut)>();
        return Tokens(From(0).Cut, bytes);

        (double Score, (int Id, string Text)[] Cut) From(int at)
        {
            if (at == text.Length)
            {
                return (0, []);
            }

            if (known.TryGetValue(at, out var done))
            {
                return done;
            }

            var letter = char.IsHighSurrogate(text[at]) ? 2 : 1;
            var choices = pieces.Index().Where(piece => piece.Item.Kind == 1 && text.AsSpan(at).StartsWith(piece.Item.Text, StringComparison.Ordinal))
                .Select(piece => (Id: piece.Index, piece.Item.Text, Score: (double)piece.Item.Score)).ToList();
            if (!choices.Any(choice => choice.Text.Length == letter))
            {
                choices.Add((-1, text.Substring(at, letter), lowest - 10));
            }

            var best = choices.Select(choice => (Choice: choice, Behind: From(at + choice.Text.Length))).MaxBy(pair => pair.Choice.Score + pair.Behind.Score);
            return known[at] = (best.Choice.Score + best.Behind.Score, [(best.Choice.Id, best.Choice.Text), .. best.Behind.Cut]);
        }
    }

    /// <summary>The pair that becomes the piece of the highest score, the leftmost of equals, until there is none.</summary>
    private static int[] MergedOneByOne(string text, (string Text, float Score, int Kind)[] pieces, bool bytes)
    {
        var parts = text.EnumerateRunes().Select(letter => letter.ToString()).ToList();
        int IdOf(string part) => Array.FindIndex(pieces, piece => piece.Kind == 1 && piece.Text == part);
        while (true)
        {
            var pairs = Enumerable.Range(0, Math.Max(0, parts.Count - 1)).Where(i => IdOf(parts[i] + parts[i + 1]) >= 0).ToArray();
            if (pairs.Length == 0)
            {
                return Tokens([.. parts.Select(part => (IdOf(part), part))], bytes);
            }

            var best = pairs.MaxBy(i => pieces[IdOf(parts[i] + parts[i + 1])].Score);
            parts[best] += parts[best + 1];
            parts.RemoveAt(best + 1);
        }
    }

    private static int[] Tokens((int Id, string Text)[] cut, bool bytes)
    {
        var ids = new List<int>();
        foreach (var (id, text) in cut)
        {
            if (id < 0 && bytes)
            {
                ids.AddRange(Encoding.UTF8.GetBytes(text).Select(one => Marks.Length + one));
            }
            else if (id >= 0 || ids.Count == 0 || ids[^1] != Unknown)
            {
                ids.Add(id < 0 ? Unknown : id);
            }
        }

        return [.. ids];
    }

    private static byte[] ModelFile((string Text, float Score, int Kind)[] pieces, bool bytes, bool unigram, byte[]? map = null) => Wire.Join(
    [
        .. pieces.Select(piece => Piece(piece.Text, piece.Score, piece.Kind)),
        Wire.Message(2, Wire.Number(3, unigram ? 1 : 2), Wire.Number(35, bytes ? 1 : 0), Wire.Number(40, Unknown)),
        Wire.Message(3, [Wire.Text(1, "test"), .. map is null ? [] : (byte[][])[Wire.Message(2, map)], Wire.Number(3, 1), Wire.Number(4, 1), Wire.Number(5, 1)]),
    ]);

    private static byte[] Piece(string text, float score, int kind) => Wire.Message(1, Wire.Text(1, text), Wire.Single(2, score), Wire.Number(3, kind));

    private static byte[] UnigramJson((string Text, float Score, int Kind)[] pieces, bool bytes, object? normalizer) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        version = "1.0",
        added_tokens = Marks.Select((mark, id) => new { id, content = mark.Text, special = true }),
        normalizer,
        pre_tokenizer = new { type = "Metaspace", replacement = "▁", prepend_scheme = "always", split = false },
        model = new { type = "Unigram", unk_id = Unknown, byte_fallback = bytes, vocab = pieces.Select(piece => new object[] { piece.Text, piece.Score }) },
    });

    private static byte[] GemmaJson(string[] words, string[][] merges) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        version = "1.0",
        normalizer = new { type = "Replace", pattern = new { String = " " }, content = "▁" },
        pre_tokenizer = new { type = "Split", pattern = new { String = " " }, behavior = "MergedWithPrevious", invert = false },
        model = new { type = "BPE", unk_token = "<unk>", fuse_unk = true, byte_fallback = true, vocab = words.Index().ToDictionary(word => word.Item, word => word.Index), merges },
    });

    /// <summary>A double array as Darts-clone lays it: each node's children stand at its base, joined with their bytes by exclusive or.</summary>
    private static byte[] CharsMapBlob(Dictionary<string, string> replaced)
    {
        var keys = replaced.ToDictionary(pair => Convert.ToHexString(Encoding.UTF8.GetBytes(pair.Key)), pair => pair.Value);
        var texts = new List<byte>();
        var values = new Dictionary<string, int>();
        foreach (var (key, value) in keys)
        {
            values[key] = texts.Count;
            texts.AddRange([.. Encoding.UTF8.GetBytes(value), 0]);
        }

        var units = new uint[64 << 10];
        var free = 0;
        Lay(0, "");
        return [.. BitConverter.GetBytes(units.Length * 4), .. units.SelectMany(BitConverter.GetBytes), .. texts];

        void Lay(int at, string key)
        {
            // A block of 256 for each node: wasteful, and plainly right.
            free += 256;
            var start = free;
            units[at] |= (uint)(at ^ start) << 10;
            if (values.TryGetValue(key, out var value) && key.Length > 0)
            {
                units[at] |= 0x100;
                units[start] = 0x8000_0000 | (uint)value;
            }

            foreach (var next in keys.Keys.Where(other => other.Length > key.Length && other.StartsWith(key, StringComparison.Ordinal)).Select(other => other.Substring(key.Length, 2)).Distinct())
            {
                var child = start ^ Convert.ToByte(next, 16);
                units[child] |= Convert.ToByte(next, 16);
                Lay(child, key + next);
            }
        }
    }
}
