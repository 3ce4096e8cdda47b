using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Bulk;
using Vitrine.Server.Claims;

namespace Vitrine.Server.WriteBack;

/// <summary>What writing would change in a file, in words.</summary>
/// <param name="Attribute">As the API names it, with its language: <c>title@de</c>.</param>
/// <param name="Was">What the file says; null = nothing.</param>
/// <param name="Becomes">What it would say.</param>
internal sealed record WrittenDifference(string Attribute, string? Was, string? Becomes)
{
    private const string Regions = "regions", Between = "; ";

    /// <param name="said">What the file said last.</param>
    /// <param name="shown">The boxes in it.</param>
    public static IReadOnlyList<WrittenDifference> Of(WrittenChange change, IReadOnlyList<FileValue> said, IReadOnlyList<SaidRegion> shown, AttributeSlots slots)
    {
        var byAttribute = said.ToLookup(value => value.Attribute, StringComparer.Ordinal);
        return
        [
            .. change.Singles.SelectMany(single => OfSingle(single, byAttribute[single.Attribute], slots)),
            .. change.Members.Select(members => new WrittenDifference(
                NameOf(members.Attribute, null, slots),
                Joined(byAttribute[members.Attribute].Where(value => !value.TakenBack).Select(value => value.Literal).OfType<string>()),
                Joined(members.All.Select(member => member.Text)))),
            .. change.Lists.Select(list => new WrittenDifference(NameOf(list.Key, null, slots), Joined(byAttribute[list.Key].Select(value => Words(value.Canonical))), Joined(list.Value))),
            .. change.Regions is { } regions ? [new WrittenDifference(Regions, Joined(shown.Where(region => region.Ours).Select(region => region.Name).OfType<string>()), Joined(regions.Select(region => region.Name)))] : Array.Empty<WrittenDifference>(),
        ];
    }

    private static IEnumerable<WrittenDifference> OfSingle(SingleChange single, IEnumerable<FileValue> said, AttributeSlots slots)
    {
        var was = said.DistinctBy(value => value.Language ?? "").ToDictionary(value => value.Language ?? "", value => value.Canonical, StringComparer.Ordinal);
        var field = slots.All.FirstOrDefault(slot => slot.Attribute.Name == single.Attribute)?.Field;
        return single.Now.Keys.Union(single.Gone).Order(StringComparer.Ordinal)
            .Where(language => was.GetValueOrDefault(language) != single.Now.GetValueOrDefault(language)?.Canonical)
            .Select(language => new WrittenDifference(
                NameOf(single.Attribute, language.Length == 0 ? null : language, slots),
                was.GetValueOrDefault(language) is { } before ? Words(before) : null,
                single.Now.GetValueOrDefault(language) is { } now ? (field is null ? TextOf(now) : FieldText.Of(field, now)) : null));
    }

    /// <summary>A date as exact, and as sure, as it is said.</summary>
    private static string? TextOf(ClaimValue value) => value is ClaimValue.Date date ? EdtfDate.Format(date) : WrittenEdits.TextOf(value);

    private static string NameOf(string attribute, string? language, AttributeSlots slots) =>
        slots.All.FirstOrDefault(slot => slot.Attribute.Name == attribute) is { } slot ? slot.Name + (language is null ? "" : "@" + language) : attribute;

    private static string? Joined(IEnumerable<string> words) => string.Join(Between, words.Distinct(StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase)) is { Length: > 0 } joined ? joined : null;

    /// <summary>A value as the ledger compares it, without its kind.</summary>
    private static string Words(string canonical) => FileValueSet.ValueOf(new FileValue("", null, canonical)) is { } value && WrittenEdits.TextOf(value) is { } text ? text
        : canonical.StartsWith("p:", StringComparison.Ordinal) ? string.Join(", ", canonical[2..].Split('/').Where(part => part.Length > 0).Reverse())
        : canonical[(canonical.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
