using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Search;

namespace Vitrine.Server.Search;

/// <summary>The parts of a query's JSON form, with where each of them stands.</summary>
internal static class FilterParts
{
    /// <summary>Where the first part stands that has something wrong with it, as a JSON pointer into the filter; empty where that is none by itself.</summary>
    /// <param name="filter">One that could be read as a query.</param>
    public static async Task<string> WrongAsync(JsonElement filter, Func<Query, Task<QueryProblem?>> trouble)
    {
        foreach (var (at, part) in Of(filter, ""))
        {
            if (QueryJson.Read(part).Query is { } query && await trouble(query) is not null)
            {
                return at;
            }
        }

        return "";
    }

    /// <summary>What a filter is made of: words, conditions, claims and texts.</summary>
    private static IEnumerable<(string At, JsonElement Part)> Of(JsonElement json, string at)
    {
        foreach (var name in new[] { "all", "any" })
        {
            if (json.TryGetProperty(name, out var several))
            {
                return several.EnumerateArray().SelectMany((one, i) => Of(one, $"{at}/{name}/{i}"));
            }
        }

        return json.TryGetProperty("not", out var negated) ? Of(negated, at + "/not") : [(at, json)];
    }
}
