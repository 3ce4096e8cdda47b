using System.Globalization;
using System.Text.Json;
using Vitrine.Contracts;

namespace Vitrine.Server.Search;

/// <summary>What a result was sorted by as one text, which a cursor keeps: of a single order its value as it is, of several a list.</summary>
internal static class SortValues
{
    public static string? Join(IReadOnlyList<string?> values) =>
        values.Count == 1 ? values[0] : JsonSerializer.Serialize([.. values], ApiJson.Default.StringArray);

    /// <summary>A number as one text for whoever asks, the rows or the index. Whole ones are written as such.</summary>
    public static string Text(double number) => double.IsInteger(number) ? number.ToString("F0", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>As many as there are keys.</summary>
    public static IReadOnlyList<string?> Split(SearchSort sort, string? joined) =>
        sort.Then.Count == 0 ? [joined] : JsonSerializer.Deserialize(joined!, ApiJson.Default.StringArray)!;
}
