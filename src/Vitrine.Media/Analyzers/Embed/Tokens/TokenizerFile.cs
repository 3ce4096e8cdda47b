using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vitrine.Media.Analyzers.Embed.Tokens;

internal enum TokenizerKind
{
    /// <summary>Byte pair encoding: pairs of tokens that become one, in their order.</summary>
    BytePairs,

    /// <summary>Tokens with scores; the cut with the highest sum counts.</summary>
    Unigram,
}

/// <summary>
/// What a <c>tokenizer.json</c> of Hugging Face says, as far as it matters here. It is read piece by piece without a document in memory: Gemma's has 256,000 tokens and 580,000 pairs.
/// </summary>
internal sealed class TokenizerFile
{
    private const int MostTokens = 2_000_000;

    private readonly HashSet<string> special = new(StringComparer.Ordinal);
    private readonly List<float> scores = [];

    private TokenizerFile()
    {
    }

    public TokenizerKind Kind { get; private set; }
    public string? EndOfWord { get; private set; }
    public bool ByteFallback { get; private set; }
    public string? UnknownToken { get; private set; }
    public int? UnknownId { get; private set; }
    public Dictionary<string, int> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>By token; none for byte pairs.</summary>
    public IReadOnlyList<float> Scores => scores;

    /// <summary>The tokens that mark starts and ends, which are no text.</summary>
    public IReadOnlySet<string> Special => special;

    public Dictionary<(int Left, int Right), (int Order, int Id)> Pairs { get; } = [];

    /// <summary>The steps before the cutting, as they stand there; null where there are none.</summary>
    public JsonElement? Normalizer { get; private set; }
    public JsonElement? PreTokenizer { get; private set; }

    /// <exception cref="InvalidDataException">It is no such file, or of a kind there is no code for.</exception>
    public static TokenizerFile Read(ReadOnlySpan<byte> json)
    {
        var file = new TokenizerFile();
        try
        {
            // Pairs are resolved to numbers at once, so that the words must be known first.
            file.ReadRoot(json, pairs: false);
            if (file.Kind == TokenizerKind.BytePairs)
            {
                file.ReadRoot(json, pairs: true);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"tokenizer.json is damaged: {error.Message}");
        }

        return file.Ids.Count > 0 ? file : throw new InvalidDataException("tokenizer.json has no vocabulary");
    }

