using System.Globalization;
using System.Text.Json;
using Vitrine.Contracts;
using static Vitrine.Server.Ui.Words;

namespace Vitrine.Server.Ui.Duplicates;

/// <summary>One thing in which the assets of a group differ.</summary>
/// <param name="Values">Of each asset, in the order of the group; null = none.</param>
/// <param name="Best">The assets that are ahead in it, where one can be.</param>
public sealed record Difference(string Label, IReadOnlyList<string?> Values, IReadOnlyList<bool> Best);

/// <summary>What tells the assets of a group apart; what is the same of all is not in it.</summary>
/// <param name="Facts">Of the files.</param>
/// <param name="Said">Of what is said of them.</param>
/// <param name="Tags">Of each asset the tags that not all of them have.</param>
public sealed record GroupDifferences(IReadOnlyList<Difference> Facts, IReadOnlyList<Difference> Said, IReadOnlyList<IReadOnlyList<string>> Tags)
{
    private const string TagsName = "tags";

    /// <param name="said">What is said of assets by their ids and its names, as an answer of a search carries it.</param>
    /// <param name="labels">The names that are compared, each with its name for people.</param>
    public static GroupDifferences Of(
        IReadOnlyList<DuplicateAsset> assets, IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonElement>> said, IReadOnlyList<(string Name, string Label)> labels)
    {
        Difference?[] facts =
        [
            Row(Say("duplicates.pixels"), assets, asset => asset is { Width: { } width, Height: { } height } ? $"{Number(width)} × {Number(height)}" : null, asset => asset.Width * asset.Height),
            Row(Say("file.size"), assets, asset => Bytes(asset.Bytes), asset => asset.Bytes),
            Row(Say("duplicates.format"), assets, asset => asset.Format.ToUpperInvariant()),
            Row(Say("attribute.taken-at"), assets, asset => asset.TakenAt is { } taken ? Taken(taken) : null),
            Row(Say("file.folder"), assets, asset => asset.Folder == "/" ? Say("folder.root") : asset.Folder.Trim('/').Replace("/", " / ", StringComparison.Ordinal)),
        ];
        var values = labels.Where(label => label.Name != TagsName).Select(label => Row(label.Label, assets, asset => Text(said, asset.Id, label.Name)));
        var tags = assets.Select(asset => List(said, asset.Id, TagsName)).ToList();
        var shared = tags.Count == 0 ? [] : tags.Aggregate(tags[0].AsEnumerable(), (all, one) => all.Intersect(one, StringComparer.Ordinal)).ToHashSet(StringComparer.Ordinal);
        return new GroupDifferences([.. facts.OfType<Difference>()], [.. values.OfType<Difference>()], [.. tags.Select(one => (IReadOnlyList<string>)[.. one.Where(tag => !shared.Contains(tag))])]);
    }

    /// <returns>Null where all have the same.</returns>
    private static Difference? Row(string label, IReadOnlyList<DuplicateAsset> assets, Func<DuplicateAsset, string?> value, Func<DuplicateAsset, long?>? worth = null)
    {
        string?[] values = [.. assets.Select(value)];
        var most = worth is null ? null : assets.Max(worth);
        return values.Distinct(StringComparer.Ordinal).Skip(1).Any() ? new Difference(label, values, [.. assets.Select(asset => most is not null && worth!(asset) == most)]) : null;
    }

    private static string? Text(IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonElement>> said, string id, string name) =>
        !said.TryGetValue(id, out var values) || !values.TryGetValue(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Array ? string.Join(", ", List(said, id, name))
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble().ToString(CultureInfo.CurrentCulture)
        : value.GetString();

    private static IReadOnlyList<string> List(IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonElement>> said, string id, string name) =>
        said.TryGetValue(id, out var values) && values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(one => one.GetString() ?? "")] : [];

    /// <summary>A local time as exact as it is known: a part of a date stays as it is.</summary>
    private static string Taken(string local) =>
        DateTime.TryParseExact(local, ["yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            ? at.ToString("d MMM yyyy, HH:mm:ss", CultureInfo.CurrentCulture)
            : local;
}
