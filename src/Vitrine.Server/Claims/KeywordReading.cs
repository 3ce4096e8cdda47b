using Vitrine.Core.Claims;

namespace Vitrine.Server.Claims;

/// <summary>
/// Keywords of a file beside what stood there when it was last read or written, list by list: a program that knows only one of the lists takes a word out of that one and
/// leaves the others. A word that left a list was taken back, though another list of the file still has it, and stays so until it is put into a list where it was not;
/// one that only moved from a list to another was not. A first reading takes all lists together.
/// </summary>
internal sealed class KeywordReading
{
    private readonly bool fuller;
    private readonly Dictionary<string, string> concepts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Standing> was, same;
    private readonly FileValueSet beside;
    private readonly HashSet<string> fresh = new(StringComparer.Ordinal), removed = new(StringComparer.Ordinal), takenBack = new(StringComparer.Ordinal);

    /// <param name="states">What all holders of the version said last.</param>
    public KeywordReading(IReadOnlyList<FileState> states, FileSaid said)
    {
        fuller = said.Holder == FileHolder.Details;
        FileClaim[] claims = [.. said.Claims.Where(Is)];
        foreach (var claim in claims.Where(claim => claim.Literal is not null))
        {
            concepts.TryAdd(claim.Literal!, claim.Value.Canonical);
        }

        var own = states.FirstOrDefault(state => state.Holder == said.Holder);
        was = Standings(own);

        // The fuller reading is one of the same file. What is in a sidecar stands above the file; so what is taken out there goes, whatever the file says.
        same = Standings(said.Holder == FileHolder.Sidecar ? null : states.FirstOrDefault(state => state.Holder == (fuller ? FileHolder.Embedded : FileHolder.Details)));
        beside = new FileValueSet(said.Holder == FileHolder.Sidecar ? [] : states.Where(state => state.Holder == FileHolder.Sidecar).SelectMany(state => state.Said).Where(value => !value.TakenBack));
        var changed = own is not null && !own.Sha256.AsSpan().SequenceEqual(said.Sha256);
        var now = claims.GroupBy(claim => claim.Value.Canonical, StringComparer.Ordinal).ToDictionary(group => group.Key, group => Union(group.Select(claim => claim.Lists)), StringComparer.Ordinal);
        var dropped = Dropped(now);
        foreach (var (concept, lists) in now)
        {
            Compare(concept, lists, list => said.HeldLists?.Contains(list, StringComparison.Ordinal) != false && !dropped.Contains(list), changed);
        }

        Gone = [.. (own?.Said ?? []).Where(Is).Select(value => value with { Canonical = ConceptOf(value) }).DistinctBy(value => value.Canonical)
            .Where(value => removed.Contains(value.Canonical) || (!now.ContainsKey(value.Canonical) && !was[value.Canonical].TakenBack))];
    }

    /// <summary>Those that were there and are not, or were taken out of a list; one of each concept.</summary>
    public IReadOnlyList<FileValue> Gone { get; }

    public static bool Is(FileClaim claim) => claim.Attribute == ClaimAttributes.Tag;

    public static bool Is(FileValue value) => value.Attribute == ClaimAttributes.Tag.Name;

    /// <summary>Whether it was not said before.</summary>
    public bool IsNew(FileClaim claim)
    {
        var concept = claim.Value.Canonical;
        return fresh.Contains(concept)
            || (!was.ContainsKey(concept) && !takenBack.Contains(concept) && !(fuller && (same.ContainsKey(concept) || beside.Knows(FileValue.Of(claim)))));
    }

    /// <summary>Whether it was taken out of a list since, though the file still has it.</summary>
    public bool IsRemoved(FileClaim claim) => removed.Contains(claim.Value.Canonical);

    /// <summary>Whether the sidecar beside the file says it too.</summary>
    public bool IsBeside(FileValue value) => beside.Knows(value);

    /// <summary>As it is to be remembered; null where it is nothing of its own: the fuller reading repeats what the first one found.</summary>
    public FileValue? Noted(FileValue value)
    {
        if (!Is(value))
        {
            return value;
        }

        var noted = value with { TakenBack = takenBack.Contains(value.Canonical) };
        if (!fuller || !same.TryGetValue(value.Canonical, out var first))
        {
            return noted;
        }

        var more = first.Lists is null || value.Lists is null ? "" : Without(value.Lists, first.Lists);
        return more.Length == 0 ? null : noted with { Lists = more };
    }

    private void Compare(string concept, string? lists, Func<char, bool> isHeld, bool changed)
    {
        var other = same.GetValueOrDefault(concept);
        if (!was.TryGetValue(concept, out var before))
        {
            if (other is { TakenBack: true })
            {
                takenBack.Add(concept);
            }

            return;
        }

        var known = changed && lists is not null && before.Lists is not null;
        if (known && Without(lists!, before.Lists + other?.Lists).Length > 0)
        {
            if (before.TakenBack)
            {
                fresh.Add(concept);
            }

            return;
        }

        var lost = known && Without(before.Lists!, lists!).Any(isHeld);
        if (lost && !before.TakenBack)
        {
            removed.Add(concept);
        }

        if (lost || before.TakenBack)
        {
            takenBack.Add(concept);
        }
    }

    /// <summary>Lists beside the one that every program knows, that held several words and hold none any more: a program that does not keep such lists dropped them whole.</summary>
    private HashSet<char> Dropped(Dictionary<string, string?> now)
    {
        var left = now.Values.SelectMany(lists => lists ?? "").ToHashSet();
        return [.. was.Values.SelectMany(standing => standing.Lists ?? "").CountBy(list => list).Where(count => count.Value > 1 && count.Key != Media.Metadata.KeywordLists.Main && !left.Contains(count.Key)).Select(count => count.Key)];
    }

    private Dictionary<string, Standing> Standings(FileState? state) => (state?.Said ?? []).Where(Is).GroupBy(ConceptOf, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => new Standing(Union(group.Select(value => value.Lists)), group.All(value => value.TakenBack)), StringComparer.Ordinal);

    /// <summary>The concept that a keyword means by now.</summary>
    private string ConceptOf(FileValue value) => value.Literal is { } literal ? concepts.GetValueOrDefault(literal, value.Canonical) : value.Canonical;

    /// <summary>Null where of one it is not known.</summary>
    private static string? Union(IEnumerable<string?> lists)
    {
        var all = lists.ToArray();
        return Array.Exists(all, one => one is null) ? null : string.Concat(all.SelectMany(one => one!).Distinct());
    }

    private static string Without(string lists, string others) => string.Concat(lists.Where(list => !others.Contains(list, StringComparison.Ordinal)));

    /// <param name="Lists">Those that a concept's keywords stood in; null = not known.</param>
    private sealed record Standing(string? Lists, bool TakenBack);
}
