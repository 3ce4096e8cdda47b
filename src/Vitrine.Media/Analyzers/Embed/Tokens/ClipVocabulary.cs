using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>Reads CLIP's vocabulary from any of the three forms in which it is published.</summary>
public static class ClipVocabulary
{
    /// <summary>CLIP has 49,408 tokens: 256 bytes, 256 bytes at the end of a word, these merges, and the two that mark start and end. The file goes on behind them.</summary>
    private const int Merges = 48_894;

    /// <summary>What a file may unpack to; CLIP's own has 3.2 MB.</summary>
    private const int MostUnpacked = 64 << 20;

    /// <summary><c>bpe_simple_vocab_16e6.txt.gz</c>: a line of heading, then the merges; tokens are numbered in their order.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static ClipTokenizer ReadMergesArchive(Stream gzip)
    {
        using var unzipped = new GZipStream(gzip, CompressionMode.Decompress, leaveOpen: true);
        var pairs = Pairs(Unpacked(unzipped)).Take(Merges).ToArray();
        var letters = ByteLetters.InOrder.Select(one => one.Letter.ToString()).ToArray();
        string[] words = [.. letters, .. letters.Select(letter => letter + ClipTokenizer.EndOfWord), .. pairs.Select(pair => pair.Left + pair.Right)];
        var ids = new Dictionary<string, int>(words.Length, StringComparer.Ordinal);
        for (var i = 0; i < words.Length; i++)
        {
            // Of equal words the last one counts, as in the reference.
            ids[words[i]] = i;
        }

        return Create(ids, pairs);
    }

    /// <summary><c>vocab.json</c> (word to number) and <c>merges.txt</c>.</summary>
    /// <exception cref="InvalidDataException">They are no such files.</exception>
    public static ClipTokenizer Read(ReadOnlySpan<byte> vocabJson, string mergesText)
    {
        try
        {
            var ids = JsonSerializer.Deserialize(vocabJson, TokenJson.Default.DictionaryStringInt32) ?? throw new InvalidDataException("vocab.json holds nothing");
            return Create(ids, Pairs(mergesText));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"vocab.json is damaged: {error.Message}");
        }
    }

    /// <summary>A <c>tokenizer.json</c> of Hugging Face.</summary>
    /// <exception cref="InvalidDataException">It is none, or not of CLIP's kind.</exception>
    public static ClipTokenizer ReadTokenizerJson(ReadOnlySpan<byte> json)
    {
        var file = TokenizerFile.Read(json);
        return file is { Kind: TokenizerKind.BytePairs, EndOfWord: ClipTokenizer.EndOfWord }
            ? Create(file.Ids, file.Pairs)
            : throw new InvalidDataException("tokenizer.json is not of CLIP's kind: it has no byte pairs with an end of word");
    }

    private static ClipTokenizer Create(Dictionary<string, int> ids, IEnumerable<(string Left, string Right)> merges)
    {
        var pairs = new Dictionary<(int, int), (int Order, int Id)>();
        foreach (var (order, (left, right)) in merges.Index())
        {
            pairs.TryAdd((Of(ids, left), Of(ids, right)), (order, Of(ids, left + right)));
        }

        return Create(ids, pairs);
    }

    private static ClipTokenizer Create(Dictionary<string, int> ids, IReadOnlyDictionary<(int Left, int Right), (int Order, int Id)> pairs) => new(
        [.. ByteLetters.Letters.Select(letter => Of(ids, letter.ToString()))], [.. ByteLetters.Letters.Select(letter => Of(ids, letter + ClipTokenizer.EndOfWord))], new PairRule(pairs));

    private static int Of(Dictionary<string, int> ids, string word) => ids.TryGetValue(word, out var id) ? id : throw new InvalidDataException($"the vocabulary lacks '{Begin(word)}'");

    /// <summary>One pair a line, below a line that names the file's version.</summary>
    private static IEnumerable<(string Left, string Right)> Pairs(string text) => text.Split('\n').Select(line => line.TrimEnd('\r'))
        .Where((line, i) => line.Length > 0 && !(i == 0 && line.Contains("#version", StringComparison.Ordinal)))
        .Select(line => line.Split(' ') is [var left, var right] ? (left, right) : throw new InvalidDataException($"'{Begin(line)}' is no pair of tokens"));

    private static string Begin(string text) => text.Length > 40 ? text[..40] : text;

    private static string Unpacked(Stream stream)
    {
        try
        {
            using var all = new MemoryStream();
            var buffer = new byte[64 << 10];
            while (stream.Read(buffer) is > 0 and var count)
            {
                all.Write(buffer, 0, count);
                if (all.Length > MostUnpacked)
                {
                    throw new InvalidDataException($"the vocabulary unpacks to more than {MostUnpacked >> 20} MB");
                }
            }

            return Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length);
        }
        catch (IOException error)
        {
            throw new InvalidDataException($"the vocabulary cannot be unpacked: {error.Message}");
        }
    }
}
