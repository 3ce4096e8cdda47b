using System.Globalization;
using System.Text.Json;
using Vitrine.Media.Kinds;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Exports;

/// <summary>Writes files with less metadata, or with that of another file, by exiftool; what it wrote is read again before it is believed.</summary>
internal static class MetadataWriter
{
    /// <summary>Bytes of the largest file that is written anew: its copy has to fit into the child beside it.</summary>
    public const long MostBytes = 64L << 20;

    /// <summary>Formats that exiftool writes without touching the picture or sound in them.</summary>
    private static readonly HashSet<string> Writable =
        new(StringComparer.Ordinal) { "jpeg", "png", "webp", "tiff", "gif", "heic", "avif", "mp4", "m4v", "mov", "3gp", "m4a" };

    private const long MostMemory = 192L << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // In and behind a picture may lie others, and a film, that say all of it once more.
    private static readonly string[] Inner = ["-trailer:all=", "-MPF:all=", "-IFD1:all="];

    private static readonly string[] Location =
    [
        "-gps:all=", "-*GPS*=", "-*Location*=", "-iptc:City=", "-iptc:Sub-location=", "-iptc:Province-State=", "-iptc:Country-PrimaryLocation*=", "-xmp:City=", "-xmp:State=",
        "-xmp:Country*=", "-quicktime:City=", "-quicktime:Country=",
    ];

    private static readonly string[] Serials = ["-*SerialNumber*="];

    // Everything goes, the dates that a film must have become zero, then what the picture is drawn by comes back.
    private static readonly string[] All = ["-all=", "-CommonIFD0=", "-QuickTime:time:all=", "-tagsFromFile", "@", "-Orientation", "-ColorSpaceTags"];

    // Sizes, thumbnails and the developing settings of the original are not true of a picture drawn from it.
    private static readonly string[] NotTrueOfTheCopy =
    [
        "--ICC_Profile:all", "--IFD1:all", "--ThumbnailImage", "--PreviewImage", "--JpgFromRaw", "--MakerNotes", "--ExifImageWidth", "--ExifImageHeight", "--ImageWidth", "--ImageHeight",
        "--XMP-crs:all", "--XMP-xmpMM:all", "--XMP-tiff:all", "--Photoshop:all", "--MPF:all", "--ColorSpace", "--InteropIndex",

        // Boxes are stated in the frame as it was stored, and a copy is upright.
        "--XMP-mwg-rs:all", "--XMP-MP:all", "--XMP-iptcExt:ImageRegion*",
    ];

    /// <summary>A copy of a file without some of its metadata.</summary>
    /// <param name="format">As sniffed.</param>
    /// <param name="scratch">A folder for the copy.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="BadFileException">The format is none that can be cleaned, the file is too large, or something stayed in it.</exception>
    /// <exception cref="ToolException">exiftool is missing or did not end in time.</exception>
    public static async Task<string> CleanAsync(string path, string format, Stripped strip, string scratch, CancellationToken cancellationToken)
    {
        if (!Writable.Contains(format))
        {
            throw new BadFileException("not-cleanable", $"Metadata cannot be taken out of {FileFormats.Find(format)?.Title ?? format} files.");
        }

        if (new FileInfo(path).Length > MostBytes)
        {
            throw new BadFileException("too-large", $"Metadata is taken out of files of up to {MostBytes >> 20} MB; this one is larger.");
        }

        string[] edits = [.. strip.HasFlag(Stripped.All) ? All : [.. Inner, .. strip.HasFlag(Stripped.Location) ? Location : [], .. strip.HasFlag(Stripped.Serials) ? Serials : []]];
        var cleaned = await WriteAsync(path, edits, scratch, cancellationToken);
        var left = await LeftAsync(cleaned, strip, cancellationToken);
        if (left.Count > 0 && !strip.HasFlag(Stripped.All))
        {
            // Cameras' own notes cannot be changed line by line.
            cleaned = await WriteAsync(cleaned, [.. edits, "-MakerNotes:all="], scratch, cancellationToken);
            left = await LeftAsync(cleaned, strip, cancellationToken);
        }

        return left.Count == 0
            ? cleaned
            : throw new BadFileException("not-cleanable", $"{string.Join(", ", left.Take(3))} could not be taken out of this file.");
    }

