using Vitrine.Core.Claims;

namespace Vitrine.Core.Tests.Claims;

/// <summary>
/// The rule of the shown value once more, slowly and without grouping: for each value that anybody named, an entry wins
/// when it counts and no other entry that is about the same thing beats it.
/// </summary>
internal static class ShownValueOracle
{
    public static string Visible(IReadOnlyList<ClaimEntry> entries, LedgerView view)
    {
        var live = entries.Where(e => e.WithdrawnAt is null && !Rests(e) && !entries.Any(lift => Lifts(lift, e))).ToList();
        var lines = new List<(string Attribute, string? Language, string Value, ClaimState State)>();
        foreach (var e in live.Where(e => e.Kind is EntryKind.Statement or EntryKind.Accept))
        {
            if (!live.Any(other => other != e && Silences(other, e) && Stronger(other, e)))
            {
                lines.Add((e.Attribute.Name, e.Language, e.Value!.Canonical, e.Kind == EntryKind.Accept ? ClaimState.Accepted : e.State));
            }
        }

        return string.Join('\n', lines.Distinct()
            .OrderBy(l => l.Attribute, StringComparer.Ordinal).ThenBy(l => l.Language, StringComparer.Ordinal).ThenBy(l => l.Value, StringComparer.Ordinal)
            .Select(l => $"{l.Attribute} [{l.Language}] {l.Value} {l.State}"));

        bool Rests(ClaimEntry e) => Weight(e) is 1 or 2 or 3 && e.Version is { } read && view.CurrentVersion is { } current && read != current;

        bool Lifts(ClaimEntry lift, ClaimEntry e) =>
            lift is { Kind: EntryKind.Lift, WithdrawnAt: null } && e.Kind is EntryKind.Accept or EntryKind.Reject or EntryKind.Clear
            && lift.Attribute == e.Attribute && lift.Sequence > e.Sequence && lift.Value?.Canonical == e.Value?.Canonical
            && (e.Kind == EntryKind.Reject || lift.Language is null || lift.Language == e.Language);

        // Whether a stronger `by` keeps `e` from being shown.
        bool Silences(ClaimEntry by, ClaimEntry e)
        {
            if (by.Attribute != e.Attribute || by.Kind == EntryKind.Lift)
            {
                return false;
            }

            var sameValue = by.Value?.Canonical == e.Value?.Canonical;
            return by.Kind switch
            {
                EntryKind.Reject => sameValue,
                EntryKind.Clear => by.Language is null || by.Language == e.Language,
                // A competing value silences only if it is not itself rejected.
                _ => e.Attribute.SetValued
                    ? sameValue
                    : by.Language == e.Language && !live.Any(no => no.Kind == EntryKind.Reject && no.Attribute == by.Attribute
                        && no.Value?.Canonical == by.Value?.Canonical && Stronger(no, by)),
            };
        }
    }

    private static bool Stronger(ClaimEntry a, ClaimEntry b) =>
        Weight(a) > Weight(b) || (Weight(a) == Weight(b) && a.Sequence > b.Sequence);

    private static int Weight(ClaimEntry e) =>
        e.Kind != EntryKind.Statement || e.MadeOutside || e.Source.Type == SourceType.Person ? 5
        : e.Source.Type == SourceType.Rule ? 4
        : e.Source.Type == SourceType.Sidecar ? 3
        : e.Source.Type == SourceType.File ? 2
        : 1;
}
