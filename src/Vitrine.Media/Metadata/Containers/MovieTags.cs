using System.Globalization;
using System.Text;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>
/// MP4, QuickTime, and whatever else is made of boxes at its top level (JPEG XL, JPEG 2000, HEIF): movie header, track headers, user data,
/// iTunes and QuickTime metadata lists, XMP, EXIF and IPTC in <c>uuid</c> and own boxes, Canon's CR3 blocks. Groups and names as in exiftool.
/// </summary>
internal static class MovieTags
{
    private const int LargestBlock = 8 << 20, MostTracks = 100;
    private const long EpochSeconds = 2_082_844_800; // 1904-01-01 to 1970-01-01

    public static void Read(ByteSource file, TagList into)
    {
        foreach (var box in BoxReader.Boxes(file, 0, file.Length))
        {
            switch (box.Type)
            {
                case "moov":
                    Movie(file, box, into);
                    break;
                case "meta":
                    ItemTags.Read(file, box, into);
                    break;
                case "uuid":
                    Uuid(file, box, into);
                    break;
                case "udta":
                    UserDataTags.Read(file, box, into);
                    break;
                case "Exif" when box.Length is > 8 and <= LargestBlock && file.Bytes(box.Start, box.Length) is { } exif:
                    ItemTags.Exif(exif, into);
                    break;
                case "xml " when box.Length <= LargestBlock && file.Bytes(box.Start, box.Length) is { } xml && xml.AsSpan().IndexOf("adobe:ns:meta"u8) >= 0:
                    XmpReader.Read(xml, into);
                    break;
                case "ftyp" when file.Bytes(box.Start, Math.Min(box.Length, 4)) is { Length: 4 } brand:
                    into.Add("QuickTime", "MajorBrand", Encoding.Latin1.GetString(brand));
                    break;
            }
        }
    }

    private static void Movie(ByteSource file, FileBox movie, TagList into)
    {
        var track = 0;
        foreach (var box in BoxReader.Boxes(file, movie.Start, movie.End))
        {
            switch (box.Type)
            {
                case "mvhd":
                    MovieHeader(file.Some(box.Start, Math.Min(box.Length, 120)), into);
                    break;
                case "trak" when ++track <= MostTracks:
                    Track(file, box, $"Track{track}", into);
                    break;
                case "udta":
                    UserDataTags.Read(file, box, into);
                    break;
                case "meta":
                    UserDataTags.ReadMeta(file, box, into);
                    break;
                case "uuid":
                    Uuid(file, box, into);
                    break;
            }
        }
    }

    private static void MovieHeader(byte[] data, TagList into)
    {
        var wide = data is [1, ..];
        if (data.Length < (wide ? 32 : 20))
        {
            return;
        }

        into.Add("QuickTime", "CreateDate", Date(data, 4, wide));
        into.Add("QuickTime", "ModifyDate", Date(data, wide ? 12 : 8, wide));
        var scale = ByteSource.U32(data.AsSpan(wide ? 20 : 12));
        var duration = wide ? ByteSource.U32(data.AsSpan(28)) : ByteSource.U32(data.AsSpan(16));
        if (scale > 0 && duration != uint.MaxValue)
        {
            into.Add("QuickTime", "Duration", ShownText.Number(Math.Round((double)duration / scale, 6)), string.Create(CultureInfo.InvariantCulture, $"{(double)duration / scale:0.##} s"));
        }
    }

