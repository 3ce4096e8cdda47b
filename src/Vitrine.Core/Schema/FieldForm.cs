using System.Text.Json;
using Vitrine.Core.Claims;

namespace Vitrine.Core.Schema;

/// <summary>
/// Definitions of fields as JSON: <c>{"name","label","type","help","group","order","options","default","required","min","max","minLength","maxLength","pattern","unique","rules","folders","reads","writes","namespaces"}</c>.
/// Reading one checks all of it, and names each member that is wrong.
/// </summary>
public static class FieldForm
{
    private static readonly string[] Members =
        ["name", "label", "type", "help", "group", "order", "options", "default", "required", "min", "max", "minLength", "maxLength", "pattern", "unique", "rules", "folders", "reads", "writes", "namespaces"];

    /// <summary>Members that answers have and requests may send back.</summary>
    private static readonly string[] PassedOver = ["id", "deleted", "revision", "optionsTotal", "dryRun", "mapping"];

    /// <summary>Reads a definition, or a change of one: what <paramref name="json"/> does not mention stays as <paramref name="before"/> has it, and null takes it away.</summary>
    /// <param name="schema">The library's fields, which names and rules are checked against; null = the definition was checked when it was stored.</param>
    public static (Field? Field, IReadOnlyList<ValueProblem> Problems) Read(JsonElement json, FieldSchema? schema, Field? before)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return (null, [new ValueProblem("", "type", "A field is a JSON object.", """{"name": "sku", "label": "SKU", "type": "Text"}""")]);
        }

        var form = new FieldFormReader(json);
        form.OnlyKnown([.. Members, .. PassedOver]);
        var name = Name(form, schema, before);
        var type = Type(form, before);
        if (name is null || type is null)
        {
            return (null, form.Problems);
        }

        var field = (before ?? new Field { Name = name, Label = name, Type = type.Value }) with
        {
            Label = form.Has("label") ? form.Line("label", FieldLimits.LabelLength) is { Length: > 0 } label ? label : name : before?.Label ?? name,
            Help = form.Has("help") ? form.Text("help", FieldLimits.HelpLength) ?? "" : before?.Help ?? "",
            Group = form.Has("group") ? form.Line("group", FieldLimits.LabelLength) ?? "" : before?.Group ?? "",
            Order = form.Has("order") ? form.Whole("order", int.MinValue, int.MaxValue) ?? 0 : before?.Order ?? 0,
            Required = form.Has("required") ? form.Flag("required") : before?.Required ?? false,
            Unique = form.Has("unique") ? form.Flag("unique") : before?.Unique ?? false,
            Folders = form.Has("folders") ? form.Texts("folders", FieldLimits.Fields) : before?.Folders ?? [],
            Reads = form.Has("reads") ? form.Texts("reads", FieldLimits.Properties) : before?.Reads ?? [],
            Writes = form.Has("writes") ? form.Texts("writes", FieldLimits.Properties) : before?.Writes ?? [],
            Namespaces = form.Has("namespaces") ? form.Pairs("namespaces", FieldLimits.Properties) : before?.Namespaces ?? new Dictionary<string, string>(),
        };
        if (schema is not null && schema.Live.Any(other => other.Name != name && other.Label.Equals(field.Label, StringComparison.OrdinalIgnoreCase)))
        {
            form.Wrong("label", $"Another field is called \"{field.Label}\" already.", "a label of its own");
        }

        if (field.Unique && (type is FieldType.Boolean or FieldType.MultiSelect))
        {
            form.Wrong("unique", $"{type} values are not unique.", "no unique");
        }

        field = Lengths(form, Options(form, field, before), before);
        field = Bounds(form, field, before);
        field = field with { Rules = form.Has("rules") ? FieldRuleForm.Read(form, field, schema) : before?.Rules ?? [] };
        if (schema is not null && FieldRules.Circle(field, schema.ByName) is { } circle)
        {
            form.Wrong("rules", $"These fields would wait for each other: {string.Join(" → ", circle)}.", "rules that lead to no field twice");
        }

        // Last, since a default is read by all that was said before.
        field = Default(form, field, before);
        return form.Problems.Count == 0 ? (field, []) : (null, form.Problems);
    }

    /// <param name="options">Whether they are written too; there can be many.</param>
    public static void Write(Utf8JsonWriter json, Field field, bool options)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WriteString("label", field.Label);
        json.WriteString("type", field.Type.ToString());
        json.WriteString("help", field.Help);
        json.WriteString("group", field.Group);
        json.WriteNumber("order", field.Order);
        json.WriteBoolean("required", field.Required);
        json.WriteBoolean("unique", field.Unique);
        Value("min", field.Min);
        Value("max", field.Max);
        Number("minLength", field.MinLength);
        Number("maxLength", field.MaxLength);
        json.WriteString("pattern", field.Pattern?.Text);
        json.WritePropertyName("default");
        FieldText.Write(json, field, field.Default);
        json.WritePropertyName("rules");
        FieldRuleForm.Write(json, field.Rules);
        Texts("folders", field.Folders);
        Texts("reads", field.Reads);
        Texts("writes", field.Writes);
        json.WriteStartObject("namespaces");
        foreach (var (prefix, uri) in field.Namespaces)
        {
            json.WriteString(prefix, uri);
        }

        json.WriteEndObject();
        if (options && field.Type.HasOptions)
        {
            json.WritePropertyName("options");
            FieldOptionForm.Write(json, field.Options.All);
        }

        json.WriteEndObject();

        void Texts(string name, IReadOnlyList<string> texts)
        {
            json.WriteStartArray(name);
            foreach (var text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        }

        void Value(string name, ClaimValue? value)
        {
            if (value is not null)
            {
                json.WritePropertyName(name);
                FieldText.Write(json, field, value);
            }
        }

        void Number(string name, int? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
        }
    }

    private static string? Name(FieldFormReader form, FieldSchema? schema, Field? before)
    {
        var name = form.Has("name") ? form.Line("name", FieldLimits.NameLength) : before?.Name;
        if (before is not null && name != before.Name)
        {
            form.Wrong("name", "The name of a field never changes; its label may.", before.Name);
        }
        else if (string.IsNullOrEmpty(name) || !(char.IsLetter(name[0]) || name[0] == '_') || !name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-'))
        {
            form.Wrong("name", "A name begins with a letter and has letters, digits, _ and - only.", "a name such as sku or shoot_date");
            return null;
        }
        else if (before is null && schema?.Taken(name) is { } taken)
        {
            form.Wrong("name", taken.Deleted ? $"A deleted field has the name {taken.Name}. Bring it back, or take another name." : $"There is a field named {taken.Name} already.", "a name of its own");
        }
        else if (before is null && schema?.All.Count >= FieldLimits.Fields)
        {
            form.Wrong("name", $"A library has at most {FieldLimits.Fields} fields, with the deleted ones.", "fewer fields");
        }

        return name;
    }

    private static FieldType? Type(FieldFormReader form, Field? before)
    {
        var said = form.Has("type") ? form.Line("type", 20) : before?.Type.ToString();
        var type = FieldTypes.Find(said);
        if (type is null)
        {
            form.Wrong("type", "A field has a type.", "one of " + string.Join(", ", FieldTypes.All));
        }
        else if (before is not null && type != before.Type)
        {
            form.Wrong("type", "The type of a field never changes. Make another field, and copy the values over.", before.Type.ToString());
        }

        return type;
    }

    private static Field Options(FieldFormReader form, Field field, Field? before)
    {
        if (!form.Has("options"))
        {
            if (field.Type.HasOptions && before is null)
            {
                form.Wrong("options", $"A {field.Type} has options.", "a list of options, which may be empty");
            }

            return field with { Options = before?.Options ?? FieldOptions.None };
        }

        return form.Allowed("options", field.Type.HasOptions, field.Type) ? field with { Options = FieldOptionForm.Read(form, field.Type) } : field;
    }

    private static Field Lengths(FieldFormReader form, Field field, Field? before)
    {
        var read = field with
        {
            MinLength = Length("minLength", before?.MinLength),
            MaxLength = Length("maxLength", before?.MaxLength),
            Pattern = before?.Pattern,
        };
        if (form.Has("pattern") && form.Allowed("pattern", field.Type.IsWritten, field.Type))
        {
            var (pattern, trouble) = form.Text("pattern", FieldLimits.PatternLength) is { Length: > 0 } text ? FieldPattern.Compile(text) : (null, null);
            read = read with { Pattern = pattern };
            if (trouble is not null)
            {
                form.Wrong("pattern", trouble, "a regular expression without look-around and back-references, such as [A-Z]{2}-\\d{4}");
            }
        }

        if (read.MinLength > read.MaxLength)
        {
            form.Wrong("minLength", "minLength is greater than maxLength.", $"{read.MaxLength} or less");
        }

        return read;

        int? Length(string member, int? old) =>
            !form.Has(member) ? old : form.Allowed(member, field.Type.IsWritten, field.Type) ? form.Whole(member, 0, FieldLimits.TextareaLength) : null;
    }

    private static Field Bounds(FieldFormReader form, Field field, Field? before)
    {
        var open = field with { Min = null, Max = null, Rules = [] };
        var (least, most) = (Bound("min", before?.Min), Bound("max", before?.Max));
        var wrong = (least, most) switch
        {
            (ClaimValue.Number from, ClaimValue.Number to) => from.Amount > to.Amount,
            (ClaimValue.Date from, ClaimValue.Date to) => from.Local > to.Local,
            _ => false,
        };
        if (wrong)
        {
            form.Wrong("min", "min is greater than max.", "a min that is no greater");
        }

        return field with { Min = least, Max = most };

        ClaimValue? Bound(string member, ClaimValue? old) =>
            !form.Has(member) ? old : form.Allowed(member, field.Type.IsMeasured, field.Type) ? form.Values(member, open) is [var one] ? one : null : null;
    }

    private static Field Default(FieldFormReader form, Field field, Field? before)
    {
        if (!form.Has("default"))
        {
            // The old default may be none of the new options.
            var old = before?.Default ?? [];
            return field with { Default = [.. old.Where(value => FieldReader.Read(field, FieldText.Of(field, value)).Problem is null)] };
        }

        if (field.Unique && form.Has("default") && !form.IsNull("default"))
        {
            form.Wrong("default", "A field whose values are unique has no default.", "no default");
        }

        return field with { Default = form.Values("default", field) };
    }
}
