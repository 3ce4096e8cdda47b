using Vitrine.Media.Metadata;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Metadata;

public sealed class ExifToolReaderTests
{
    [Fact]
    public async Task Read_SeveralFiles_GivesTagsWithNumbersAndWords()
    {
        await using var reader = Installed();
        foreach (var name in (string[])["09-rating5.jpg", "16-gps-north-east.jpg", "34-mp4-keys.mp4"])
        {
            var answer = await reader.ReadAsync(SharedFolder.Path("golden", "exif", "roundtrip", name), TestContext.Current.CancellationToken);
            Assert.NotEmpty(answer.Tags);
            Assert.DoesNotContain(answer.Tags, tag => tag.Group is "System" or "ExifTool" or "Composite");
        }

        var canon = await reader.ReadAsync(SharedFolder.Path("corpus", "metadata", "exif-samples", "jpg", "Canon_40D.jpg"), TestContext.Current.CancellationToken);
        Assert.Contains(canon.Tags, tag => tag is { Group: "IFD0", Name: "Orientation", Raw: "1", Printed: "Horizontal (normal)" });
        Assert.Contains(canon.Tags, tag => tag is { Group: "IFD0", Name: "Make", Raw: "Canon", Printed: null });
    }

    [Fact]
    public async Task Read_KeywordThatLooksLikeANumber_StaysText()
    {
        await using var reader = Installed();
        var answer = await reader.ReadAsync(SharedFolder.Path("golden", "exif", "roundtrip", "01-subject.jpg"), TestContext.Current.CancellationToken);
        Assert.Equal(["red sneaker", "studio", "2024"], answer.Tags.Where(tag => tag is { Group: "XMP-dc", Name: "Subject" }).Select(tag => tag.Raw));
    }

    [Fact]
    public async Task Read_FileThatHangsIt_IsStoppedAndTheNextIsRead()
    {
        await using var reader = Installed(TimeSpan.FromSeconds(1.5));
        var hung = await reader.ReadAsync(SharedFolder.Path("corpus", "hostile", "made", "xmp-depth-20000.xmp"), TestContext.Current.CancellationToken);
        Assert.Empty(hung.Tags);
        Assert.Equal("timeout", Assert.Single(hung.Problems).Code);
        await using var patient = Installed();
        Assert.NotEmpty((await patient.ReadAsync(SharedFolder.Path("golden", "exif", "roundtrip", "01-subject.jpg"), TestContext.Current.CancellationToken)).Tags);
    }

    [Theory]
    [InlineData("xmp-external-entity.xmp")]
    [InlineData("svg-xxe.svg")]
    [InlineData("docx-xxe.docx")]
    [InlineData("playlist-file.m3u8")]
    [InlineData("zero-byte.jpg")]
    [InlineData("exif-65535-entries.jpg")]
    [InlineData("bomb-ztxt-200mb.png")]
    public async Task Read_HostileFile_ReadsNoOtherFile(string name)
    {
        await using var reader = Installed(TimeSpan.FromSeconds(3));
        var answer = await reader.ReadAsync(SharedFolder.Path("corpus", "hostile", "made", name), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(answer.Tags, tag => tag.Raw.Contains("root:", StringComparison.Ordinal));
        Assert.True(answer.Tags.Count > 0 || answer.Problems.Count > 0);
    }

    [Fact]
    public async Task Merge_SameFile_RepeatsNothingAndKeepsTheNormalisedSet()
    {
        await using var reader = Installed();
        foreach (var path in (string[])[SharedFolder.Path("corpus", "metadata", "exif-samples", "jpg", "Canon_40D.jpg"), SharedFolder.Path("golden", "exif", "roundtrip", "20-dates.jpg"), SharedFolder.Path("golden", "exif", "roundtrip", "34-mp4-keys.mp4")])
        {
            var ours = MetadataReader.Read(path, TestContext.Current.CancellationToken);
            var merged = MetadataMerge.Merge(ours, await reader.ReadAsync(path, TestContext.Current.CancellationToken));
            Assert.True(merged.Tags.Count > ours.Tags.Count);
            Assert.Equal(ours.Normalised with { Keywords = [] }, merged.Normalised with { Keywords = [] });
            Assert.Equal(ours.Normalised.Keywords, merged.Normalised.Keywords);
            Assert.Single(merged.Tags, tag => tag.Name is "DateTimeOriginal" && tag.Group is "ExifIFD" || path.EndsWith("mp4", StringComparison.Ordinal) && tag is { Group: "Keys", Name: "CreationDate" });
        }
    }

    private static ExifToolReader Installed(TimeSpan? limit = null)
    {
        Assert.SkipUnless(ExifToolReader.IsInstalled, "needs exiftool");
        return new ExifToolReader(limit);
    }
}
