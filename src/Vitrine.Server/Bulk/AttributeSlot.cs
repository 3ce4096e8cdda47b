using Vitrine.Core.Claims;
using Vitrine.Server.Claims;

namespace Vitrine.Server.Bulk;

/// <summary>An attribute as requests and tables name it: <c>title</c>, <c>title@de</c>, <c>takenAt</c>, <c>tags</c>, <c>people</c>, <c>fields.sku</c>.</summary>
/// <param name="Language">The one that is meant; null = none said.</param>
internal sealed record AttributeSlot(string Name, ClaimAttribute Attribute, string? Language)
{
    public const string Tags = "tags", People = "people";

    private static readonly (string Name, ClaimAttribute Attribute)[] Known =
        [.. AssetEditReader.Names, (Tags, ClaimAttributes.Tag), (People, ClaimAttributes.Person)];

    public bool IsSet => Attribute.SetValued;

    /// <summary>Every attribute that can be edited, by its name.</summary>
    public static IReadOnlyList<AttributeSlot> All { get; } = [.. Known.Select(one => new AttributeSlot(one.Name, one.Attribute, null))];

    /// <summary>Reads a name; null where there is no such attribute, or the language is none.</summary>
    public static AttributeSlot? Find(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        var at = name.IndexOf('@', StringComparison.Ordinal);
        var found = Known.FirstOrDefault(one => one.Name.Equals(at < 0 ? name : name[..at], StringComparison.OrdinalIgnoreCase));
        string? language = null;
        return found.Attribute is not { } attribute || (at >= 0 && (!attribute.PerLanguage || !LanguageTag.TryNormal(name[(at + 1)..], out language) || language is null))
            ? null
            : new AttributeSlot(at < 0 ? found.Name : $"{found.Name}@{language}", attribute, language);
    }

    /// <summary>The name of what a claim says.</summary>
    public static string NameOf(ClaimAttribute attribute, string? language) =>
        (Known.FirstOrDefault(one => one.Attribute == attribute).Name ?? attribute.Name) + (language is null ? "" : "@" + language);
}
