using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;

namespace Vitrine.Core.Schema;

/// <summary>Reads members of a definition and collects what is wrong with them.</summary>
internal sealed class FieldFormReader(JsonElement json)
{
    private readonly List<ValueProblem> problems = [];

    /// <summary>Named by the definition's own name where it has one.</summary>
    private readonly string name = json.TryGetProperty("name", out var said) && said.ValueKind == JsonValueKind.String ? FieldReader.Short(said.GetString()!) : "";

    public IReadOnlyList<ValueProblem> Problems => problems;

    public bool Has(string member) => json.TryGetProperty(member, out _);

    public bool IsNull(string member) => !json.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null;

    public JsonElement Member(string member) => json.TryGetProperty(member, out var value) ? value : default;

    public void Wrong(string member, string message, string? expected) => problems.Add(new ValueProblem(name, member, message, expected));

    public void Wrong(string member, QuerySentence message, QuerySentence? expected) => problems.Add(new ValueProblem(name, member, message, expected));

    public void OnlyKnown(string[] members)
    {
        foreach (var other in json.EnumerateObject().Select(member => member.Name).Where(other => !members.Contains(other)).Take(10))
        {
            Wrong(FieldReader.Short(other), $"A field has no member \"{FieldReader.Short(other)}\".", "one of " + string.Join(", ", members));
        }
    }

    public bool Allowed(string member, bool allowed, FieldType type)
    {
        if (!allowed && !IsNull(member))
        {
            Wrong(member, $"{member} is not allowed for the type {type}.", $"no {member}");
        }

        return allowed;
    }

    /// <summary>One line without control characters, trimmed; null where it is null or wrong.</summary>
    public string? Line(string member, int most) => Written(member, most, lines: false);

    public string? Text(string member, int most) => Written(member, most, lines: true);

    public bool Flag(string member)
    {
        var value = Member(member);
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
        {
            Wrong(member, $"{member} is true or false.", "true or false");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    public int? Whole(string member, int least, int most)
    {
        var value = Member(member);
        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Wrong(member, $"{member} is a whole number.", least == int.MinValue ? "a whole number" : $"{least} to {most}");
        return null;
    }

    public IReadOnlyList<string> Texts(string member, int most) => Texts(Member(member), member, most);

    public IReadOnlyList<string> Texts(JsonElement value, string member, int most)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > most || value.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String || !IsPlain(one.GetString()!)))
        {
            Wrong(member, $"{member} is a list of at most {most} texts.", $"a list of at most {most} texts");
            return [];
        }

        return [.. value.EnumerateArray().Select(one => one.GetString()!.Trim()).Where(one => one.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>An object of texts.</summary>
    public IReadOnlyDictionary<string, string> Pairs(string member, int most)
    {
        var value = Member(member);
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return new Dictionary<string, string>();
        }

        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() > most
            || value.EnumerateObject().Any(one => !IsPlain(one.Name) || one.Value.ValueKind != JsonValueKind.String || !IsPlain(one.Value.GetString()!)))
        {
            Wrong(member, $"{member} is an object of at most {most} texts.", $"an object of at most {most} texts");
            return new Dictionary<string, string>();
        }

        return value.EnumerateObject().GroupBy(one => one.Name.Trim(), StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.Last().Value.GetString()!.Trim(), StringComparer.Ordinal);
    }

    /// <summary>Values of the field that is being defined.</summary>
    public IReadOnlyList<ClaimValue> Values(string member, Field field)
    {
        var read = FieldReader.Read(field, Member(member));
        if (read.Problem is { } problem)
        {
            Wrong(member, new QuerySentence(QuerySentences.Within, member, problem.Sentence), problem.Wanted);
        }

        return read.Values;
    }

    /// <summary>Of at most <see cref="FieldLimits.OptionLength"/> characters, none of them a control character.</summary>
    public static bool IsPlain(string text) => text.Length <= FieldLimits.OptionLength && FieldReader.IsLine(text);

    private string? Written(string member, int most, bool lines)
    {
        var value = Member(member);
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;
        if (text is null || text.Length > most || !(lines ? FieldReader.IsText(text) : FieldReader.IsLine(text)))
        {
            Wrong(member, $"{member} is a text of at most {most} characters.", $"a text of at most {most} characters");
            return null;
        }

        return text;
    }
}
