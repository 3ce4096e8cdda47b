using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Iptc;
using Directory = MetadataExtractor.Directory;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>Turns MetadataExtractor's directories into tags with exiftool's group and tag names.</summary>
internal static class DirectoryTags
{
    private const int MostNumbers = 256, MostBytes = 64;

    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal)
    {
        ["Exif IFD0"] = "IFD0",
        ["Exif SubIFD"] = "ExifIFD",
        ["Exif Thumbnail"] = "IFD1",
        ["Exif Image"] = "SubIFD",
        ["Interoperability"] = "InteropIFD",
        ["ICC Profile"] = "ICC_Profile",
        ["JPEG"] = "File",
        ["Adobe JPEG"] = "Adobe",
    };

    /// <summary>EXIF tags whose exiftool name is not MetadataExtractor's without spaces.</summary>
    private static readonly Dictionary<int, string> ExifNames = new()
    {
        [0x0100] = "ImageWidth", [0x0101] = "ImageHeight", [0x0103] = "Compression", [0x0132] = "ModifyDate", [0x0213] = "YCbCrPositioning", [0x4746] = "Rating", [0x4749] = "RatingPercent",
        [0x829A] = "ExposureTime", [0x829D] = "FNumber", [0x8827] = "ISO", [0x8830] = "SensitivityType", [0x8832] = "RecommendedExposureIndex",
        [0x9003] = "DateTimeOriginal", [0x9004] = "CreateDate", [0x9010] = "OffsetTime", [0x9011] = "OffsetTimeOriginal", [0x9012] = "OffsetTimeDigitized",
        [0x9201] = "ShutterSpeedValue", [0x9202] = "ApertureValue", [0x9204] = "ExposureCompensation", [0x9205] = "MaxApertureValue", [0x9208] = "LightSource", [0x9214] = "SubjectArea",
        [0x9290] = "SubSecTime", [0x9291] = "SubSecTimeOriginal", [0x9292] = "SubSecTimeDigitized",
        [0x9C9B] = "XPTitle", [0x9C9C] = "XPComment", [0x9C9D] = "XPAuthor", [0x9C9E] = "XPKeywords", [0x9C9F] = "XPSubject",
        [0xA000] = "FlashpixVersion", [0xA403] = "WhiteBalance", [0xA405] = "FocalLengthIn35mmFormat", [0xA430] = "OwnerName", [0xA431] = "SerialNumber", [0xA432] = "LensInfo", [0xA433] = "LensMake", [0xA434] = "LensModel", [0xA435] = "LensSerialNumber",
    };

    private static readonly Dictionary<string, string> IptcNames = new(StringComparer.Ordinal)
    {
        ["Caption Writer/Editor"] = "Writer-Editor", ["Digital Date Created"] = "DigitalCreationDate", ["Digital Time Created"] = "DigitalCreationTime",
    };

    private static readonly Dictionary<int, string> GpsNames = new()
    {
        [7] = "GPSTimeStamp", [0x0B] = "GPSDOP", [0x10] = "GPSImgDirectionRef", [0x11] = "GPSImgDirection", [0x12] = "GPSMapDatum", [0x1D] = "GPSDateStamp",
    };

    /// <summary>Names are made out of words once; a file can name 65,536 tags of a directory at most.</summary>
    private static readonly ConcurrentDictionary<(Type Directory, int Tag), string> Names = new();

    public static void Add(IEnumerable<Directory> directories, TagList into, IReadOnlyDictionary<string, string>? groups = null, bool littleEndian = true)
    {
        foreach (var directory in directories)
        {
            var group = Groups.GetValueOrDefault(directory.Name) ?? directory.Name.Replace(" Makernote", "", StringComparison.Ordinal).Replace(' ', '-');
            group = groups?.GetValueOrDefault(group) ?? group;
            foreach (var tag in directory.Tags)
            {
                if (into.IsFull)
                {
                    into.Add(group, tag.Name, "more");
                    return;
                }

                Add(directory, tag, group, into, littleEndian);
            }
        }
    }

    private static void Add(Directory directory, Tag tag, string group, TagList into, bool littleEndian)
    {
        var name = NameOf(directory, tag);
        var value = directory.GetObject(tag.Type);
        if (value is StringValue[] or string[] && directory is IptcDirectory)
        {
            foreach (var item in (IEnumerable)value)
            {
                into.Add(group, name, Raw(item));
            }

            return;
        }

        if (Comment(directory, tag.Type, value, littleEndian) is { } text)
        {
            into.Add(group, name, text);
            return;
        }

        if (directory is ExifDirectoryBase and not GpsDirectory && value is Rational apex && Apex(tag.Type, apex.ToDouble()) is { } unit && double.IsFinite(unit))
        {
            into.Add(group, name, ShownText.Number(unit), Printed(directory, tag.Type));
            return;
        }

        into.Add(group, name, Raw(value), Printed(directory, tag.Type));
    }

    private static string? Comment(Directory directory, int tag, object? value, bool littleEndian) => (directory, value) switch
    {
        (ExifDirectoryBase, byte[] bytes) when tag is >= 0x9C9B and <= 0x9C9F => LegacyText.DecodeUtf16(bytes, bigEndian: false),
        (ExifDirectoryBase, byte[] bytes) when tag == ExifDirectoryBase.TagUserComment => LegacyText.DecodeComment(bytes, !littleEndian),
        (ExifDirectoryBase, StringValue text) when tag == ExifDirectoryBase.TagUserComment => LegacyText.DecodeComment(text.Bytes, !littleEndian),
        (GpsDirectory, byte[] bytes) when tag is GpsDirectory.TagProcessingMethod or GpsDirectory.TagAreaInformation => LegacyText.DecodeComment(bytes, !littleEndian),
        (ExifDirectoryBase, byte[] { Length: 4 } bytes) when tag is 0x9000 or 0xA000 => LegacyText.Decode(bytes),
        _ => null,
    };

    /// <summary>APEX numbers become what they mean, as exiftool does it: seconds and f-numbers (Exif 2.32, annex C).</summary>
    private static double? Apex(int tag, double value) => tag switch
    {
        0x9201 when Math.Abs(value) < 100 => Math.Pow(2, -value),
        0x9202 or 0x9205 when Math.Abs(value) < 100 => Math.Pow(2, value / 2),
        _ => null,
    };

    private static string NameOf(Directory directory, Tag tag) => Names.GetOrAdd((directory.GetType(), tag.Type), static (_, known) => MakeName(known.directory, known.tag), (directory, tag));

    private static string MakeName(Directory directory, Tag tag)
    {
        if (directory is GpsDirectory && GpsNames.TryGetValue(tag.Type, out var gps))
        {
            return gps;
        }

        if (directory is ExifDirectoryBase and not GpsDirectory && ExifNames.TryGetValue(tag.Type, out var exif))
        {
            return exif;
        }

        var name = tag.HasName ? tag.Name : $"Tag0x{tag.Type:x4}";
        return directory is IptcDirectory
            ? IptcNames.GetValueOrDefault(name) ?? string.Concat(name.Replace('/', '-').Where(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            : string.Concat(name.Where(char.IsLetterOrDigit));
    }

    private static string? Printed(Directory directory, int tag)
    {
        try
        {
            return directory.GetDescription(tag);
        }
        catch (Exception e) when (TiffTags.IsDamage(e))
        {
            return null;
        }
    }

    /// <summary>The stored value: text, numbers with blanks between them, rationals as <c>1/250</c>; long binary values only by their length.</summary>
    private static string? Raw(object? value) => value switch
    {
        null => null,
        string text => text,
        // MetadataExtractor guesses Latin 1 where nothing is said.
        StringValue text => text.Encoding is null or { CodePage: 28591 or 20127 or 65001 } ? LegacyText.Decode(text.Bytes) : text.ToString(),
        Rational r => Fraction(r),
        byte[] { Length: > MostBytes } bytes when value.GetType() == typeof(byte[]) => $"(binary, {bytes.Length} bytes)",
        Array { Length: > MostNumbers } numbers => $"({numbers.Length} values)",
        Array numbers when Plain(numbers) is { } plain => plain,
        Rational[] numbers => string.Join(' ', numbers.Select(Fraction)),
        Array numbers => string.Join(' ', numbers.Cast<object?>().Select(Raw)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>By the type itself: to the runtime an array of unsigned numbers also is one of signed ones.</summary>
    private static string? Plain(Array numbers) =>
        numbers.GetType() == typeof(byte[]) ? Joined((byte[])numbers)
        : numbers.GetType() == typeof(sbyte[]) ? Joined((sbyte[])numbers)
        : numbers.GetType() == typeof(short[]) ? Joined((short[])numbers)
        : numbers.GetType() == typeof(ushort[]) ? Joined((ushort[])numbers)
        : numbers.GetType() == typeof(int[]) ? Joined((int[])numbers)
        : numbers.GetType() == typeof(uint[]) ? Joined((uint[])numbers)
        : null;

    /// <summary>As the numbers of makernotes stand there by the hundred, without a string for each.</summary>
    private static string Joined<T>(T[] numbers)
        where T : ISpanFormattable
    {
        const int Longest = 12;
        Span<char> text = stackalloc char[MostNumbers * Longest];
        var length = 0;
        foreach (var number in numbers)
        {
            if (length > 0)
            {
                text[length++] = ' ';
            }

            number.TryFormat(text[length..], out var written, default, CultureInfo.InvariantCulture);
            length += written;
        }

        return new string(text[..length]);
    }

    private static string Fraction(Rational r) =>
        r.Denominator == 1 ? r.Numerator.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{r.Numerator}/{r.Denominator}");
}
