using Vitrine.Core.Claims;

namespace Vitrine.Server.Bulk.Tables;

/// <summary>What a cell says of an asset, as text both ways.</summary>
internal static class TableCell
{
    /// <summary>In a cell: there shall be no value. An empty cell leaves what is.</summary>
    private const string Clear = "(clear)";

    /// <summary>A text as it stands in a cell: one that would mean clearing gets a backslash before it, and one more where it has such already.</summary>
    public static string Written(string text) => text.TrimStart().TrimStart('\\').TrimEnd() is Clear ? "\\" + text.TrimStart() : text;

    /// <summary>What a cell says; empty where the value shall go.</summary>
    public static string Read(string cell) => cell.Trim() switch
    {
        Clear => "",
        ['\\', .. var rest] when rest.TrimStart('\\') is Clear => rest,
        _ => cell,
    };

    /// <summary>What an asset shows in a column; empty where nothing. Of tags and people what is accepted: suggestions are nobody's word yet.</summary>
    public static string Of(SubjectLedger ledger, AttributeSlot slot, BulkWords words)
    {
        var shown = ledger.Shown(slot.Attribute).Where(claim => claim.IsVisible).ToArray();
        return slot.IsSet
            ? WordList.Write(Members(shown).Select(claim => slot.Text(claim.Value, words)).OfType<string>().Order(StringComparer.Ordinal))
            : slot.Text(shown.FirstOrDefault(claim => claim.Language == slot.Language)?.Value, words) ?? "";
    }

    /// <summary>The members of a set that a cell lists.</summary>
    public static IEnumerable<ShownClaim> Members(IEnumerable<ShownClaim> shown) => shown.Where(claim => claim is { IsVisible: true, State: ClaimState.Accepted, Value: not null });

    /// <summary>Whether two texts of a cell say the same.</summary>
    public static bool Same(AttributeSlot slot, string one, string other)
    {
        if (slot.Field is not null)
        {
            return one.Trim() == other.Trim() || (slot.Read(one) is { Problem: null } left && slot.Read(other) is { Problem: null } right
                && left.Values.Select(value => value.Canonical).ToHashSet(StringComparer.Ordinal).SetEquals(right.Values.Select(value => value.Canonical)));
        }

        if (slot.IsSet)
        {
            return WordList.Read(slot.Attribute, one).ToHashSet(StringComparer.Ordinal).SetEquals(WordList.Read(slot.Attribute, other));
        }

        return one.ReplaceLineEndings("\n").Trim() == other.ReplaceLineEndings("\n").Trim()
            || (AttributeText.Read(slot.Attribute, slot.Name, one, out var first) is null && AttributeText.Read(slot.Attribute, slot.Name, other, out var second) is null && first?.Canonical == second?.Canonical);
    }
}