    private void ReadRoot(ReadOnlySpan<byte> json, bool pairs)
    {
        var reader = new Utf8JsonReader(json);
        Begin(ref reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is { } name)
        {
            switch (name)
            {
                case "normalizer" when !pairs:
                    Normalizer = Element(ref reader);
                    break;
                case "pre_tokenizer" when !pairs:
                    PreTokenizer = Element(ref reader);
                    break;
                case "added_tokens" when !pairs:
                    ReadSpecial(Element(ref reader));
                    break;
                case "model":
                    ReadModel(ref reader, pairs);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadModel(ref Utf8JsonReader reader, bool pairs)
    {
        Expect(reader, JsonTokenType.StartObject);
        while (NextName(ref reader) is { } name)
        {
            switch (name)
            {
                case "type":
                    Kind = reader.GetString() switch
                    {
                        "BPE" => TokenizerKind.BytePairs,
                        "Unigram" => TokenizerKind.Unigram,
                        var other => throw new InvalidDataException($"tokenizer.json is of the kind '{other}': BPE and Unigram are read"),
                    };
                    break;
                case "end_of_word_suffix":
                    EndOfWord = reader.GetString();
                    break;
                case "byte_fallback":
                    ByteFallback = reader.TokenType == JsonTokenType.True;
                    break;
                case "unk_token":
                    UnknownToken = reader.GetString();
                    break;
                case "unk_id" when reader.TokenType == JsonTokenType.Number:
                    UnknownId = reader.GetInt32();
                    break;
                case "vocab" when !pairs && reader.TokenType == JsonTokenType.StartObject:
                    ReadWords(ref reader);
                    break;
                case "vocab" when !pairs:
                    ReadScoredWords(ref reader);
                    break;
                case "merges" when pairs:
                    ReadPairs(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadWords(ref Utf8JsonReader reader)
    {
        while (NextName(ref reader) is { } word)
        {
            Bound(Ids.Count);
            Ids[word] = reader.GetInt32() is >= 0 and < MostTokens and var id ? id : throw new InvalidDataException($"'{word}' of tokenizer.json has no number of a token");
        }
    }

    private void ReadScoredWords(ref Utf8JsonReader reader)
    {
        Kind = TokenizerKind.Unigram;
        Expect(reader, JsonTokenType.StartArray);
        while (Next(ref reader) == JsonTokenType.StartArray)
        {
            Bound(scores.Count);
            Begin(ref reader, JsonTokenType.String);
            Ids[reader.GetString()!] = scores.Count;
            Begin(ref reader, JsonTokenType.Number);
            scores.Add(reader.GetSingle());
            Begin(ref reader, JsonTokenType.EndArray);
        }
    }

    /// <summary>Each is a text with a blank between the two, or an array of two.</summary>
    private void ReadPairs(ref Utf8JsonReader reader)
    {
        Expect(reader, JsonTokenType.StartArray);
        for (var order = 0; Next(ref reader) != JsonTokenType.EndArray; order++)
        {
            Bound(order);
            string left, right;
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                Begin(ref reader, JsonTokenType.String);
                left = reader.GetString()!;
                Begin(ref reader, JsonTokenType.String);
                right = reader.GetString()!;
                Begin(ref reader, JsonTokenType.EndArray);
            }
            else
            {
                var parts = reader.GetString()!.Split(' ');
                (left, right) = parts is [var first, var second] ? (first, second) : throw new InvalidDataException("a pair of tokenizer.json is not two tokens");
            }

            if (!Ids.TryGetValue(left, out var leftId) || !Ids.TryGetValue(right, out var rightId) || !Ids.TryGetValue(left + right, out var id))
            {
                throw new InvalidDataException($"tokenizer.json joins '{left}' and '{right}', which are no tokens or become none");
            }

            Pairs.TryAdd((leftId, rightId), (order, id));
        }
    }

    private void ReadSpecial(JsonElement? tokens)
    {
        if (tokens is not { ValueKind: JsonValueKind.Array } all)
        {
            return;
        }

        foreach (var token in all.EnumerateArray())
        {
            if (token.TryGetProperty("special", out var isSpecial) && isSpecial.ValueKind == JsonValueKind.True && token.TryGetProperty("content", out var content))
            {
                special.Add(content.GetString() ?? "");
            }
        }
    }

    private static JsonElement? Element(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.Clone();
    }

    /// <summary>The name of the object's next member, with the reader on its value; null at the object's end.</summary>
    private static string? NextName(ref Utf8JsonReader reader)
    {
        if (Next(ref reader) == JsonTokenType.EndObject)
        {
            return null;
        }

        Expect(reader, JsonTokenType.PropertyName);
        var name = reader.GetString();
        reader.Read();
        return name;
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType;
    }

    private static void Begin(ref Utf8JsonReader reader, JsonTokenType expected)
    {
        reader.Read();
        Expect(reader, expected);
    }

    private static void Expect(Utf8JsonReader reader, JsonTokenType expected)
    {
        if (reader.TokenType != expected)
        {
            throw new InvalidDataException($"tokenizer.json has a {reader.TokenType} where a {expected} is expected");
        }
    }

    private static void Bound(int count)
    {
        if (count >= MostTokens)
        {
            throw new InvalidDataException($"tokenizer.json has more than {MostTokens:N0} tokens");
        }
    }
}

[JsonSerializable(typeof(Dictionary<string, int>))]
internal sealed partial class TokenJson : JsonSerializerContext;
