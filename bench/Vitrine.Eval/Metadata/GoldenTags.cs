using System.IO.Compression;
using System.Text.Json;
using Vitrine.Media.Metadata;

namespace Vitrine.Eval.Metadata;

/// <summary>What exiftool read in each file of the corpus (<c>golden/exif/read-n.json.gz</c>: <c>-j -struct -G1 -a -n</c>), as tags named the way our readers name them.</summary>
internal static class GoldenTags
{
    /// <summary>exiftool calls three structures otherwise than their schemas do.</summary>
    private static readonly Dictionary<string, string> Structures = new(StringComparer.Ordinal)
    {
        ["XMP-mwg-rs:RegionInfo"] = "Regions",
        ["XMP-MP:RegionInfoMP"] = "RegionInfo",
        ["XMP-mwg-kw:KeywordInfo"] = "Keywords",
    };

    /// <summary>File below <c>corpus/</c> → its tags; only files that are there.</summary>
    public static IEnumerable<(string File, IReadOnlyList<EmbeddedTag> Tags)> Read(string shared)
    {
        using var packed = new GZipStream(File.OpenRead(Path.Combine(shared, "golden", "exif", "read-n.json.gz")), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(packed);
        foreach (var file in json.RootElement.EnumerateObject().Where(file => File.Exists(Path.Combine(shared, "corpus", file.Name))))
        {
            yield return (file.Name, Of(file.Value));
        }
    }

    /// <summary>The tags of one file out of exiftool's JSON.</summary>
    public static IReadOnlyList<EmbeddedTag> Of(JsonElement file)
    {
        var tags = new List<EmbeddedTag>();
        foreach (var tag in file.EnumerateObject())
        {
            if (tag.Name.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                Add(tags, tag.Name[..colon], Structures.GetValueOrDefault(tag.Name) ?? tag.Name[(colon + 1)..], tag.Value);
            }
        }

        return tags;
    }

    private static void Add(List<EmbeddedTag> tags, string group, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                var at = 1;
                foreach (var item in value.EnumerateArray())
                {
                    // A list of structures is numbered, a list of words is several tags of one name.
                    Add(tags, group, item.ValueKind == JsonValueKind.Object ? $"{name}[{at++}]" : name, item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var field in value.EnumerateObject())
                {
                    Add(tags, group, $"{name}/{field.Name}", field.Value);
                }

                break;
            case JsonValueKind.String when value.GetString() is { Length: > 0 } text && !text.StartsWith("(Binary data", StringComparison.Ordinal):
                tags.Add(new EmbeddedTag(group, name, text));
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                tags.Add(new EmbeddedTag(group, name, value.GetRawText()));
                break;
        }
    }
}