    /// <summary>A copy of a JPEG that we drew, with what its original says about itself.</summary>
    public static Task<string> CopyAsync(string original, string drawn, string scratch, CancellationToken cancellationToken)
    {
        // exiftool takes a per cent sign in the name of a source for one of its codes.
        var source = Path.Combine(scratch, "original");
        File.CreateSymbolicLink(source, original);
        return WriteAsync(drawn, ["-tagsFromFile", source, "-all:all", .. NotTrueOfTheCopy, "-Orientation#=1", "-ColorSpace#=1"], scratch, cancellationToken);
    }

    private static async Task<string> WriteAsync(string path, string[] edits, string scratch, CancellationToken cancellationToken)
    {
        var target = Path.Combine(scratch, Path.GetRandomFileName() + Path.GetExtension(path));
        var result = await RunAsync([.. edits, "-o", target, path], cancellationToken);
        if (!File.Exists(target))
        {
            throw new BadFileException("not-cleanable", $"The metadata of this file could not be changed ({result.Describe("exiftool")}).");
        }

        return target;
    }

    /// <summary>Names of tags that should not be there any more.</summary>
    private static async Task<IReadOnlyList<string>> LeftAsync(string path, Stripped strip, CancellationToken cancellationToken)
    {
        // -ee: also what the tracks of a film say from moment to moment, which cannot be taken out.
        var result = await RunAsync(["-j", "-G1", "-a", "-ee", "-api", "LargeFileSupport=1", path], cancellationToken);
        try
        {
            using var read = JsonDocument.Parse(result.Output);
            return [.. await InnerPicturesAsync(path, cancellationToken), .. read.RootElement[0].EnumerateObject().Where(tag => tag.Value.ToString() is { Length: > 0 } && IsLeft(tag.Name, strip)).Select(tag => tag.Name[(tag.Name.IndexOf(':', StringComparison.Ordinal) + 1)..])];
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new BadFileException("not-cleanable", "What was written could not be read again.");
        }
    }

    /// <summary>Whether a JPEG has metadata of other pictures in it, which exiftool does not show as its own.</summary>
    private static async Task<IEnumerable<string>> InnerPicturesAsync(string path, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        return bytes is [0xFF, 0xD8, ..] && bytes.AsSpan().Count("Exif\0\0"u8) > 1 ? ["A picture inside"] : [];
    }

    private static bool IsLeft(string name, Stripped strip)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var (group, tag) = colon < 0 ? ("", name) : (name[..colon], name[(colon + 1)..]);
        if (group is "System" or "ExifTool" or "File" or "Composite" or "")
        {
            return false;
        }

        var places = tag.Contains("GPS", StringComparison.Ordinal) || tag is "City" or "Sub-location" or "Location" or "Province-State" or "State" || tag.StartsWith("LocationShown", StringComparison.Ordinal)
            || tag.StartsWith("LocationCreated", StringComparison.Ordinal) || tag is "LocationInformation" or "LocationName" || tag.StartsWith("Country", StringComparison.Ordinal);
        var serials = (tag.Contains("SerialNumber", StringComparison.Ordinal) || tag.EndsWith("SerialNo", StringComparison.Ordinal)) && tag != "SerialNumberFormat";
        return strip.HasFlag(Stripped.All)
            ? places || serials || group.StartsWith("XMP", StringComparison.Ordinal) || group.StartsWith("IPTC", StringComparison.Ordinal)
            : (strip.HasFlag(Stripped.Location) && places) || (strip.HasFlag(Stripped.Serials) && serials);
    }

    private static Task<ToolResult> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        // An empty -config keeps it from running a configuration that lies about, and must come first.
        string[] line = ["-config", "", "-q", "-q", "-m", .. arguments];
        var command = ToolEnvironment.Find("prlimit") is { } prlimit && ToolEnvironment.Find("exiftool") is { } exiftool
            ? new ToolCommand(prlimit, [string.Create(CultureInfo.InvariantCulture, $"--as={MostMemory}"), exiftool, .. line])
            : new ToolCommand("exiftool", line);
        return ToolProcess.RunAsync(command with { Limit = Limit }, cancellationToken);
    }
}
