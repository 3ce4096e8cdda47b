using Vitrine.Media.Kinds;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>Odd but valid pictures against the corpus' table: right size and frames, an upright preview or a clear refusal.</summary>
public sealed class OddPhotosTests
{
    /// <summary>Decoders of the reference table fail on them too (broken stream, 12 bits a sample).</summary>
    private static readonly string[] Refused = ["00r1_graya_la.jp2", "balloon_eciRGBv2_aware.jp2", "12bit.cropped.tif"];

    /// <summary>The table gives the stored size; the picture is turned by the decoder.</summary>
    private static readonly string[] Turned = ["rot1mir1.avif"];

    public static TheoryData<string, string, int, int, int> Files()
    {
        var data = new TheoryData<string, string, int, int, int>();
        if (Vitrine.Tests.Shared.SharedFolder.Root is not null)
        {
            foreach (var row in Corpus.Table(Corpus.Path("photos", "odd", "expected.tsv")))
            {
                data.Add(row[0], row[1], Number(row[2]), Number(row[3]), Number(row[5]));
            }
        }

        return data;
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Files))]
    public async Task Read_OddPhoto_HasItsSizeFramesAndPreview(string name, string type, int width, int height, int frames)
    {
        var reading = await Corpus.Read(Corpus.Path("photos", "odd", name));
        if (Refused.Contains(name))
        {
            Assert.Contains(reading.Failure?.Code, (string[])["not-supported", "damaged"]);
            return;
        }

        Corpus.AssertRenditions(reading);
        if (width > 0)
        {
            var size = (reading.Facts.Width, reading.Facts.Height);
            Assert.Contains(size, Turned.Contains(name) ? [(height, width)] : new (int?, int?)[] { (width, height) });
        }

        // The main picture of a stereo or gain-map JPEG, the merged one of a layered file.
        if (frames > 0 && type is not ("MPO" or "PSD") && name != "ultrahdr.jpg")
        {
            Assert.Equal(frames, reading.Facts.Pages ?? 1);
        }

        var scale = Math.Min(1, 1600.0 / Math.Max(reading.Facts.Width!.Value, reading.Facts.Height!.Value));
        Assert.Equal(Math.Round(reading.Facts.Width.Value * scale), reading.Renditions[0].Width, 1.0);
        Assert.Equal(Math.Round(reading.Facts.Height.Value * scale), reading.Renditions[0].Height, 1.0);
    }

    [Theory]
    [InlineData("hopper_orientation_2.jpg")]
    [InlineData("hopper_orientation_3.jpg")]
    [InlineData("hopper_orientation_4.jpg")]
    [InlineData("hopper_orientation_5.jpg")]
    [InlineData("hopper_orientation_6.jpg")]
    [InlineData("hopper_orientation_7.jpg")]
    [InlineData("hopper_orientation_8.jpg")]
    [InlineData("hopper_orientation_6.webp")]
    [InlineData("hopper.psd")]
    [InlineData("hopper.qoi")]
    [InlineData("hopper.Lab.tif")]
    [InlineData("hopper_bigtiff.tif")]
    [InlineData("hopper.iccprofile.tif")]
    public void DecodeUpright_SamePortraitInAnotherForm_LooksTheSame(string name)
    {
        var upright = MediaDecoder.DecodeUpright(Corpus.Path("photos", "odd", "hopper.jpg"), 128);
        var other = MediaDecoder.DecodeUpright(Corpus.Path("photos", "odd", name), 128);
        Assert.InRange(Corpus.Difference(upright, other), 0, 5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void DecodeUpright_LandscapeInEightOrientations_LooksTheSame(int orientation)
    {
        var folder = Corpus.Path("metadata", "exif-samples", "jpg", "orientation");
        var first = MediaDecoder.DecodeUpright(Path.Combine(folder, "landscape_1.jpg"), 300);
        var other = MediaDecoder.DecodeUpright(Path.Combine(folder, $"landscape_{orientation}.jpg"), 300);
        Assert.InRange(Corpus.Difference(first, other), 0, 5);
    }

    [Theory]
    [InlineData("transparent.webp")]
    [InlineData("transparent.gif")]
    [InlineData("rgba.psd")]
    [InlineData("pil123rgba.png")]
    public void DecodeUpright_TransparentPicture_LiesOnWhite(string name)
    {
        var picture = MediaDecoder.DecodeUpright(Corpus.Path("photos", "odd", name), 400);
        Assert.True(picture.IsTransparent);
        Assert.Contains(Enumerable.Range(0, picture.Rgb.Length / 3), pixel => picture.Rgb.AsSpan(pixel * 3, 3).SequenceEqual((ReadOnlySpan<byte>)[255, 255, 255]));
    }

    [Fact]
    public void DecodeUpright_PrintColours_AreThoseOfTheScreen()
    {
        // A portrait in CMYK: converted without care it comes out inverted.
        var picture = MediaDecoder.DecodeUpright(Corpus.Path("photos", "odd", "pil_sample_cmyk.jpg"), 100);
        var tiff = MediaDecoder.DecodeUpright(Corpus.Path("photos", "odd", "tiff_strip_cmyk_jpeg.tif"), 100);
        Assert.InRange(Corpus.Difference(picture, tiff), 0, 5);
        Assert.InRange(picture.Rgb.Average(value => (double)value), 20, 90);
    }

    [Fact]
    public void DecodeUpright_LargerSideThanThePicture_IsNotEnlarged()
    {
        var picture = MediaDecoder.DecodeUpright(File.ReadAllBytes(Corpus.Path("photos", "odd", "flower.jpg")), 5000);
        Assert.Equal((480, 360), (picture.Width, picture.Height));
    }

    [Fact]
    public void DecodeUpright_NoPicture_SaysSo()
    {
        var problem = Assert.Throws<InvalidDataException>(() => MediaDecoder.DecodeUpright("no picture"u8.ToArray(), 100));
        Assert.Equal("The file is no picture.", problem.Message);
    }

    private static int Number(string text) => int.TryParse(text, out var value) ? value : 0;
}
