using System.Text.Json;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Metadata;

/// <summary>
/// exiftool's <c>-j -l -G1</c>: per tag <c>{"desc","val","num"?}</c>. Its JSON has no types (the keyword "2024" is a number), so numbers are taken as they are spelled.
/// </summary>
internal static class ExifToolJson
{
    private const int Deepest = 64;

    public static ExifToolAnswer Parse(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        var tags = new TagList(cancellationToken);
        var problems = new List<Problem>();
        if (json.Span.IndexOfAnyExcept((byte)' ', (byte)'\n', (byte)'\r') < 0)
        {
            return new ExifToolAnswer([], [new Problem("details", "exiftool-failed", "exiftool could not open the file.")]);
        }

        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Deepest });
        foreach (var tag in document.RootElement.EnumerateArray().First().EnumerateObject())
        {
            if (tag.Name.IndexOf(':', StringComparison.Ordinal) is var colon && colon < 0 || tag.Value.ValueKind != JsonValueKind.Object || !tag.Value.TryGetProperty("val", out var value))
            {
                continue;
            }

            var (group, name) = (tag.Name[..colon], tag.Name[(colon + 1)..]);
            if (group == "ExifTool")
            {
                if (name is "Warning" or "Error" && problems.Count == 0)
                {
                    problems.Add(new Problem("details", name == "Error" ? "not-readable" : "exiftool-warning", $"exiftool: {ShownText.CleanLine(Text(value)).TrimEnd('.')}."));
                }

                continue;
            }

            Add(tags, group, name, value, tag.Value.TryGetProperty("num", out var number) ? number : value);
        }

        return new ExifToolAnswer(tags.Tags, [.. problems, .. tags.Problems]);
    }

    private static void Add(TagList tags, string group, string name, JsonElement printed, JsonElement raw)
    {
        if (raw.ValueKind != JsonValueKind.Array)
        {
            tags.Add(group, name, Text(raw), Text(printed));
            return;
        }

        var same = printed.ValueKind == JsonValueKind.Array && printed.GetArrayLength() == raw.GetArrayLength();
        for (var i = 0; i < raw.GetArrayLength(); i++)
        {
            tags.Add(group, name, Text(raw[i]), same ? Text(printed[i]) : null);
        }
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
