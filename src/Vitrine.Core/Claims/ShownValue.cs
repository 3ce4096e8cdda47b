namespace Vitrine.Core.Claims;

/// <summary>
/// The shown value: one pure function from ledger entries to what people see. Rank decides, then the ledger position, never the clock;
/// the order in which the entries are handed in does not matter.
/// </summary>
/// <remarks>
/// Person over rule over file or sidecar over machine; every decision ranks as person. A rejection removes the weaker entries of its
/// (subject, attribute, canonical value), in every language and however late they come; a clear removes the weaker entries of its
/// attribute and language (a clear without language: of all); a lift takes back earlier decisions about the same value, a lift without
/// value earlier clears. A cleared set shows one claim without value beside its cleared members.
/// </remarks>
public static class ShownValue
{
    /// <summary>
    /// The shown claims of all subjects and attributes in <paramref name="entries"/>, also the rejected and cleared ones,
    /// in a stable order: subject, attribute, language, canonical value.
    /// </summary>
    public static IReadOnlyList<ShownClaim> Resolve(IEnumerable<ClaimEntry> entries, LedgerView? view = null)
    {
        view ??= LedgerView.Now;
        var shown = new List<ShownClaim>();
        foreach (var ledger in entries.Where(view.Counts)
            .Select(e => view.Follow(e.Value) is var value && ReferenceEquals(value, e.Value) ? e : e with { Value = value })
            .GroupBy(e => (e.Subject, e.Attribute.Name)))
        {
            var standing = Standing([.. ledger]);
            if (standing.Count > 0)
            {
                shown.AddRange(standing[0].Attribute.SetValued ? Members(standing) : Single(standing));
            }
        }

        return [.. shown
            .OrderBy(c => c.Subject.Kind).ThenBy(c => c.Subject.Key)
            .ThenBy(c => c.Attribute.Name, StringComparer.Ordinal)
            .ThenBy(c => c.Language, StringComparer.Ordinal)
            .ThenBy(c => c.Value?.Canonical, StringComparer.Ordinal)
            .ThenBy(c => c.Winner.Sequence)];
    }

    /// <summary>Without the lifts and what they took back.</summary>
    private static List<ClaimEntry> Standing(List<ClaimEntry> ledger)
    {
        var lifts = ledger.Where(e => e.Kind == EntryKind.Lift).ToLookup(e => e.Value?.Canonical, StringComparer.Ordinal);
        return [.. ledger.Where(e => e.Kind != EntryKind.Lift && !(e.IsDecision && lifts[e.Value?.Canonical].Any(lift => TakesBack(lift, e))))];
    }

    private static bool TakesBack(ClaimEntry lift, ClaimEntry decision) =>
        lift.Sequence > decision.Sequence
        && (decision.Kind == EntryKind.Reject || decision.Attribute.SetValued || lift.Language is null || lift.Language == decision.Language);

    private static IEnumerable<ShownClaim> Members(List<ClaimEntry> standing)
    {
        var clear = Strongest(standing.Where(e => e.Kind == EntryKind.Clear));
        if (clear is not null)
        {
            yield return Show(clear, null, [clear]);
        }

        foreach (var member in standing.Where(e => e.Kind != EntryKind.Clear).GroupBy(e => e.Value?.Canonical, StringComparer.Ordinal))
        {
            var winner = Strongest(member)!;
            yield return Show(clear is not null && clear.Beats(winner) ? clear : winner, winner.Value, member);
        }
    }

    private static IEnumerable<ShownClaim> Single(List<ClaimEntry> standing)
    {
        var said = standing.Where(e => e.Kind is EntryKind.Statement or EntryKind.Accept).ToLookup(e => e.Value?.Canonical, StringComparer.Ordinal);
        var rejections = standing.Where(e => e.Kind == EntryKind.Reject)
            .GroupBy(e => e.Value?.Canonical ?? "", StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Strongest(g)!, StringComparer.Ordinal);
        var clearAll = Strongest(standing.Where(e => e is { Kind: EntryKind.Clear, Language: null }));

        foreach (var language in standing.Where(e => e.Kind != EntryKind.Reject).GroupBy(e => e.Language, StringComparer.Ordinal))
        {
            var winner = Strongest(language.Where(e => !(rejections.TryGetValue(e.Value?.Canonical ?? "", out var no) && no.Beats(e))));
            if (winner is not null)
            {
                winner = clearAll is not null && clearAll.Beats(winner) ? clearAll : winner;
                yield return Show(winner, winner.Value, language.Where(e => e.Value?.Canonical == winner.Value?.Canonical)) with { Language = language.Key };
            }
        }

        foreach (var (value, rejection) in rejections.Where(r => said[r.Key].All(r.Value.Beats)))
        {
            yield return Show(rejection, rejection.Value, said[value]);
        }
    }

    private static ShownClaim Show(ClaimEntry winner, ClaimValue? value, IEnumerable<ClaimEntry> sameValue) => new()
    {
        Subject = winner.Subject,
        Attribute = winner.Attribute,
        Language = winner.Language,
        Value = value,
        State = winner.Kind switch
        {
            EntryKind.Accept => ClaimState.Accepted,
            EntryKind.Reject => ClaimState.Rejected,
            EntryKind.Clear => ClaimState.Cleared,
            _ => winner.State,
        },
        Winner = winner,
        Statement = Strongest(sameValue.Where(e => e.Kind == EntryKind.Statement)) ?? winner,
    };

    private static ClaimEntry? Strongest(IEnumerable<ClaimEntry> entries)
    {
        ClaimEntry? best = null;
        foreach (var entry in entries)
        {
            best = best is null || entry.Beats(best) ? entry : best;
        }

        return best;
    }
}
