using Vitrine.Media.Kinds;
using Vitrine.Media.Kinds.Image;
using Vitrine.Media.Kinds.Sniffing;
using Vitrine.Media.Kinds.Video;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>The readers that look at a file's structure by hand.</summary>
public sealed class HeaderTests
{
    [Fact]
    public void JpegHeader_WholePicture_IsRead()
    {
        var header = JpegHeader.Read(File.ReadAllBytes(Corpus.Path("photos", "odd", "flower.jpg")), 100);
        Assert.Equal((480, 360, 3, 8, true), (header!.Width, header.Height, header.Components, header.Bits, header.IsComplete));
    }

    [Fact]
    public void JpegHeader_BytesAfterTheEnd_DoNotMakeItTruncated() =>
        Assert.True(JpegHeader.Read(File.ReadAllBytes(Corpus.Path("hostile", "made", "polyglot-jpeg-zip.jpg")), 100)!.IsComplete);

    [Fact]
    public void JpegHeader_EndMarkerGone_IsTruncated() =>
        Assert.False(JpegHeader.Read(File.ReadAllBytes(Corpus.Path("hostile", "made", "truncated-07-no-end-marker.jpg")), 100)!.IsComplete);

    [Fact]
    public void JpegHeader_EveryPrefixAndManyFlips_NeverThrows()
    {
        var bytes = File.ReadAllBytes(Corpus.Path("photos", "odd", "hopper.jpg"));
        var random = new Random(20261125);
        for (var round = 0; round < 2000; round++)
        {
            var copy = bytes[..random.Next(bytes.Length)];
            for (var flip = 0; flip < 20 && copy.Length > 0; flip++)
            {
                copy[random.Next(Math.Min(copy.Length, 1000))] = (byte)random.Next(256);
            }

            _ = JpegHeader.Read(copy, 100);
            _ = GifBlocks.Read(copy, 1000);
            _ = TiffFile.Read(copy);
        }
    }

    [Fact]
    public void GifBlocks_Animation_CountsFrames()
    {
        var blocks = GifBlocks.Read(File.ReadAllBytes(Corpus.Path("photos", "odd", "chi.gif")), 1000);
        Assert.Equal((320, 240, 31, true), (blocks.Width, blocks.Height, blocks.Frames, blocks.IsComplete));
    }

    [Fact]
    public void GifBlocks_CutInsideAFrame_IsIncomplete()
    {
        var bytes = File.ReadAllBytes(Corpus.Path("photos", "odd", "chi.gif"));
        Assert.False(GifBlocks.Read(bytes.AsSpan(0, bytes.Length / 2), 1000).IsComplete);
    }

    [Fact]
    public void TiffFile_ChainThatBitesItsTail_EndsAndSaysSo()
    {
        var file = TiffFile.Read(File.ReadAllBytes(Corpus.Path("hostile", "made", "tiff-loop-ifd.tif")));
        Assert.True(file.Loops);
        Assert.Single(file.Directories);
    }

    [Fact]
    public void TiffFile_FuzzedDirectories_NeverThrow()
    {
        var bytes = File.ReadAllBytes(Corpus.Path("metadata", "metadata-extractor", "tif", "BigTIFF", "BigTIFFSubIFD8.tif"));
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var copy = (byte[])bytes.Clone();
            for (var flip = 0; flip < 8; flip++)
            {
                copy[random.Next(Math.Min(copy.Length, 600))] = (byte)random.Next(256);
            }

            _ = TiffFile.Read(copy);
        }
    }

    [Theory]
    [InlineData("mp4-whole.mp4", false)]
    [InlineData("mp4-truncated-moov.mp4", true)]
    public void BoxWalk_CutOffFilm_IsSeen(string name, bool isCutOff)
    {
        using var file = MediaFile.Open(Corpus.Path("hostile", "made", name), name);
        Assert.Equal(isCutOff, BoxWalk.IsCutOff(file));
    }

    [Fact]
    public void MediaFile_PathAndBytes_GiveTheSame()
    {
        var path = Corpus.Path("photos", "odd", "ultrahdr.jpg");
        var bytes = File.ReadAllBytes(path);
        using var onDisk = MediaFile.Open(path, "a.jpg");
        using var inMemory = MediaFile.FromBytes(bytes, "a.jpg");
        Assert.Equal(onDisk.Head, inMemory.Head);
        Assert.Equal(bytes, onDisk.Content(long.MaxValue));
        Assert.Equal(onDisk.ReadAt(bytes.Length - 5, 100), inMemory.ReadAt(bytes.Length - 5, 100));
        Assert.Null(onDisk.Content(10));
        Assert.Empty(inMemory.ReadAt(bytes.Length + 1, 10));
    }

    [Fact]
    public async Task MediaFile_SliceOfMemory_AsksForAPathOnlyWhereAToolNeedsOne()
    {
        var film = Corpus.Path("hostile", "made", "mp4-whole.mp4");
        byte[] padded = [1, .. File.ReadAllBytes(film), 2];
        var asked = 0;
        using var file = MediaFile.FromBytes(padded.AsMemory()[1..^1], "film.mp4", () =>
        {
            asked++;
            return film;
        });
        Assert.Equal(("mp4", 0), (file.Sniffed.Format, asked));
        Corpus.AssertRenditions(await new MediaDecoder().ReadAsync(file, true, TestContext.Current.CancellationToken));
        Assert.Equal(1, asked);
    }
}
