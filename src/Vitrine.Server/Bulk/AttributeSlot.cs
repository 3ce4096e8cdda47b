using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk;

/// <summary>An attribute as requests and tables name it: <c>title</c>, <c>title@de</c>, <c>takenAt</c>, <c>tags</c>, <c>people</c>, <c>fields.sku</c>.</summary>
/// <param name="Language">The one that is meant; null = none said.</param>
/// <param name="Field">The user's field that it is; null for an attribute that every library has.</param>
internal sealed record AttributeSlot(string Name, ClaimAttribute Attribute, string? Language, Field? Field = null)
{
    public const string Tags = "tags", People = "people";

    internal static readonly (string Name, ClaimAttribute Attribute)[] Known =
        [.. AssetEditReader.Names, (Tags, ClaimAttributes.Tag), (People, ClaimAttributes.Person)];

    public static AttributeSlot TakenAt { get; } = new("takenAt", ClaimAttributes.TakenAt, null);

    public bool IsSet => Attribute.SetValued;

    public static AttributeSlot Of(Field field) => new("fields." + field.Name, field.Attribute, null, field);

    /// <summary>The name of what a claim says of an attribute that every library has.</summary>
    public static string NameOf(ClaimAttribute attribute, string? language) =>
        (Known.FirstOrDefault(one => one.Attribute == attribute).Name ?? attribute.Name) + (language is null ? "" : "@" + language);

    /// <summary>A value as text.</summary>
    public string? Text(ClaimValue? value, BulkWords words) => Field is null ? words(value) : value is null ? null : FieldText.Of(Field, value);

    /// <summary>Reads a field's value, or its options as <see cref="WordList"/> writes them.</summary>
    public FieldReading Read(string text)
    {
        var reading = IsSet ? FieldReader.Read(Field!, JsonSerializer.SerializeToElement([.. WordList.Read(Attribute, text)], StorageJson.Default.StringArray)) : FieldReader.Read(Field!, text);
        return reading.Problem is { } problem ? reading with { Problem = problem with { Field = Name } } : reading;
    }
}

/// <summary>The attributes of a library that can be edited: those that every library has, and the users' fields.</summary>
internal sealed class AttributeSlots(FieldSchema schema)
{
    private const string OfFields = "fields.";

    public FieldSchema Schema => schema;

    /// <summary>Every one, by its name.</summary>
    public IReadOnlyList<AttributeSlot> All { get; } = [.. AttributeSlot.Known.Select(one => new AttributeSlot(one.Name, one.Attribute, null)), .. schema.Live.Select(AttributeSlot.Of)];

    /// <summary>The names to choose from, in a sentence.</summary>
    public string Names => string.Join(", ", All.Take(60).Select(slot => slot.Name));

    /// <summary>Reads a name; null where there is no such attribute, or the language is none.</summary>
    public AttributeSlot? Find(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        if (name.StartsWith(OfFields, StringComparison.OrdinalIgnoreCase))
        {
            return schema.Find(name[OfFields.Length..]) is { } field ? AttributeSlot.Of(field) : null;
        }

        var at = name.IndexOf('@', StringComparison.Ordinal);
        var found = AttributeSlot.Known.FirstOrDefault(one => one.Name.Equals(at < 0 ? name : name[..at], StringComparison.OrdinalIgnoreCase));
        string? language = null;
        return found.Attribute is not { } attribute || (at >= 0 && (!attribute.PerLanguage || !LanguageTag.TryNormal(name[(at + 1)..], out language) || language is null))
            ? null
            : new AttributeSlot(at < 0 ? found.Name : $"{found.Name}@{language}", attribute, language);
    }
}
