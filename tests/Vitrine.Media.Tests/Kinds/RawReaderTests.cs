using System.Buffers.Binary;
using Vitrine.Media.Kinds;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>Camera raw files put together from parts: the corpus' own samples had their previews taken out.</summary>
public sealed class RawReaderTests
{
    [Fact]
    public async Task Read_RawWithTwoPreviews_ShowsTheLargerOneUpright()
    {
        var large = File.ReadAllBytes(Corpus.Path("photos", "odd", "flower.jpg"));
        var small = File.ReadAllBytes(Corpus.Path("photos", "odd", "hopper.jpg"));
        byte[] raw = [.. Nikon(orientation: 6, width: 4000, height: 3000), .. small, .. new byte[100_000], .. large, .. new byte[5000]];
        using var file = MediaFile.FromBytes(raw, "photo.nef");
        var reading = await new MediaDecoder().ReadAsync(file, true, TestContext.Current.CancellationToken);

        Assert.Equal("nef", reading.Sniffed.Format);
        Assert.Empty(reading.Problems);
        Corpus.AssertRenditions(reading);
        Assert.Equal((3000, 4000, 6), (reading.Facts.Width!.Value, reading.Facts.Height!.Value, reading.Facts.Orientation!.Value));
        Assert.Equal((360, 480), (reading.Renditions[0].Width, reading.Renditions[0].Height));
    }

    [Fact]
    public async Task Read_PreviewAcrossTheSearchWindow_IsFound()
    {
        var picture = File.ReadAllBytes(Corpus.Path("photos", "odd", "flower.jpg"));
        var head = Nikon(orientation: 1, width: 480, height: 360);
        byte[] raw = [.. head, .. new byte[(8 << 20) - head.Length - 1], .. picture, .. new byte[100]];
        using var file = MediaFile.FromBytes(raw, "photo.nef");
        var reading = await new MediaDecoder().ReadAsync(file, true, TestContext.Current.CancellationToken);
        Corpus.AssertRenditions(reading);
        Assert.Equal(480, reading.Renditions[0].Width);
    }

    [Fact]
    public async Task Read_RawWithoutPreview_KeepsItsFormatAndSaysWhy()
    {
        byte[] raw = [.. Nikon(1, 100, 100), .. new byte[1000]];
        using var file = MediaFile.FromBytes(raw, "photo.nef");
        var reading = await new MediaDecoder().ReadAsync(file, true, TestContext.Current.CancellationToken);
        Assert.Equal(("nef", "no-picture"), (reading.Facts.Format, reading.Failure?.Code));
    }

    [Fact]
    public void Sniff_TiffByACameraMaker_IsNoRaw()
    {
        byte[] tiff = [.. Nikon(1, 100, 100, hasSubDirectory: false)];
        using var file = MediaFile.FromBytes(tiff, "scan.tif");
        Assert.Equal("tiff", file.Sniffed.Format);
    }

    /// <summary>A little-endian TIFF with one directory as Nikon begins its raw files, and a sub-directory that states the sensor's size.</summary>
    private static byte[] Nikon(int orientation, int width, int height, bool hasSubDirectory = true)
    {
        var bytes = new byte[256];
        "II*\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), 8);
        "NIKON CORPORATION\0"u8.CopyTo(bytes.AsSpan(200));
        Directory(bytes, 8, [(0x0100, 4, 1, 160), (0x0101, 4, 1, 120), (0x010F, 2, 18, 200), (0x0112, 3, 1, orientation), .. hasSubDirectory ? new[] { (0x014A, 4, 1, 120) } : []]);
        Directory(bytes, 120, [(0x0100, 4, 1, width), (0x0101, 4, 1, height)]);
        return bytes;
    }

    private static void Directory(byte[] bytes, int at, (int Tag, int Type, int Count, int Value)[] entries)
    {
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(at), (short)entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = bytes.AsSpan(at + 2 + (12 * i));
            BinaryPrimitives.WriteInt16LittleEndian(entry, (short)entries[i].Tag);
            BinaryPrimitives.WriteInt16LittleEndian(entry[2..], (short)entries[i].Type);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], entries[i].Count);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], entries[i].Value);
        }
    }
}
