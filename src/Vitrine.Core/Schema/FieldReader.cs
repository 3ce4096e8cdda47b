using System.Text;
using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Search;

namespace Vitrine.Core.Schema;

/// <summary>
/// From what somebody says to the value of a field, or to what is wrong with it: the one way in for requests, forms, tables, files, names and machines.
/// What a value must be by itself is checked here; what it must be beside others (conditions, uniqueness) by <see cref="FieldChecks"/>.
/// </summary>
public static class FieldReader
{
    /// <summary>Of a value that is JSON: null and an empty text or array mean that there is none.</summary>
    public static FieldReading Read(Field field, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => FieldReading.Nothing,
        JsonValueKind.String => Read(field, json.GetString()!),
        JsonValueKind.Number when field.Type is FieldType.Number or FieldType.Duration || field.Type.HasOptions => Read(field, json.GetRawText()),
        JsonValueKind.True or JsonValueKind.False when field.Type == FieldType.Boolean || field.Type.HasOptions => Read(field, json.GetRawText()),
        JsonValueKind.Array when field.Type.IsSet => Members(field, [.. json.EnumerateArray().Take(FieldLimits.Selected + 1)]),
        JsonValueKind.Object when field.Type == FieldType.Location => FieldLocation.Read(field, json),
        _ => FieldReading.Not(field, "type", new(ValueSentences.IsNotA, field.Label, Words.Type(field.Type), Words.Json(json.ValueKind)), Words.Example(field)),
    };

    /// <summary>Of a text; an empty one means that there is no value. Several options of a MultiSelect are parted by <c>;</c>.</summary>
    public static FieldReading Read(Field field, string text)
    {
        if (Length(field) is var most && text.Length > most * 2)
        {
            // Nothing in here looks at more of a text than it may have.
            return TooLong(field, text.Length, most);
        }

        if (Unprintable(text, field.Type == FieldType.Textarea) is { } trouble)
        {
            return FieldReading.Not(field, "characters", new(trouble, field.Label), new(field.Type == FieldType.Textarea ? ValueSentences.Printable : ValueSentences.PrintableLine));
        }

        var said = text.Trim();
        return PlainText.IsInvisible(said) ? FieldReading.Nothing : field.Type switch
        {
            FieldType.Text or FieldType.Textarea => Written(field, said.Replace("\r\n", "\n", StringComparison.Ordinal).Normalize(NormalizationForm.FormC)),
            FieldType.Url => Address(field, said),
            FieldType.Number => FieldNumbers.Number(field, said),
            FieldType.Duration => FieldNumbers.Duration(field, said),
            FieldType.Date => FieldDates.Read(field, said),
            FieldType.Boolean => Boolean(field, said),
            FieldType.SingleSelect or FieldType.Hierarchy => Option(field, said),
            FieldType.MultiSelect => Listed(field, said),
            FieldType.Location => FieldLocation.Read(field, said),
            _ => AssetId(field, said),
        };
    }

    private static FieldReading Written(Field field, string text)
    {
        var length = text.EnumerateRunes().Count();
        var most = Math.Min(field.MaxLength ?? int.MaxValue, Length(field));
        if (length > most)
        {
            return TooLong(field, length, most);
        }

        if (field.MinLength is { } least && length < least)
        {
            return FieldReading.Not(field, "minLength", new(ValueSentences.TooShort, field.Label, least, length), new(ValueSentences.CharactersOrMore, least));
        }

        return field.Pattern?.Matches(text) switch
        {
            false => FieldReading.Not(field, "pattern", new(ValueSentences.OtherForm, field.Label), new(ValueSentences.Matching, field.Pattern.Text)),
            null when field.Pattern is not null => FieldReading.Not(field, "pattern", new(ValueSentences.FormTooSlow, field.Label), new(ValueSentences.Shorter)),
            _ => FieldReading.Of(new ClaimValue.Text(text)),
        };
    }

