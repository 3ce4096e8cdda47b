using Vitrine.Media.Children;
using Vitrine.Media.Exports;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Exports;

/// <summary>What the decode step makes of files that leave, read again by our readers and by exiftool.</summary>
public sealed class ExportStepTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ExportPreset.Web, 2048)]
    [InlineData(ExportPreset.Print, 5000)]
    public async Task Picture_OfAPreset_IsAnUprightSrgbJpegWithItsProfile(ExportPreset preset, int side)
    {
        var (made, failure) = await MakeAsync(SharedFolder.Path("corpus", "metadata", "exif-samples", "jpg", "orientation", "landscape_6.jpg"), preset, Stripped.None);

        Assert.Null(failure);
        Assert.Equal((byte)0xff, made!.Content[0]);
        Assert.True(made.Width > made.Height && made.Width <= side, $"{made.Width} × {made.Height}");
        var tags = await TagsAsync(made.Content);
        Assert.Contains(tags, tag => tag.Group == "ICC_Profile" || tag.Group == "ICC-header");
        Assert.Equal(["1"], tags.Where(tag => tag is { Group: "IFD0", Name: "Orientation" }).Select(tag => tag.Raw));
    }

    [Fact]
    public async Task Picture_InASquare_StandsInTheMiddleOfWhite()
    {
        var (made, failure) = await MakeAsync(SharedFolder.Path("corpus", "metadata", "exif-samples", "jpg", "Canon_40D.jpg"), ExportPreset.Square, Stripped.All);

        Assert.Null(failure);
        Assert.Equal(made!.Width, made.Height);
        var picture = MediaDecoder.DecodePreview(made.Content);
        Assert.True(picture.Rgb[0] > 250, $"{picture.Rgb[0]}");
        Assert.Contains(picture.Rgb, sample => sample < 200);
        Assert.DoesNotContain(await TagsAsync(made.Content), tag => tag.Name is "Make" or "Model" or "DateTimeOriginal" or "CreateDate" || tag.Group is "GPS" or "Canon");
    }

    [Fact]
    public async Task Picture_WithItsMetadata_KeepsWhatIsTrueOfIt()
    {
        var (made, _) = await MakeAsync(SharedFolder.Path("corpus", "metadata", "exif-samples", "jpg", "Canon_40D.jpg"), ExportPreset.Web, Stripped.None);

        var tags = await TagsAsync(made!.Content);
        Assert.Contains(tags, tag => tag.Name == "Make");
        Assert.DoesNotContain(tags, tag => tag.Name == "ThumbnailImage");
        Assert.All(tags.Where(tag => tag.Name == "ExifImageWidth"), tag => Assert.Equal($"{made.Width}", tag.Raw));
    }

    [Theory]
    [InlineData("metadata/exiftool/GPS.jpg", Stripped.Location)]
    [InlineData("photos/odd/exif_gps.jpg", Stripped.Location)]
    [InlineData("metadata/metadata-extractor/mov/with-gps.mov", Stripped.Location)]
    [InlineData("metadata/metadata-extractor/mp4/with-gps.mp4", Stripped.All)]
    [InlineData("metadata/exiftool/Canon1DmkIII.jpg", Stripped.Serials)]
    [InlineData("metadata/exiftool/OlympusE1.jpg", Stripped.Serials)]
    [InlineData("metadata/exiftool/IPTC.jpg", Stripped.All)]
    [InlineData("metadata/exiftool/XMP.jpg", Stripped.All)]
    public async Task Original_WithoutSome_HasNothingOfItLeft(string file, Stripped strip)
    {
        var path = SharedFolder.Path(["corpus", .. file.Split('/')]);
        Assert.Contains(await TagsAsync(await File.ReadAllBytesAsync(path, Ending)), tag => IsOf(tag, strip));

        var (made, failure) = await MakeAsync(path, ExportPreset.Original, strip);

        Assert.Null(failure);
        Assert.DoesNotContain(await TagsAsync(made!.Content), tag => IsOf(tag, strip));
    }

    [Fact]
    public async Task Original_WithAnotherPictureInside_LosesWhatThatSays()
    {
        var gps = await File.ReadAllBytesAsync(SharedFolder.Path("corpus", "metadata", "exiftool", "GPS.jpg"), Ending);
        var path = Path.GetTempFileName();
        try
        {
            // As phones do: another picture, with its own position, behind the end of the first.
            await File.WriteAllBytesAsync(path, [.. gps, .. gps], Ending);
            var (made, failure) = await MakeAsync(path, ExportPreset.Original, Stripped.Location);

            Assert.Null(failure);
            Assert.True(made!.Content.AsSpan().Count("Exif\0\0"u8) <= 1);
            Assert.Equal(-1, made.Content.AsSpan().IndexOf("WGS-84"u8));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Film_WithoutItsMetadata_HasNoDates()
    {
        var (made, failure) = await MakeAsync(SharedFolder.Path("corpus", "metadata", "metadata-extractor", "mp4", "with-gps.mp4"), ExportPreset.Original, Stripped.All);

        Assert.Null(failure);
        Assert.All((await TagsAsync(made!.Content)).Where(tag => tag.Name.EndsWith("CreateDate", StringComparison.Ordinal)), tag => Assert.StartsWith("0000", tag.Raw, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Original_WithoutItsMetadata_ShowsTheSamePicture()
    {
        var path = SharedFolder.Path("corpus", "metadata", "exif-samples", "jpg", "orientation", "landscape_6.jpg");
        var (made, _) = await MakeAsync(path, ExportPreset.Original, Stripped.All);

        using var before = File.OpenRead(path);
        using var after = new MemoryStream(made!.Content);
        Assert.Equal(EssenceHash.Compute(before, [1], Ending).Hash, EssenceHash.Compute(after, [2], Ending).Hash);
        Assert.Equal(["6"], (await TagsAsync(made.Content)).Where(tag => tag is { Group: "IFD0", Name: "Orientation" }).Select(tag => tag.Raw));
    }

    [Fact]
    public async Task Original_ThatCannotBeCleaned_IsNotGivenAway()
    {
        var path = Directory.EnumerateFiles(SharedFolder.Path("corpus"), "*.pdf", SearchOption.AllDirectories).First();

        var (made, failure) = await MakeAsync(path, ExportPreset.Original, Stripped.Location);

        Assert.Null(made);
        Assert.Equal(("export", "not-cleanable"), (failure!.Step, failure.Code));
    }

    [Fact]
    public async Task Hostile_FilesOnTheirWayOut_EndInAFileOrASentence()
    {
        foreach (var path in Directory.EnumerateFiles(SharedFolder.Path("corpus", "hostile"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(Deep.IsOn ? int.MaxValue : 12))
        {
            var (made, failure) = await MakeAsync(path, ExportPreset.Web, Stripped.Location);
            Assert.True(made is null != failure is null, path);
            if (failure is not null)
            {
                Assert.EndsWith(".", failure.Message, StringComparison.Ordinal);
            }
        }
    }

    private static bool IsOf(EmbeddedTag tag, Stripped strip) => strip switch
    {
        Stripped.Location => tag.Group == "GPS" || tag.Name.StartsWith("GPS", StringComparison.Ordinal),
        Stripped.Serials => tag.Name.EndsWith("SerialNumber", StringComparison.Ordinal) && tag.Raw.Trim().Length > 0,
        _ => tag.Group.StartsWith("XMP", StringComparison.Ordinal) || tag.Group.StartsWith("IPTC", StringComparison.Ordinal) || tag.Name.StartsWith("GPS", StringComparison.Ordinal),
    };

    private static async Task<(Rendition? Made, Core.Assets.Problem? Failure)> MakeAsync(string path, ExportPreset preset, Stripped strip)
    {
        using var file = FileInChild.OfContent(Path.GetFileName(path), await File.ReadAllBytesAsync(path, Ending));
        var request = new DecodeRequest("", file.Name, [DecodeSteps.Export]) { Export = new ExportRecipe(preset, strip) };
        var answer = await new FileDecoding().DecodeAsync(request, file, Ending);
        return (answer.Renditions.SingleOrDefault(), answer.Failed.GetValueOrDefault(DecodeSteps.Export));
    }

    private static async Task<IReadOnlyList<EmbeddedTag>> TagsAsync(byte[] content)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, content, Ending);
            await using var reader = new ExifToolReader();
            return (await reader.ReadAsync(path, Ending)).Tags;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
