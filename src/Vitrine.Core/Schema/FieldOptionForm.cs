using System.Text.Json;
using System.Text.RegularExpressions;

namespace Vitrine.Core.Schema;

/// <summary>
/// Options as JSON: a list of texts, numbers and true or false, or of
/// <c>{"value", "label", "colour": "#rrggbb", "synonyms": […], "parent": value, "concepts": [ids]}</c>.
/// </summary>
public static partial class FieldOptionForm
{
    internal static FieldOptions Read(FieldFormReader form, FieldType type)
    {
        var list = form.Member("options");
        if (list.ValueKind == JsonValueKind.Null)
        {
            return FieldOptions.None;
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > FieldLimits.Options)
        {
            form.Wrong("options", $"options is a list of at most {FieldLimits.Options} options.", """["red", {"value": "blue", "colour": "#0000ff"}]""");
            return FieldOptions.None;
        }

        var options = new List<FieldOption>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var json in list.EnumerateArray())
        {
            if (One(form, json) is not { } option)
            {
                return FieldOptions.None;
            }

            if (!seen.Add(option.Value))
            {
                form.Wrong("options", $"The option \"{FieldReader.Short(option.Value)}\" is there twice.", "each option once");
                return FieldOptions.None;
            }

            options.Add(option);
        }

        return Tree(form, options, type) ? new FieldOptions(options) : FieldOptions.None;
    }

    public static void Write(Utf8JsonWriter json, IEnumerable<FieldOption> options)
    {
        json.WriteStartArray();
        foreach (var option in options)
        {
            json.WriteStartObject();
            json.WriteString("value", option.Value);
            Text("label", option.Label);
            Text("colour", option.Colour);
            Text("parent", option.Parent);
            Texts("synonyms", option.Synonyms);
            Texts("concepts", option.Concepts);
            json.WriteEndObject();
        }

        json.WriteEndArray();

        void Text(string name, string? text)
        {
            if (text is not null)
            {
                json.WriteString(name, text);
            }
        }

        void Texts(string name, IReadOnlyList<string> texts)
        {
            if (texts.Count > 0)
            {
                json.WriteStartArray(name);
                foreach (var text in texts)
                {
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
            }
        }
    }

    private static FieldOption? One(FieldFormReader form, JsonElement json)
    {
        var isObject = json.ValueKind == JsonValueKind.Object;
        var value = Word(isObject && json.TryGetProperty("value", out var member) ? member : json);
        if (value is null)
        {
            form.Wrong("options", $"An option has a value: one line of at most {FieldLimits.OptionLength} characters.", "a text such as red, or an object such as {\"value\": \"red\"}");
            return null;
        }

        if (!isObject)
        {
            return new FieldOption(value);
        }

        var (label, colour, parent) = (Said("label"), Said("colour"), Said("parent"));
        if (colour is not null && !Colour().IsMatch(colour))
        {
            form.Wrong("options", $"The colour of \"{FieldReader.Short(value)}\" is none.", "a colour such as #c0392b");
            return null;
        }

        return new FieldOption(value)
        {
            Label = label == value ? null : label,
            Colour = colour?.ToLowerInvariant(),
            Parent = parent,
            Synonyms = json.TryGetProperty("synonyms", out var synonyms) ? form.Texts(synonyms, "options", FieldLimits.Synonyms) : [],
            Concepts = json.TryGetProperty("concepts", out var concepts) ? form.Texts(concepts, "options", FieldLimits.Concepts) : [],
        };

        string? Said(string name) => json.TryGetProperty(name, out var said) ? Word(said) : null;
    }

    private static string? Word(JsonElement json)
    {
        var text = json.ValueKind switch
        {
            JsonValueKind.String => json.GetString()!.Trim(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => json.GetRawText(),
            _ => "",
        };
        return text.Length > 0 && FieldFormReader.IsPlain(text) ? text : null;
    }

    /// <summary>Whether parents are there, in no circle, and no deeper than is allowed.</summary>
    private static bool Tree(FieldFormReader form, List<FieldOption> options, FieldType type)
    {
        if (type != FieldType.Hierarchy)
        {
            return options.All(option => option.Parent is null) || Say($"Only a {FieldType.Hierarchy} has parents.", "options without parents");
        }

        var parents = options.ToDictionary(option => option.Value, option => option.Parent, StringComparer.Ordinal);
        foreach (var option in options)
        {
            var (at, depth) = (option.Parent, 1);
            for (; at is not null; at = parents[at], depth++)
            {
                if (!parents.ContainsKey(at))
                {
                    return Say($"\"{FieldReader.Short(option.Value)}\" is below \"{FieldReader.Short(at)}\", which is not there.", "a parent that is an option too");
                }

                if (depth >= FieldLimits.Depth)
                {
                    return Say($"\"{FieldReader.Short(option.Value)}\" is below itself, or more than {FieldLimits.Depth} levels deep.", $"a tree of at most {FieldLimits.Depth} levels");
                }
            }
        }

        return true;

        bool Say(string message, string expected)
        {
            form.Wrong("options", message, expected);
            return false;
        }
    }

    [GeneratedRegex("^#[0-9a-f]{6}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Colour();
}
