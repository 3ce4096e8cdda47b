using System.Globalization;
using MetadataExtractor.Formats.Icc;
using MetadataExtractor.Formats.Iptc;
using MetadataExtractor.IO;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>IPTC-IIM 4.2 records, wherever they are embedded. Without 1:90 the text is UTF-8 where valid, else Windows-1252.</summary>
internal static class IptcTags
{
    private const string Group = "IPTC";

    public static void Read(byte[] bytes, TagList into)
    {
        try
        {
            // Further blocks are told apart, as exiftool does: programs read the one in its usual place.
            var taken = into.Tags.Select(tag => tag.Group).ToHashSet(StringComparer.Ordinal);
            var number = into.IptcComesLater ? 2 : 1;
            while (taken.Contains(number == 1 ? Group : string.Create(CultureInfo.InvariantCulture, $"{Group}{number}")))
            {
                number++;
            }

            DirectoryTags.Add(
                [new IptcReader().Extract(new SequentialByteArrayReader(bytes), bytes.Length)],
                into,
                number == 1 ? null : new Dictionary<string, string> { [Group] = string.Create(CultureInfo.InvariantCulture, $"{Group}{number}") });
        }
        catch (Exception e) when (TiffTags.IsDamage(e))
        {
            into.Report("iptc-broken", "The IPTC metadata is damaged and was not read.");
        }
    }
}

/// <summary>The header and text tags of an ICC profile. Most pictures have one of a few: the last ones are remembered with what they say.</summary>
internal static class IccTags
{
    private const int Remembered = 8, LargestRemembered = 16 << 10;

    private static volatile Known[] recent = [];

    public static void Read(byte[] profile, TagList into)
    {
        if (Array.Find(recent, one => one.Profile.AsSpan().SequenceEqual(profile)) is { } known)
        {
            foreach (var tag in known.Tags)
            {
                into.Add(tag.Group, tag.Name, tag.Raw, tag.Printed);
            }

            return;
        }

        try
        {
            var before = into.Tags.Count;
            DirectoryTags.Add([new IccReader().Extract(new ByteArrayReader(profile))], into);
            if (profile.Length <= LargestRemembered && !into.IsFull)
            {
                recent = [new Known(profile, [.. into.Tags.Skip(before)]), .. recent.Take(Remembered - 1)];
            }
        }
        catch (Exception e) when (TiffTags.IsDamage(e))
        {
            into.Report("icc-broken", "The colour profile is damaged; its description was not read.");
        }
    }

    private sealed record Known(byte[] Profile, EmbeddedTag[] Tags);
}
