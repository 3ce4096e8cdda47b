using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Vitrine.Media.Metadata;

/// <summary>Tags by <c>Group:Name</c>, in the order they were read.</summary>
internal sealed class TagIndex
{
    private const int MostJoined = 2_000;
    private static int joinedCount;

    /// <summary>Paths as exiftool joins them, those of the tables of properties above all.</summary>
    private static readonly ConcurrentDictionary<string, string> Joined = new(StringComparer.Ordinal);

    private readonly Dictionary<string, IReadOnlyList<EmbeddedTag>> byKey;
    private readonly bool hasXmp;
    private ILookup<string, EmbeddedTag>? languages;

    public TagIndex(IReadOnlyList<EmbeddedTag> tags)
    {
        All = tags;
        byKey = new(tags.Count, StringComparer.Ordinal);
        foreach (var tag in tags)
        {
            hasXmp |= tag.Group.StartsWith("XMP-", StringComparison.Ordinal);

            // One name for the three versions of ID3v2.
            var key = tag.Group.StartsWith("ID3v2_", StringComparison.Ordinal) ? $"ID3:{tag.Name}" : $"{tag.Group}:{tag.Name}";
            ref var same = ref CollectionsMarshal.GetValueRefOrAddDefault(byKey, key, out _);
            if (same is List<EmbeddedTag> several)
            {
                several.Add(tag);
            }
            else
            {
                // Most names stand once.
                same = same is null ? (EmbeddedTag[])[tag] : new List<EmbeddedTag> { same[0], tag };
            }
        }
    }

    public IReadOnlyList<EmbeddedTag> All { get; }

    /// <summary>Whether anything is said in a language of its own; most files say nothing so.</summary>
    public bool HasLanguages => InXmp.Count > 0;

    /// <summary>Tags of XMP whose name may end in a language, by group.</summary>
    private ILookup<string, EmbeddedTag> InXmp =>
        languages ??= All.Where(tag => tag.Group.StartsWith("XMP-", StringComparison.Ordinal) && tag.Name.Contains('-', StringComparison.Ordinal)).ToLookup(tag => tag.Group, StringComparer.Ordinal);

    /// <summary>A field of a structure is found under its path, and as exiftool joins it: <c>LocationCreated[1]/City</c> is <c>LocationCreatedCity</c>.</summary>
    public IReadOnlyList<EmbeddedTag> Find(string key) =>
        !hasXmp && key.StartsWith("XMP-", StringComparison.Ordinal) ? []
        : byKey.TryGetValue(key, out var list) ? list
        : key.Contains('/', StringComparison.Ordinal) && byKey.TryGetValue(Join(key), out var joined) ? joined
        : [];

    /// <summary>The alternatives of a property in languages of their own, in the file's order: <c>Title-de</c> for <c>Title</c>.</summary>
    public IEnumerable<(string Language, EmbeddedTag Tag)> InLanguages(string key)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        var (group, start) = (key[..colon], key[(colon + 1)..] + "-");
        return InXmp[group].Where(tag => tag.Name.StartsWith(start, StringComparison.Ordinal) && tag.Name.Length > start.Length)
            .Select(tag => (tag.Name[start.Length..], tag));
    }

    private static string Join(string path)
    {
        if (Joined.TryGetValue(path, out var known))
        {
            return known;
        }

        var joined = path.Replace("[1]", "", StringComparison.Ordinal).Replace("/", "", StringComparison.Ordinal);

        // A file may ask for paths of its own.
        return Interlocked.Increment(ref joinedCount) <= MostJoined ? Joined.GetOrAdd(path, joined) : joined;
    }

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
