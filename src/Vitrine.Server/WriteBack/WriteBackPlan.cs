using Vitrine.Core.Claims;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Mapping;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Claims;
using Vitrine.Server.Exports;

namespace Vitrine.Server.WriteBack;

/// <summary>Whether a keyword in a file still stands for a concept as it is spelled there.</summary>
internal delegate bool KeepsLiteral(long concept, string literal);

/// <summary>
/// What is to be written so that a file says what the library says: the difference between what is shown and what was last read or written there. Pure; what no one
/// changed is not named, and stays in the file as it is spelled there.
/// </summary>
internal static class WriteBackPlan
{
    /// <summary>For a file that is made anew.</summary>
    public static KeepsLiteral NeverKept { get; } = (_, _) => false;

    /// <param name="said">What the file or sidecar said last; empty for one that is made anew.</param>
    /// <param name="map">Where attributes stand in files; one that stands nowhere is not written.</param>
    /// <param name="regions">What the file shows where, upright; null where that is to be looked up in it.</param>
    public static WrittenChange Of(ExportedWords words, IReadOnlyList<FileValue> said, PropertyMap map, KeepsLiteral keeps, IReadOnlyList<SaidRegion>? regions)
    {
        var lists = Lists(words, said);
        return new WrittenChange
        {
            Singles = [.. Singles(words, said, map)],
            Members = [.. ((MembersChange?[])[Tags(words, said, keeps), Persons(words, said)]).OfType<MembersChange>()],
            Lists = lists,
            Regions = regions is null ? words.Regions : XmpRegion.Missing(words.Regions, regions),
            Frame = words.Frame,
        };
    }

    private static IEnumerable<SingleChange> Singles(ExportedWords words, IReadOnlyList<FileValue> said, PropertyMap map)
    {
        var before = said.Where(value => ClaimAttributes.Find(value.Attribute) is { SetValued: false })
            .GroupBy(value => value.Attribute, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.DistinctBy(value => value.Language ?? "").ToDictionary(value => value.Language ?? "", value => value.Canonical, StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var attribute in words.Singles.Keys.Union(before.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (!IsWritten(attribute, map))
            {
                continue;
            }

            var now = words.Singles.GetValueOrDefault(attribute) ?? new Dictionary<string, ClaimValue>();
            var was = before.GetValueOrDefault(attribute) ?? [];
            string[] gone = [.. was.Keys.Where(language => !now.ContainsKey(language) && !IsCopy(language, was, now))];
            if (gone.Length > 0 || now.Any(pair => was.GetValueOrDefault(pair.Key) != pair.Value.Canonical))
            {
                yield return new SingleChange(attribute, now, gone);
            }
        }
    }

    /// <summary>XMP always has a default text: where the library has none, it repeats that of a language.</summary>
    private static bool IsCopy(string language, Dictionary<string, string> was, IReadOnlyDictionary<string, ClaimValue> now) =>
        language.Length == 0 && now.Values.Any(value => value.Canonical == was[language]);

    private static bool IsWritten(string attribute, PropertyMap map) =>
        attribute.StartsWith("field:", StringComparison.Ordinal) || map.Find(attribute) is { Write.Count: > 0 };

    private static MembersChange? Tags(ExportedWords words, IReadOnlyList<FileValue> said, KeepsLiteral keeps)
    {
        var before = said.Where(value => value.Attribute == ClaimAttributes.Tag.Name).ToLookup(value => value.Canonical, StringComparer.Ordinal);
        var now = words.Tags.ToDictionary(tag => new ClaimValue.Concept(tag.Concept).Canonical, StringComparer.Ordinal);
        List<WrittenMember> add = [], all = [];
        var remove = before.Where(group => !now.ContainsKey(group.Key)).SelectMany(group => group.Select(value => value.Literal)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var (canonical, tag) in now)
        {
            // One that was taken out of one list outside, and is meant again since, is put into all of them anew.
            var kept = before[canonical].FirstOrDefault(value => value is { TakenBack: false, Literal: { } literal } && (literal == tag.Label || keeps(tag.Concept, literal)));
            all.Add(new WrittenMember(kept?.Literal ?? tag.Label, tag.Path));
            if (kept is null)
            {
                remove.UnionWith(before[canonical].Select(value => value.Literal).OfType<string>());
                add.Add(all[^1]);
            }
        }

        return add.Count + remove.Count == 0 ? null : new MembersChange(ClaimAttributes.Tag.Name, add, [.. remove.Except(add.Select(member => member.Text), StringComparer.Ordinal)]) { All = all };
    }

    private static MembersChange? Persons(ExportedWords words, IReadOnlyList<FileValue> said)
    {
        var before = said.Where(value => value.Attribute == ClaimAttributes.Person.Name).ToLookup(value => value.Canonical, StringComparer.Ordinal);
        var now = words.Persons.ToDictionary(person => new ClaimValue.Person(person.Key).Canonical, StringComparer.Ordinal);
        WrittenMember[] all = [.. now.Values.Select(person => new WrittenMember(person.Name, [person.Name]))];
        WrittenMember[] add = [.. now.Keys.Zip(all).Where(pair => !before.Contains(pair.First)).Select(pair => pair.Second)];
        string[] remove = [.. before.Where(group => !now.ContainsKey(group.Key)).SelectMany(group => group.Select(value => value.Literal)).OfType<string>().Distinct(StringComparer.Ordinal)];
        return add.Length + remove.Length == 0 ? null : new MembersChange(ClaimAttributes.Person.Name, add, remove) { All = all };
    }

    private static Dictionary<string, IReadOnlyList<string>> Lists(ExportedWords words, IReadOnlyList<FileValue> said)
    {
        var before = said.Where(value => value.Attribute.StartsWith("fields:", StringComparison.Ordinal)).ToLookup(value => value.Attribute, value => value.Canonical, StringComparer.Ordinal);
        var changed = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var attribute in words.Lists.Keys.Union(before.Select(group => group.Key), StringComparer.Ordinal))
        {
            var now = words.Lists.GetValueOrDefault(attribute) ?? [];
            if (!now.Select(value => value.Canonical).ToHashSet(StringComparer.Ordinal).SetEquals(before[attribute]))
            {
                changed[attribute] = [.. now.Select(WrittenEdits.TextOf).OfType<string>()];
            }
        }

        return changed;
    }
}
