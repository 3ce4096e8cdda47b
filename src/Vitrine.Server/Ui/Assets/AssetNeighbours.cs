using Vitrine.Contracts;
using Vitrine.Core.Assets;

namespace Vitrine.Server.Ui.Assets;

/// <summary>The results around the open asset, where it was opened from a search.</summary>
/// <param name="Query">The query, as in the library's address.</param>
/// <param name="Sort">Its order; null for the default.</param>
/// <param name="First">Position of the first of <paramref name="Items"/> in the results.</param>
/// <param name="At">Position of the open asset in the results.</param>
public sealed record AssetNeighbours(string? Query, string? Sort, long Total, int First, int At, IReadOnlyList<SearchItem> Items)
{
    public string? Previous => At > First ? Link(At - 1) : null;

    public string? Next => At + 1 < First + Items.Count ? Link(At + 1) : null;

    /// <summary>The address of the grid that it was opened from: the library's, or a collection's, whose query is its id.</summary>
    public string Back
    {
        get
        {
            var collection = Query?.StartsWith("collection:", StringComparison.Ordinal) == true && PublicId.TryParse(Query["collection:".Length..], out _) ? Query["collection:".Length..] : null;
            string?[] parts =
            [
                collection is null && Query is { Length: > 0 } words ? "q=" + Uri.EscapeDataString(words) : null,
                Sort is { Length: > 0 } order && (collection is null || order != "collection") ? "sort=" + Uri.EscapeDataString(order) : null,
            ];
            var asked = string.Join('&', parts.Where(part => part is not null));
            return $"/{(collection is null ? "" : "collections/" + collection)}{(asked.Length > 0 ? "?" + asked : "")}#at-{At}";
        }
    }

    /// <summary>The address of the asset at a position, with the search it belongs to.</summary>
    public string Link(int position)
    {
        var query = Query is { Length: > 0 } words ? "&q=" + Uri.EscapeDataString(words) : "";
        var sort = Sort is { Length: > 0 } order ? "&sort=" + Uri.EscapeDataString(order) : "";
        return $"/assets/{Items[position - First].Id}?at={position}{query}{sort}";
    }
}