    private static void Track(ByteSource file, FileBox track, string group, TagList into)
    {
        if (BoxReader.Find(file, track, "tkhd") is { } header && file.Some(header.Start, Math.Min(header.Length, 120)) is { Length: >= 84 } data)
        {
            var wide = data[0] == 1;
            var matrix = wide ? 52 : 40;
            into.Add(group, "TrackCreateDate", Date(data, 4, wide));
            if (data.Length >= matrix + 44)
            {
                into.Add(group, "ImageWidth", Fixed(data, matrix + 36));
                into.Add(group, "ImageHeight", Fixed(data, matrix + 40));
                var (a, b) = ((int)ByteSource.U32(data.AsSpan(matrix)), (int)ByteSource.U32(data.AsSpan(matrix + 4)));
                var degrees = (int)Math.Round(Math.Atan2(b, a) * 180 / Math.PI);
                into.Add(group, "Rotation", ((degrees + 360) % 360).ToString(CultureInfo.InvariantCulture));
            }
        }

        if (BoxReader.Find(file, track, "mdia/hdlr") is { } handler && file.Some(handler.Start, 12) is { Length: 12 } kind)
        {
            into.Add(group, "HandlerType", Encoding.Latin1.GetString(kind, 8, 4));
        }

        if (BoxReader.Find(file, track, "mdia/mdhd") is { } media && file.Some(media.Start, Math.Min(media.Length, 40)) is { Length: >= 24 } times)
        {
            into.Add(group, "MediaCreateDate", Date(times, 4, times[0] == 1));
        }

        if (BoxReader.Find(file, track, "mdia/minf/stbl/stsd") is { } samples && file.Some(samples.Start + 12, 4) is { Length: 4 } codec)
        {
            into.Add(group, "CompressorID", Encoding.Latin1.GetString(codec));
        }

        if (BoxReader.Find(file, track, "udta") is { } user)
        {
            UserDataTags.Read(file, user, into);
        }

        if (BoxReader.Find(file, track, "meta") is { } meta)
        {
            UserDataTags.ReadMeta(file, meta, into);
        }
    }

    private static void Uuid(ByteSource file, FileBox box, TagList into)
    {
        if (box.Length is < 16 or > LargestBlock || file.Bytes(box.Start, 16) is not { } id)
        {
            return;
        }

        switch (Convert.ToHexStringLower(id))
        {
            case "be7acfcb97a942e89c71999491e3afac" when file.Bytes(box.Start + 16, box.Length - 16) is { } xmp:
                XmpReader.Read(xmp, into);
                break;
            case "4a706754696666457869662d3e4a5032" when file.Bytes(box.Start + 16, box.Length - 16) is { } exif: // "JpgTiffExif->JP2"
                TiffTags.Read(exif.AsSpan().StartsWith("Exif\0\0"u8) ? exif[6..] : exif, into);
                break;
            case "33c7a4d2b81d4723a0baf1a3e097ad38" when file.Bytes(box.Start + 16, box.Length - 16) is { } iptc:
                IptcTags.Read(iptc, into);
                break;
            case "85c0b687820f11e08111f4ce462b6a48":
                Canon(file, box with { Start = box.Start + 16 }, into);
                break;
        }
    }

    /// <summary>CR3: CMT1 is IFD0, CMT2 the EXIF directory, CMT4 the GPS directory, each as a TIFF of its own.</summary>
    private static void Canon(ByteSource file, FileBox inside, TagList into)
    {
        foreach (var box in BoxReader.Boxes(file, inside.Start, inside.End))
        {
            if (box.Type is "CMT1" or "CMT2" && box.Length <= LargestBlock && file.Bytes(box.Start, box.Length) is { } tiff)
            {
                TiffTags.Read(tiff, into, box.Type == "CMT1" ? null : new Dictionary<string, string> { ["IFD0"] = "ExifIFD" });
            }
        }
    }

    /// <summary>Seconds since 1904, by the standard in UTC; zero means unknown.</summary>
    private static string? Date(byte[] data, int at, bool wide)
    {
        var seconds = wide ? ((long)ByteSource.U32(data.AsSpan(at)) << 32) | ByteSource.U32(data.AsSpan(at + 4)) : ByteSource.U32(data.AsSpan(at));
        var unix = seconds - EpochSeconds;

        // Some devices count from 1970; a date before that would be the result.
        unix = unix < 0 && seconds > 0 ? seconds : unix;
        return seconds <= 0 || unix > 253_402_300_799 ? null : DateTimeOffset.FromUnixTimeSeconds(unix).ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    private static string Fixed(byte[] data, int at) => ShownText.Number(ByteSource.U32(data.AsSpan(at)) / 65536.0);
}
