using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Vitrine.Media.Analyzers.Embed.Tokens;

/// <summary>The steps that a <c>tokenizer.json</c> asks for before its vocabulary is used: what texts are rewritten to, and where they are cut whatever the vocabulary says.</summary>
internal static class TextSteps
{
    /// <summary>Stands for a blank in SentencePiece's vocabularies.</summary>
    public const char Blank = '\u2581';

    private const int MostSteps = 64;

    /// <summary>Letters that one step may write for what it finds; a text that becomes longer than <see cref="CharsMap.MostWritten"/> is refused.</summary>
    private const int MostInstead = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <exception cref="InvalidDataException">It asks for a step that there is no code for.</exception>
    public static Func<string, string> Normalizer(JsonElement? asked)
    {
        Func<string, string>[] steps = [.. Flat(asked, "normalizers").Select(One)];
        return text => steps.Aggregate(text, (now, step) => step(now) is { Length: <= CharsMap.MostWritten } next ? next : throw CharsMap.Grown());
    }

    /// <exception cref="InvalidDataException">It asks for a step that there is no code for.</exception>
    public static Func<string, IReadOnlyList<string>> PreTokenizer(JsonElement? asked)
    {
        Func<IReadOnlyList<string>, IReadOnlyList<string>>[] steps = [.. Flat(asked, "pretokenizers").Select(Cut)];
        return text => steps.Aggregate((IReadOnlyList<string>)[text], (now, step) => step(now));
    }

    private static IReadOnlyList<JsonElement> Flat(JsonElement? asked, string members)
    {
        var flat = new List<JsonElement>();
        Add(asked);
        return flat;

        void Add(JsonElement? step)
        {
            if (step is not { ValueKind: JsonValueKind.Object } one)
            {
                return;
            }

            if (Type(one) == "Sequence" && one.TryGetProperty(members, out var list) && list.ValueKind == JsonValueKind.Array)
            {
                list.EnumerateArray().ToList().ForEach(inner => Add(inner));
            }
            else if (flat.Count == MostSteps)
            {
                throw new InvalidDataException($"tokenizer.json asks for more than {MostSteps} steps");
            }
            else
            {
                flat.Add(one);
            }
        }
    }

    private static Func<string, string> One(JsonElement step)
    {
        switch (Type(step))
        {
            case "Lowercase":
                return ClipText.Lower;
            case "NFC":
                return text => text.Normalize(NormalizationForm.FormC);
            case "NFD":
                return text => text.Normalize(NormalizationForm.FormD);
            case "NFKC":
                return text => text.Normalize(NormalizationForm.FormKC);
            case "NFKD":
                return text => text.Normalize(NormalizationForm.FormKD);
            case "Prepend":
                var before = Instead(step, "prepend");
                return text => text.Length == 0 ? text : before + text;
            case "Strip":
                var (left, right) = (IsTrue(step, "strip_left"), IsTrue(step, "strip_right"));
                return text => (left, right) switch { (true, true) => text.Trim(), (true, false) => text.TrimStart(), (false, true) => text.TrimEnd(), _ => text };
            case "Precompiled":
                var map = new CharsMap(Blob(step));
                return map.Apply;
            case "Replace" when step.TryGetProperty("pattern", out var pattern):
                var content = Instead(step, "content");
                if (pattern.TryGetProperty("String", out var exact) && exact.GetString() is { Length: > 0 } literal)
                {
                    return text => text.Replace(literal, content, StringComparison.Ordinal);
                }

                var regex = Pattern(Text(pattern, "Regex"));
                return text => regex.Replace(text, _ => content);
            default:
                throw Unknown(step);
        }
    }

    private static Func<IReadOnlyList<string>, IReadOnlyList<string>> Cut(JsonElement step)
    {
        switch (Type(step))
        {
            case "WhitespaceSplit":
                return words => [.. words.SelectMany(word => word.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
            case "Metaspace":
                var scheme = step.TryGetProperty("prepend_scheme", out var named) ? named.GetString() : null;
                var prepends = scheme is null ? !step.TryGetProperty("add_prefix_space", out var adds) || adds.ValueKind == JsonValueKind.True : scheme != "never";
                var splits = !step.TryGetProperty("split", out var split) || split.ValueKind == JsonValueKind.True;
                return words => [.. words.SelectMany((word, i) => Spaced(word, prepends && (scheme != "first" || i == 0), splits))];
            case "Split" when step.TryGetProperty("pattern", out var pattern) && pattern.TryGetProperty("String", out var exact) && exact.GetString() is { Length: > 0 } literal
                && step.TryGetProperty("behavior", out var behaviour) && behaviour.GetString() == "MergedWithPrevious":
                return words => [.. words.SelectMany(word => Behind(word, literal))];
            default:
                throw Unknown(step);
        }
    }

    /// <summary>Blanks become signs of their own, and a word begins with each.</summary>
    private static IEnumerable<string> Spaced(string text, bool prepends, bool splits)
    {
        var marked = text.Replace(' ', Blank);
        marked = prepends && marked.Length > 0 && marked[0] != Blank ? Blank + marked : marked;
        for (var start = 0; start < marked.Length;)
        {
            var end = splits ? marked.IndexOf(Blank, start + 1) : -1;
            end = end < 0 ? marked.Length : end;
            yield return marked[start..end];
            start = end;
        }
    }

    private static IEnumerable<string> Behind(string text, string literal)
    {
        for (var start = 0; start < text.Length;)
        {
            var found = text.IndexOf(literal, start, StringComparison.Ordinal);
            var end = found < 0 ? text.Length : found + literal.Length;
            yield return text[start..end];
            start = end;
        }
    }

    private static Regex Pattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"tokenizer.json has a pattern that cannot be read: {error.Message}");
        }
    }

    private static byte[] Blob(JsonElement step) => step.TryGetProperty("precompiled_charsmap", out var text) && text.ValueKind == JsonValueKind.String && text.TryGetBytesFromBase64(out var bytes)
        ? bytes
        : throw new InvalidDataException("tokenizer.json has no table of letters where it asks for one");

    private static string Type(JsonElement step) => Text(step, "type");

    private static string Text(JsonElement step, string member) => step.ValueKind == JsonValueKind.Object && step.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String
        ? text.GetString()!
        : throw new InvalidDataException($"a step of tokenizer.json has no {member}");

    private static string Instead(JsonElement step, string member) => Text(step, member) is { Length: <= MostInstead } text
        ? text
        : throw new InvalidDataException($"a step of tokenizer.json writes more than {MostInstead} letters");

    private static bool IsTrue(JsonElement step, string member) => step.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.True;

    private static InvalidDataException Unknown(JsonElement step) => new($"tokenizer.json asks for '{Type(step)}', which Vitrine has not");
}
