using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Vitrine.Media.Metadata;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Metadata;

/// <summary>Camera files against what exiftool and MetadataExtractor's authors read in them.</summary>
public sealed class CameraFileTests
{
    /// <summary>The normalised set of 55 files of 20 makes.</summary>
    [Fact]
    public void Normalised_CameraSamples_AgreeWithExifTool()
    {
        var agreement = new Agreement();
        var root = SharedFolder.Path("corpus", "metadata", "exif-samples");
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "expected.json")));
        foreach (var file in json.RootElement.EnumerateArray())
        {
            var name = file.GetProperty("SourceFile").GetString()!;
            var read = MetadataReader.Read(Path.Combine(root, name), TestContext.Current.CancellationToken);
            var values = read.Normalised;
            Check("Make", values.CameraMake);
            Check("Model", values.CameraModel);
            Check("LensModel", values.Lens);
            Check("Software", values.Software);
            Check("ExposureTime", Text(values.ExposureTime), skipZero: true);
            Check("FNumber", Text(values.FNumber), skipZero: true);
            Check("ISO", values.Iso?.ToString(CultureInfo.InvariantCulture), skipZero: true);
            Check("FocalLength", Text(values.FocalLength), skipZero: true);
            Check("GPSLatitude", Text(values.Latitude));
            Check("GPSLongitude", Text(values.Longitude));
            Check("GPSAltitude", Text(values.Altitude));
            Check("Orientation", read.Tags.FirstOrDefault(tag => tag is { Group: "IFD0", Name: "Orientation" })?.Raw);
            if (file.TryGetProperty("DateTimeOriginal", out var date) && !date.GetString()!.StartsWith("0000", StringComparison.Ordinal))
            {
                agreement.Compare($"{name} DateTimeOriginal", Iso(date.GetString()!), values.TakenAt?[..Math.Min(19, values.TakenAt.Length)]);
            }

            if (file.TryGetProperty("OffsetTimeOriginal", out var offset) && TimeSpan.TryParse(offset.GetString()!.TrimStart('+'), CultureInfo.InvariantCulture, out var span))
            {
                agreement.Compare($"{name} offset", span.TotalMinutes.ToString(CultureInfo.InvariantCulture), values.TakenOffsetMinutes?.ToString(CultureInfo.InvariantCulture));
            }

            void Check(string tag, string? actual, bool skipZero = false)
            {
                if (file.TryGetProperty(tag, out var expected) && expected.ToString() is { Length: > 0 } text && !(skipZero && text is "0" or "undef" or "inf"))
                {
                    agreement.Compare($"{name} {tag}", text, actual);
                }
            }
        }

        agreement.Report("camera samples");
        Assert.True(agreement is { Equal: >= 300, Unequal: <= 12 }, agreement.Summary("camera samples"));
    }

    /// <summary>Every tag of the groups that we read ourselves, in all files of the corpus, against exiftool's reading.</summary>
    [Fact]
    public void Tags_WholeCorpus_AgreeWithExifTool()
    {
        var agreement = new Agreement();
        var missing = new Dictionary<string, int>(StringComparer.Ordinal);
        var (present, all) = (0, 0);
        using var packed = new GZipStream(File.OpenRead(SharedFolder.Path("golden", "exif", "read-n.json.gz")), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(packed);
        foreach (var file in json.RootElement.EnumerateObject())
        {
            var path = SharedFolder.Path(["corpus", .. file.Name.Split('/')]);
            if (!File.Exists(path))
            {
                continue;
            }

            var read = MetadataReader.Read(path, TestContext.Current.CancellationToken).Tags.GroupBy(tag => $"{tag.Group}:{tag.Name}").ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
            foreach (var tag in file.Value.EnumerateObject().Where(tag => IsOurs(tag.Name) && tag.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number))
            {
                all++;
                if (!read.TryGetValue(tag.Name, out var values))
                {
                    missing[tag.Name] = missing.GetValueOrDefault(tag.Name) + 1;
                    continue;
                }

                present++;
                var expected = tag.Value.ToString();
                if (expected.StartsWith("(Binary", StringComparison.Ordinal) || values.Exists(value => value.Raw.StartsWith('(')))
                {
                    continue;
                }

                agreement.Compare($"{file.Name} {tag.Name}", Plain(expected), Plain(tag.Name.StartsWith("GPS:GPSL", StringComparison.Ordinal) ? Degrees(values[^1].Raw) : values.Count == 1 ? values[0].Raw : values.Exists(value => Plain(value.Raw) == Plain(expected)) ? expected : values[0].Raw));
            }
        }

        agreement.Report($"corpus tags ({present} of {all} present; missing most: {string.Join(", ", missing.OrderByDescending(pair => pair.Value).Take(25).Select(pair => $"{pair.Key} {pair.Value}"))})");
        Assert.True(present >= 0.75 * all && agreement.Unequal < 0.08 * agreement.Equal, $"{present} of {all} present\n{string.Join(", ", missing.OrderByDescending(pair => pair.Value).Take(40))}\n{agreement.Summary("corpus tags")}");
    }

    /// <summary>Make, model, dates and keywords as MetadataExtractor's own expected dumps have them.</summary>
    [Fact]
    public void Tags_ExtractorSamples_AgreeWithItsDumps()
    {
        var agreement = new Agreement();
        foreach (var dump in Directory.EnumerateFiles(SharedFolder.Path("corpus", "metadata", "metadata-extractor"), "*.expected.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var file = dump[..^".expected.txt".Length];
            var read = MetadataReader.Read(file, TestContext.Current.CancellationToken);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var line in File.ReadLines(dump))
            {
                foreach (var (start, group, name) in ((string, string, string)[])
                    [
                        ("[Exif IFD0 - 0x010f] Make = ", "IFD0", "Make"), ("[Exif IFD0 - 0x0110] Model = ", "IFD0", "Model"), ("[Exif IFD0 - 0x0132] Date/Time = ", "IFD0", "ModifyDate"),
                        ("[Exif SubIFD - 0x9003] Date/Time Original = ", "ExifIFD", "DateTimeOriginal"), ("[IPTC - 0x0278] Caption/Abstract = ", "IPTC", "Caption-Abstract"),
                        ("[IPTC - 0x025a] City = ", "IPTC", "City"), ("[IPTC - 0x0250] By-line = ", "IPTC", "By-line"), ("[XMPMeta - ] dc:subject[1] = ", "XMP-dc", "Subject"),
                        ("[XMPMeta - http://ns.adobe.com/xap/1.0/] xmp:CreatorTool = ", "XMP-xmp", "CreatorTool"), ("[GPS - 0x0001] GPS Latitude Ref = ", "GPS", "GPSLatitudeRef"),
                    ])
                {
                    if (line.StartsWith(start, StringComparison.Ordinal) && seen.Add(name))
                    {
                        agreement.Compare($"{Path.GetFileName(file)} {name}", line[start.Length..], read.Tags.FirstOrDefault(tag => tag.Group == group && tag.Name == name)?.Raw);
                    }
                }
            }
        }

        agreement.Report("extractor samples");
        Assert.True(agreement is { Equal: >= 100, Unequal: <= 10 }, agreement.Summary("extractor samples"));
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("IFD0:", StringComparison.Ordinal) || name.StartsWith("ExifIFD:", StringComparison.Ordinal) || name.StartsWith("GPS:", StringComparison.Ordinal)
        || name.StartsWith("IPTC:", StringComparison.Ordinal) || name.StartsWith("XMP-", StringComparison.Ordinal) || name.StartsWith("PNG:", StringComparison.Ordinal) || name.StartsWith("QuickTime:CreateDate", StringComparison.Ordinal)
        || name.StartsWith("Keys:", StringComparison.Ordinal) || name.StartsWith("ItemList:", StringComparison.Ordinal) || name.StartsWith("PDF:", StringComparison.Ordinal) || name.StartsWith("RIFF:", StringComparison.Ordinal);

    /// <summary>Dates in one notation, so that XMP's and exiftool's compare.</summary>
    private static string Plain(string text) => text.Length >= 10 && char.IsAsciiDigit(text[0]) && text[4] is ':' or '-' && text[7] is ':' or '-' ? text.Replace('T', ' ').Replace('-', ':') : text;

    private static string Degrees(string raw)
    {
        var parts = raw.Split(' ').Select(part => part.Split('/') is [var a, var b] ? double.Parse(a, CultureInfo.InvariantCulture) / double.Parse(b, CultureInfo.InvariantCulture) : double.TryParse(part, CultureInfo.InvariantCulture, out var d) ? d : double.NaN).ToArray();
        return parts.Length == 3 && parts.All(double.IsFinite) ? Text(parts[0] + (parts[1] / 60) + (parts[2] / 3600))! : raw;
    }

    private static string Iso(string exif) => $"{exif[..10].Replace(':', '-')}T{exif[11..19]}";

    private static string? Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
