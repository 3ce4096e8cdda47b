using System.Globalization;

namespace Vitrine.Media.Metadata;

/// <summary>Tags by <c>Group:Name</c>, in the order they were read.</summary>
internal sealed class TagIndex
{
    private readonly Dictionary<string, List<EmbeddedTag>> byKey = new(StringComparer.Ordinal);

    public TagIndex(IReadOnlyList<EmbeddedTag> tags)
    {
        All = tags;
        foreach (var tag in tags)
        {
            // One name for the three versions of ID3v2.
            var key = tag.Group.StartsWith("ID3v2_", StringComparison.Ordinal) ? $"ID3:{tag.Name}" : $"{tag.Group}:{tag.Name}";
            if (!byKey.TryGetValue(key, out var list))
            {
                byKey[key] = list = [];
            }

            list.Add(tag);
        }
    }

    public IReadOnlyList<EmbeddedTag> All { get; }

    public IReadOnlyList<EmbeddedTag> Find(string key) => byKey.TryGetValue(key, out var list) ? list : [];

    public string? Raw(string key) => Find(key) is [var first, ..] ? first.Raw : null;

    /// <summary>The first key with text, cleaned to one line.</summary>
    public string? Line(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            foreach (var tag in Find(key))
            {
                if (ShownText.CleanLine(tag.Raw) is { Length: > 0 } line)
                {
                    return line;
                }
            }
        }

        return null;
    }

    /// <summary>The first key with a finite number above zero.</summary>
    public double? Positive(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Raw(key) is { } raw && Number(raw) is > 0 and var number)
            {
                return number;
            }
        }

        return null;
    }

    /// <summary>A decimal or a fraction; null for anything else, for a zero denominator and for what is not finite.</summary>
    public static double? Number(string raw)
    {
        var text = raw.AsSpan().Trim();
        var slash = text.IndexOf('/');
        if (slash < 0)
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var plain) && double.IsFinite(plain) ? plain : null;
        }

        return double.TryParse(text[..slash], NumberStyles.Float, CultureInfo.InvariantCulture, out var above)
            && double.TryParse(text[(slash + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var below)
            && below != 0 && double.IsFinite(above / below) ? above / below : null;
    }
}
