using System.Text;
using Vitrine.Core.Search;
using Vitrine.Media.Metadata;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Fields;
using Vitrine.Server.Pipeline;

namespace Vitrine.Server.Search.Embedded;

/// <summary>One value of a tag as search compares it. Shown: the value in words, where it differs from the raw one, else empty.</summary>
internal readonly record struct EmbeddedWord(string Group, string Name, string Word, string Shown, double? Number);

/// <summary>What search keeps of the tags that were read, and how names and values are compared.</summary>
internal static class EmbeddedWords
{
    /// <summary>Values of one version that can be searched; those of the groups that are shown first count first.</summary>
    public const int MostValues = 1_000;

    /// <summary>Characters of a value that are compared one by one; what is longer counts as a whole or by its beginning.</summary>
    public const int LongestWord = ShownWords.Longest;

    /// <summary>Longer values without a letter are tables: curves, matrices, positions of strips.</summary>
    private const int LongestNumbers = 160;

    /// <summary>What the file itself is: found by name, kind and size, not by tags.</summary>
    private static readonly string[] OfTheFile =
        ["FileName", "Directory", "FileSize", "FileType", "FileTypeExtension", "FileModifyDate", "FileAccessDate", "FileInodeChangeDate", "FilePermissions", "MIMEType", "ImageWidth", "ImageHeight"];

    /// <summary>What lies in a file beside its picture or makes it up: only programs look where.</summary>
    private static readonly string[] Parts = ["Thumbnail", "Preview", "JpgFromRaw", "OtherImage", "MPImage", "Strip", "Tile", "RawImage"];

    public static IReadOnlyList<EmbeddedWord> Of(IReadOnlyList<EmbeddedTag> tags) =>
        [.. tags.OrderBy(tag => EmbeddedOrder.Of(tag.Group)).Select(tag => Of(tag, ReferenceOf(tag, tags))).OfType<EmbeddedWord>().DistinctBy(word => (word.Group, word.Name, word.Word, word.Shown)).Take(MostValues)];

    private static string? ReferenceOf(EmbeddedTag tag, IReadOnlyList<EmbeddedTag> tags) =>
        EmbeddedNumbers.IsAngle(tag.Name) ? tags.FirstOrDefault(other => other.Group == tag.Group && other.Name == tag.Name + "Ref")?.Raw : null;

    /// <summary>Null where nobody would search for it.</summary>
    /// <param name="reference">Of an angle: on which side of the equator or of Greenwich it lies.</param>
    public static EmbeddedWord? Of(EmbeddedTag tag, string? reference = null)
    {
        if (!IsSearched(tag))
        {
            return null;
        }

        var (word, shown) = (Word(tag.Raw), tag.Printed is null ? "" : Word(tag.Printed));

        var number = EmbeddedNumbers.Of(tag, reference);
        if (reference is not null && number < 0 && !(tag.Printed ?? tag.Raw).StartsWith('-'))
        {
            // Two angles that only the tag beside them tells apart are two values.
            shown = Word($"{tag.Printed ?? tag.Raw} {reference}");
        }

        (word, shown) = word.Length == 0 ? (shown, "") : (word, shown == word ? "" : shown);
        var (group, name) = (Storable.Text(tag.Group), Storable.Text(WithoutNumbers(tag.Name)));
        return word.Length == 0 || Fold(name).Length == 0 ? null : new EmbeddedWord(group, name, word, shown, number);
    }

    /// <summary>A text folded; what is longer than an index takes is cut and told apart by a digest.</summary>
    public static string Word(string text) => ShownWords.Cut(TextFold.Key(Storable.Text(text)));

    /// <summary>Letters and digits of a name in lower case, so that "Lens Model" is LensModel and LocationCreated[1]/City is LocationCreatedCity, as exiftool calls it.</summary>
    public static string Fold(string name) => string.Concat(TextFold.Fold(WithoutNumbers(name)).EnumerateRunes().Where(Rune.IsLetterOrDigit));

    /// <summary>The name itself, or a group and a name with a point or colon between them: every way to read what was typed, folded.</summary>
    public static IReadOnlyList<(string? Group, string Name)> Readings(string typed)
    {
        List<(string? Group, string Name)> readings = [(null, Fold(typed))];
        for (var at = typed.IndexOfAny(['.', ':']); at >= 0 && readings.Count < 4; at = typed.IndexOfAny(['.', ':'], at + 1))
        {
            readings.Add((Fold(typed[..at]), Fold(typed[(at + 1)..])));
        }

        return readings;
    }

    private static bool IsSearched(EmbeddedTag tag) =>
        !tag.Raw.StartsWith("(Binary data ", StringComparison.Ordinal) && !tag.Raw.StartsWith("base64:", StringComparison.Ordinal)
        && (tag.Raw.Length <= LongestNumbers || tag.Raw.Any(char.IsLetter))
        && tag.Group != "System" && !(tag.Group == "File" && OfTheFile.Contains(tag.Name))
        && !IsPlaceInFile(tag.Name);

    private static bool IsPlaceInFile(string name) =>
        name.EndsWith("ByteCounts", StringComparison.Ordinal) || name.EndsWith("Offsets", StringComparison.Ordinal) || name is "ExifOffset" or "GPSInfo" or "InteropOffset"
        || (Parts.Any(part => name.StartsWith(part, StringComparison.Ordinal)) && (name.EndsWith("Offset", StringComparison.Ordinal) || name.EndsWith("Start", StringComparison.Ordinal) || name.EndsWith("Length", StringComparison.Ordinal)));

    /// <summary>A member of a list is called as the list.</summary>
    private static string WithoutNumbers(string name)
    {
        if (!name.Contains('[', StringComparison.Ordinal))
        {
            return name;
        }

        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            var end = name[i] == '[' ? name.AsSpan(i + 1).IndexOfAnyExceptInRange('0', '9') + i + 1 : i;
            if (end > i + 1 && name[end] == ']')
            {
                i = end;
                continue;
            }

            text.Append(name[i]);
        }

        return text.ToString();
    }
}
