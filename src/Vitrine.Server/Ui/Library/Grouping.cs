using Vitrine.Server.Search;

namespace Vitrine.Server.Ui.Library;

/// <summary>How the results of the library stand: under days, months or folders, and within each in the order that was chosen.</summary>
/// <param name="By">One of <see cref="ResultGroups.Names"/>, <see cref="None"/>, or null: as the order says, which is under days or folders where it is by these.</param>
/// <param name="Chosen">The order that was chosen; null for the default.</param>
/// <param name="Sort">The order in which all results come, as a search names it; null for the default.</param>
public sealed record Grouping(string? By, string? Chosen, string? Sort)
{
    public const string None = "none";

    /// <summary>In which a browser keeps what was chosen in it last.</summary>
    public const string Cookie = "grouping";

    /// <summary>All that can be chosen beside the default.</summary>
    public static IReadOnlyList<string> Choices { get; } = [None, .. ResultGroups.Names];

    /// <param name="sort">As the address names it: what was chosen, or all of the order, as the way back from an asset does.</param>
    /// <param name="by">As the address names it.</param>
    /// <param name="kept">As the browser keeps it.</param>
    /// <param name="apart">Whether the results have an order that no other stands beside, unless one is chosen.</param>
    public static Grouping Of(string? sort, string? by, string? kept, bool apart)
    {
        var comma = sort?.IndexOf(',', StringComparison.Ordinal) ?? -1;
        if (comma > 0 && sort![..comma].TrimStart('-') is var first && ResultGroups.Names.Contains(first))
        {
            (by, sort) = (by ?? first, sort[(comma + 1)..]);
        }

        by = Known(by) ?? (by is null ? Known(kept) : null);
        if (sort is "relevance" or "collection" || (string.IsNullOrEmpty(sort) && apart))
        {
            return new Grouping(by, sort, sort);
        }

        var name = string.IsNullOrEmpty(sort) ? "added" : sort.TrimStart('-');
        return new Grouping(by, sort, by switch
        {
            "folder" when name != "folder" => "folder," + (string.IsNullOrEmpty(sort) ? "-added" : sort),
            "day" or "month" when !name.StartsWith("added", StringComparison.Ordinal) && !name.StartsWith("taken", StringComparison.Ordinal) => $"-{by},{sort}",
            _ => sort,
        });
    }

    private static string? Known(string? by) => Choices.FirstOrDefault(one => one == by);
}
