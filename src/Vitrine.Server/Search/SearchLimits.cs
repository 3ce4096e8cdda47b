using Vitrine.Contracts;
using Vitrine.Core.Search;

namespace Vitrine.Server.Search;

/// <summary>What is wrong with the plain members of a request.</summary>
internal static class SearchLimits
{
    public static QueryProblem? Trouble(SearchRequest request) =>
        request.Limit is < 1 or > AssetSearch.MostLimit ? Wrong($"limit is a number from 1 to {AssetSearch.MostLimit}, not {request.Limit}.", $"1 to {AssetSearch.MostLimit}")
        : request.Offset is < 0 ? Wrong($"offset is a number from 0 to {int.MaxValue}, not {request.Offset}.", $"0 to {int.MaxValue}")
        : request.Groups is not (null or "apart" or "together") ? Wrong($"groups is apart or together, not '{SearchFields.Shown(request.Groups)}'.", "apart or together")
        : request.Phrases is not (null or "auto" or "off") ? Wrong($"phrases is auto or off, not '{SearchFields.Shown(request.Phrases)}'.", "auto or off")
        : request.Spelling is not (null or "auto" or "off") ? Wrong($"spelling is auto or off, not '{SearchFields.Shown(request.Spelling)}'.", "auto or off")
        : request.Unit switch
        {
            null or "asset" => null,
            "moment" => Wrong("Moments of videos and recordings are not searched yet; only whole assets are.", "asset"),
            _ => Wrong($"unit is asset, not '{SearchFields.Shown(request.Unit)}'.", "asset"),
        };

    private static QueryProblem Wrong(string message, string expected) => new(message, 0, expected, null);
}