    private static FieldReading Address(Field field, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "ftp" or "mailto" && !text.Any(char.IsWhiteSpace)
            ? Written(field, text)
            : FieldReading.Not(field, "type", new(ValueSentences.NoAddress, field.Label, Short(text)), Words.Example(field));

    private static FieldReading Boolean(Field field, string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "1" or "ja" or "wahr" => FieldReading.Of(new ClaimValue.Text("true")),
        "false" or "no" or "0" or "nein" or "falsch" => FieldReading.Of(new ClaimValue.Text("false")),
        _ => FieldReading.Not(field, "type", new(ValueSentences.NotYesOrNo, field.Label, Short(text)), Words.Example(field)),
    };

    private static FieldReading AssetId(Field field, string text) => Assets.PublicId.TryParse(text, out _)
        ? FieldReading.Of(new ClaimValue.Text(text))
        : FieldReading.Not(field, "type", new(ValueSentences.NoId, field.Label, Short(text)), Words.Example(field));

    private static FieldReading Option(Field field, string text) => field.Options.Match(text) switch
    {
        [var one] => FieldReading.Of(new ClaimValue.Text(one.Value)),
        [] => FieldReading.Not(field, "options", new(ValueSentences.NoOption, field.Label, Short(text)), Words.Options(field, text)),
        var several => FieldReading.Not(
            field, "options", new(ValueSentences.SeveralOptions, Short(text), field.Label), new(QuerySentences.OneOf, string.Join(", ", several.Take(5).Select(option => option.Value)))),
    };

    /// <summary>An option may have a semicolon in its own name.</summary>
    private static FieldReading Listed(Field field, string text) => field.Options.Match(text) is [var one]
        ? FieldReading.Of(new ClaimValue.Text(one.Value))
        : Together(field, [.. text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => Option(field, part))]);

    private static FieldReading Members(Field field, JsonElement[] members)
    {
        var wrong = members.FirstOrDefault(member => member.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False));
        if (wrong.ValueKind != JsonValueKind.Undefined)
        {
            return FieldReading.Not(field, "type", new(ValueSentences.OptionsAreTexts, field.Label, Words.Json(wrong.ValueKind)), Words.Example(field));
        }

        return Together(field, [.. members.Select(member =>
        {
            var said = (member.ValueKind == JsonValueKind.String ? member.GetString()! : member.GetRawText()).Trim();
            return said.Length > FieldLimits.OptionLength
                ? FieldReading.Not(field, "options", new(ValueSentences.OptionTooLong, field.Label, said.Length), Words.Options(field, ""))
                : Option(field, said);
        })]);
    }

    private static FieldReading Together(Field field, IReadOnlyList<FieldReading> members) =>
        members.Count > FieldLimits.Selected
            ? FieldReading.Not(field, "options", new(ValueSentences.TooManyOptions, FieldLimits.Selected, field.Label), new(ValueSentences.OptionsOrFewer, FieldLimits.Selected))
            : members.FirstOrDefault(member => member.Problem is not null)
                ?? new FieldReading([.. members.SelectMany(member => member.Values).DistinctBy(value => value.Canonical)], null);

    private static FieldReading TooLong(Field field, int length, int most) =>
        FieldReading.Not(field, "maxLength", new(ValueSentences.TooLong, field.Label, most, length), new(ValueSentences.CharactersOrFewer, most));

    private static int Length(Field field) => field.Type switch
    {
        FieldType.Textarea => FieldLimits.TextareaLength,
        FieldType.Url => FieldLimits.UrlLength,
        FieldType.MultiSelect => FieldLimits.TextareaLength,
        _ => FieldLimits.TextLength,
    };

    /// <summary>What is wrong with the characters of a text, as a sentence about its field.</summary>
    private static string? Unprintable(string text, bool lines)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (char.IsHighSurrogate(letter) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(letter) || letter is '\ufffe' or '\uffff')
            {
                return ValueSentences.HalfACharacter;
            }
            else if (letter is '\n' or '\r' or '\u2028' or '\u2029' or '\u0085' ? !lines : char.IsControl(letter) && letter != '\t')
            {
                return letter is '\n' or '\r' or '\u2028' or '\u2029' or '\u0085' ? ValueSentences.LineEnd : ValueSentences.ControlCharacter;
            }
        }

        return null;
    }

    /// <summary>Whether a text is one line of printable, whole characters.</summary>
    internal static bool IsLine(string text) => Unprintable(text, lines: false) is null;

    internal static bool IsText(string text) => Unprintable(text, lines: true) is null;

    /// <summary>The beginning of what somebody said, to be shown back.</summary>
    public static string Short(string text) => text.Length <= 60 ? text : text[..(char.IsHighSurrogate(text[59]) ? 59 : 60)] + "…";
}
