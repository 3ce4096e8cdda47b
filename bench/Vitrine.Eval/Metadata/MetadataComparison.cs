using System.Text.Json;
using Vitrine.Media.Metadata;

namespace Vitrine.Eval.Metadata;

/// <summary>One value of the normalised set in one file: what follows from exiftool's reading and from ours. Null = none.</summary>
internal sealed record ComparedValue(string File, string Field, string? Expected, string? Read)
{
    public bool IsSame { get; init; }

    public string Key => $"{File}\t{Field}";
}

/// <summary>
/// Our reading of the corpus against exiftool's: both are made into the normalised set by the same rules, so what differs was read differently. Text equal; numbers within 1e-6 of themselves.
/// </summary>
internal static class MetadataComparison
{
    private const double Tolerance = 1e-6;

    public static IEnumerable<ComparedValue> Of(string shared, CancellationToken cancellationToken = default)
    {
        foreach (var (file, golden) in GoldenTags.Read(shared))
        {
            var expected = Fields(Normaliser.From(golden));
            var read = Fields(MetadataReader.Read(Path.Combine(shared, "corpus", file), cancellationToken).Normalised);
            foreach (var field in expected.Keys.Union(read.Keys, StringComparer.Ordinal))
            {
                JsonElement? left = expected.TryGetValue(field, out var one) ? one : null, right = read.TryGetValue(field, out var other) ? other : null;
                yield return new ComparedValue(file, field, left?.GetRawText(), right?.GetRawText()) { IsSame = left is { } a && right is { } b && Same(a, b) };
            }
        }
    }

    private static Dictionary<string, JsonElement> Fields(NormalisedMetadata said) =>
        JsonSerializer.SerializeToElement(said, MetadataJson.Default.NormalisedMetadata).EnumerateObject()
            .Where(field => field.Value is not { ValueKind: JsonValueKind.Array } || field.Value.GetArrayLength() > 0)
            .ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);

    private static bool Same(JsonElement one, JsonElement other)
    {
        if (one.ValueKind != other.ValueKind)
        {
            return false;
        }

        switch (one.ValueKind)
        {
            case JsonValueKind.Number:
                var (a, b) = (one.GetDouble(), other.GetDouble());
                return Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), 1e-3);
            case JsonValueKind.Array:
                return one.GetArrayLength() == other.GetArrayLength() && one.EnumerateArray().Zip(other.EnumerateArray()).All(pair => Same(pair.First, pair.Second));
            case JsonValueKind.Object:
                return one.EnumerateObject().Count() == other.EnumerateObject().Count()
                    && one.EnumerateObject().All(field => other.TryGetProperty(field.Name, out var same) && Same(field.Value, same));
            default:
                return string.Equals(one.ToString(), other.ToString(), StringComparison.Ordinal);
        }
    }
}
