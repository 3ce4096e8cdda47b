using Vitrine.Core.Claims;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Mapping;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Metadata.Writing;

/// <summary>Files of the corpus with edits written into them, read back by exiftool's own reading of them.</summary>
public sealed class EmbeddedWriterTests : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("vitrine-writing-");
    private readonly EmbeddedWriter writer = new();
    private readonly ExifToolReader exiftool = new();
    private readonly ExifToolProcess tool = new();

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await exiftool.DisposeAsync();
        await tool.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Write_ByChanceOverTheCorpus_KeepsThePictureAndWhatOthersWrote()
    {
        Assert.SkipUnless(ExifToolReader.IsInstalled, "needs exiftool");
        var chance = Deep.Chance(nameof(EmbeddedWriterTests));
        var files = Corpus();
        var formatted = files.GroupBy(file => file.Format).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.ToList()).ToArray();
        var refused = new SortedDictionary<string, int>();
        var written = 0;
        var left = files.Select(file => file.Format).ToHashSet();
        for (var number = 0; written < (Deep.IsOn ? 2_000 : 70) || left.Count > 0; number++)
        {
            Assert.True(number < 20_000, "too few files can be written");
            // Every other one by its format: some have but a file or two.
            var some = number % 2 == 0 ? files : formatted[number / 2 % formatted.Length];
            var (path, format) = some[chance.Next(some.Count)];
            var change = RandomEdits.Next(chance);
            var target = Path.Combine(folder.FullName, $"{number}{Path.GetExtension(path)}");
            try
            {
                if (!await writer.WriteAsync(path, format, WrittenEdits.Of(change, PropertyMap.Shipped), target, TestContext.Current.CancellationToken))
                {
                    continue;
                }
            }
            catch (BadFileException refusal)
            {
                Assert.False(File.Exists(target));
                refused[$"{refusal.Code} {Path.GetFileName(path)}: {refusal.Message}"] = 1;
                continue;
            }

            await CheckAsync(path, target, change, format);
            File.Delete(target);
            left.Remove(format);
            written++;
        }

        foreach (var reason in refused.Keys)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(reason);
        }

        Assert.DoesNotContain(refused.Keys, reason => reason.Contains("could not be read back", StringComparison.Ordinal));
        Assert.True(refused.Count <= files.Count / 4, $"{refused.Count} of {files.Count} files are refused");
    }

    [Fact]
    public async Task Write_OfASignedFile_IsRefused()
    {
        Assert.SkipUnless(ExifToolReader.IsInstalled, "needs exiftool");
        var path = Path.Combine(folder.FullName, "signed.jpg");
        byte[] jpeg = await File.ReadAllBytesAsync(SharedFolder.Path("golden", "exif", "roundtrip", "01-subject.jpg"), TestContext.Current.CancellationToken);
        byte[] box = [0xFF, 0xEB, 0, 40, .. "JP\0\u0001\0\0\0\u0001\0\0\0\u001ejumb\0\0\0\u0016jumd"u8, .. "c2pa"u8, 0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];
        box[3] = (byte)(box.Length - 2);
        await File.WriteAllBytesAsync(path, [.. jpeg[..2], .. box, .. jpeg[2..]], TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<BadFileException>(() => writer.WriteAsync(path, "jpeg", Tagged("dog"), path + ".out", TestContext.Current.CancellationToken));

        Assert.Equal("signed", refusal.Code);
        Assert.False(File.Exists(path + ".out"));
    }

    [Theory]
    [InlineData("A & B"), InlineData("&amp; stays &lt;so&gt;"), InlineData("1 < 2 > 0 \"&eacute;\" é")]
    public async Task Write_OfSignsThatMeanSomethingInHtml_BesideIptc_LeavesThemAsTheyAre(string title)
    {
        Assert.SkipUnless(ExifToolReader.IsInstalled, "needs exiftool");
        var path = SharedFolder.Path("golden", "exif", "roundtrip", "03-iptc-utf8.jpg");
        var target = Path.Combine(folder.FullName, "signs.jpg");
        var change = new WrittenChange { Singles = [new SingleChange("title", new Dictionary<string, ClaimValue> { [""] = new ClaimValue.Text(title) }, [])] };

        Assert.True(await writer.WriteAsync(path, "jpeg", WrittenEdits.Of(change, PropertyMap.Shipped), target, TestContext.Current.CancellationToken));

        var read = MetadataReader.Read(target, TestContext.Current.CancellationToken);
        Assert.Equal(title, read.Normalised.Title);
        Assert.Equal([title, title], read.Tags.Where(tag => tag is { Group: "IPTC", Name: "ObjectName" } or { Group: "XMP-dc", Name: "Title" }).Select(tag => tag.Raw));
    }

    [Fact]
    public async Task Write_WithLegacyCodePage_LeavesOneEncoding()
    {
        Assert.SkipUnless(ExifToolReader.IsInstalled, "needs exiftool");
        var path = SharedFolder.Path("golden", "exif", "roundtrip", "04-iptc-latin1.jpg");
        var target = Path.Combine(folder.FullName, "latin.jpg");

        Assert.True(await writer.WriteAsync(path, "jpeg", Tagged("Łódź"), target, TestContext.Current.CancellationToken));

        var read = MetadataReader.Read(target, TestContext.Current.CancellationToken);
        Assert.Equal(["Straße", "café", "Łódź"], read.Tags.Where(tag => tag is { Group: "IPTC", Name: "Keywords" }).Select(tag => tag.Raw));
    }

    [Fact]
    public async Task Write_OfOneKeywordWhereAllStandInIptc_MakesTheXmpListWhole_AndLeavesOverlongTexts()
    {
        Assert.SkipUnless(ExifToolReader.IsInstalled, "needs exiftool");
        var path = SharedFolder.Path("corpus", "metadata", "exiftool", "PhotoMechanic.jpg");
        var target = Path.Combine(folder.FullName, "mechanic.jpg");
        var before = MetadataReader.Read(path, TestContext.Current.CancellationToken);
        string[] all = [.. before.Normalised.Keywords.Append("Łódź")];
        var change = new MembersChange("tag", [new WrittenMember("Łódź", ["Łódź"])], []) { All = [.. all.Select(word => new WrittenMember(word, [word]))] };

        Assert.True(await writer.WriteAsync(path, "jpeg", WrittenEdits.Of(new WrittenChange { Members = [change] }, PropertyMap.Shipped), target, TestContext.Current.CancellationToken));

        var read = MetadataReader.Read(target, TestContext.Current.CancellationToken);
        Assert.Equal(all.Order(StringComparer.Ordinal), read.Tags.Where(tag => tag is { Group: "XMP-dc", Name: "Subject" }).Select(tag => tag.Raw).Order(StringComparer.Ordinal));
        Assert.Equal("Category", before.Tags.Single(tag => tag is { Group: "IPTC", Name: "Category" }).Raw);
        Assert.Equal("Category", read.Tags.Single(tag => tag is { Group: "IPTC", Name: "Category" }).Raw);
    }

    [Fact]
    public async Task Write_OfALargePacketIntoAJpeg_IsRefusedInWords()
    {
        Assert.SkipUnless(ExifToolReader.IsInstalled, "needs exiftool");
        var path = SharedFolder.Path("golden", "exif", "roundtrip", "01-subject.jpg");
        var change = new WrittenChange { Singles = [new SingleChange("description", new Dictionary<string, ClaimValue> { [""] = new ClaimValue.Text(new string('x', 70_000)) }, [])] };

        var refusal = await Assert.ThrowsAsync<BadFileException>(
            () => writer.WriteAsync(path, "jpeg", WrittenEdits.Of(change, PropertyMap.Shipped), Path.Combine(folder.FullName, "large.jpg"), TestContext.Current.CancellationToken));

        Assert.Equal("too-large", refusal.Code);
    }

    private static MetadataEdits Tagged(string word) =>
        WrittenEdits.Of(new WrittenChange { Members = [new MembersChange("tag", [new WrittenMember(word, [word])], [])] }, PropertyMap.Shipped);

    private static List<(string Path, string Format)> Corpus()
    {
        string[] folders = [SharedFolder.Path("corpus", "metadata"), SharedFolder.Path("corpus", "photos", "odd"), SharedFolder.Path("golden", "exif", "roundtrip")];
        return [.. folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)
            .Select(path => (Path: path, Format: FormatOf(path))).Where(file => file.Format is "jpeg" or "png" or "tiff" or "dng" or "psd")];
    }

    private static string FormatOf(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[Math.Min(ContentSniffer.HeadBytes, file.Length)];
        file.ReadExactly(head);
        return ContentSniffer.Sniff(head, file.Length, Path.GetFileName(path)).Format;
    }

    private async Task CheckAsync(string path, string target, WrittenChange change, string format)
    {
        var edits = WrittenEdits.Of(change, PropertyMap.Shipped);
        var named = edits.Xmp.Select(edit => XmpNamespaces.Name(edit.Path.Split('[', '/')[0], edits.Namespaces).ToString()).Append(XmpNamespaces.Name("mwg-rs:Regions").ToString())
            .Append("{http://ns.adobe.com/xmp/note/}HasExtendedXMP").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var (before, after) = (CanonicalXmp.Of(await PacketAsync(path)), CanonicalXmp.Of(await PacketAsync(target)));
        var foreign = before.Where(property => !named.Contains(property.Key)).ToList();
        Assert.Equal(foreign, after.Where(property => before.ContainsKey(property.Key) && !named.Contains(property.Key)).ToList());
        Assert.Equal(PixelsOf(path), PixelsOf(target));
        await CheckReadAsync(path, target, change, format);
    }

    private static string PixelsOf(string path)
    {
        try
        {
            var picture = MediaDecoder.DecodeUpright(path, 4096);
            return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(picture.Rgb));
        }
        catch (Exception problem) when (problem is InvalidDataException or BadFileException)
        {
            return "does not decode";
        }
    }

    private async Task CheckReadAsync(string path, string target, WrittenChange change, string format)
    {
        var read = await exiftool.ReadAsync(target, TestContext.Current.CancellationToken);
        foreach (var single in change.Singles)
        {
            var (group, name) = single.Attribute switch
            {
                "title" => ("XMP-dc", "Title"), "description" => ("XMP-dc", "Description"), "copyright" => ("XMP-dc", "Rights"), "alt-text" => ("XMP-iptcCore", "AltTextAccessibility"),
                "usage-terms" => ("XMP-xmpRights", "UsageTerms"), "credit" => ("XMP-photoshop", "Credit"), "source" => ("XMP-photoshop", "Source"), "label" => ("XMP-xmp", "Label"),
                "rating" => ("XMP-xmp", "Rating"), "creator" => ("XMP-dc", "Creator"), "place" => ("XMP-photoshop", "City"), _ => ("XMP-photoshop", "DateCreated"),
            };
            foreach (var (language, value) in single.Now)
            {
                var found = read.Tags.Where(tag => tag.Group == group && tag.Name == (language.Length == 0 ? name : $"{name}-{language}")).Select(tag => tag.Raw).ToArray();
                if (value is ClaimValue.Text text && single.Attribute == "creator")
                {
                    Assert.Equal(text.Content.Split(';', StringSplitOptions.TrimEntries), found);
                }
                else if (value is ClaimValue.Text or ClaimValue.Number)
                {
                    Assert.Equal(WrittenEdits.TextOf(value), Assert.Single(found));
                }
                else if (value is ClaimValue.Date date)
                {
                    var raw = Assert.Single(found).Replace(':', '-').Replace(' ', '-').Replace('T', '-');
                    Assert.StartsWith(date.Local.ToString("yyyy-MM-dd-HH-mm-ss", System.Globalization.CultureInfo.InvariantCulture)[..Math.Min(19, Math.Min(raw.Length, Known(date)))], raw, StringComparison.Ordinal);
                }
            }

            if (single.Now.Count == 0)
            {
                Assert.DoesNotContain(read.Tags, tag => tag.Group == group && tag.Name == name);
            }
        }

        var wanted = change.Members.Single().Add.Select(member => member.Text).ToArray();
        Assert.Subset(read.Tags.Where(tag => tag is { Group: "XMP-dc", Name: "Subject" }).Select(tag => tag.Raw).ToHashSet(), wanted.ToHashSet());
        if (read.Tags.Any(tag => tag.Group == "IPTC") && format != "png")
        {
            Assert.Subset(read.Tags.Where(tag => tag is { Group: "IPTC", Name: "Keywords" }).Select(tag => tag.Raw).ToHashSet(), wanted.ToHashSet());
        }

        var was = await exiftool.ReadAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(Cameras(was), Cameras(read));
        var legacy = WrittenEdits.Of(change, PropertyMap.Shipped).Legacy.Select(edit => edit.Tag).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(Others(was, legacy), Others(read, legacy));

        static int Known(ClaimValue.Date date) => date.Precision switch { DatePrecision.Year => 4, DatePrecision.Month => 7, DatePrecision.Day => 10, DatePrecision.Minute => 16, _ => 19 };
    }

    /// <summary>IPTC that no edit names, longer than it allows too; what stands in an old code page is spelled anew.</summary>
    private static string Others(ExifToolAnswer answer, HashSet<string> named) => string.Join('\n', answer.Tags
        .Where(tag => tag.Group == "IPTC" && tag.Name is not ("CodedCharacterSet" or "EnvelopeRecordVersion" or "ApplicationRecordVersion") && !named.Contains($"IPTC:{tag.Name}") && System.Text.Ascii.IsValid(tag.Raw))
        .Select(tag => $"{tag.Name}={tag.Raw}").Order(StringComparer.Ordinal));

    /// <summary>What a camera wrote and no edit names.</summary>
    private static string Cameras(ExifToolAnswer answer)
    {
        return string.Join('\n', answer.Tags
            .Where(tag => tag.Group is "IFD0" or "ExifIFD" or "Canon" or "Nikon" or "Olympus" && tag.Name is "Make" or "Model" or "ExposureTime" or "FNumber" or "ISO" or "FocalLength" or "LensModel" or "SerialNumber" or "Orientation")
            .Select(tag => $"{tag.Group}:{tag.Name}={tag.Raw}").Order(StringComparer.Ordinal));
    }

    private Task<byte[]> PacketAsync(string path) => XmpBlock.ReadAsync(tool, path, TestContext.Current.CancellationToken);
}
