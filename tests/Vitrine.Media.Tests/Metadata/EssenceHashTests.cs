using System.Security.Cryptography;
using Vitrine.Media.Metadata;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Metadata;

public sealed class EssenceHashTests
{
    private static readonly string[] Arguments =
    [
        "-overwrite_original", "-q", "-XMP-dc:Subject=one", "-XMP-dc:Subject=two", "-XMP-xmp:Rating=4", "-IPTC:Keywords=three", "-EXIF:ImageDescription=words", "-EXIF:Artist=Anna", "-EXIF:DateTimeOriginal=2024:01:02 03:04:05",
        "-Keys:Title=Title", "-Comment=said in passing",
    ];

    [Theory]
    [InlineData("golden/exif/roundtrip/01-subject.jpg")]
    [InlineData("corpus/photos/odd/flower.jpg")]
    [InlineData("corpus/metadata/exif-samples/jpg/Canon_40D.jpg")]
    [InlineData("golden/exif/roundtrip/29-png.png")]
    [InlineData("golden/exif/roundtrip/30-png-exif-iptc.png")]
    [InlineData("golden/exif/roundtrip/31-webp.webp")]
    [InlineData("golden/exif/roundtrip/32-tiff.tif")]
    [InlineData("corpus/metadata/metadata-extractor/tif/multipage.tif")]
    [InlineData("corpus/metadata/metadata-extractor/webp/Alpha Lossy (2).webp")]
    [InlineData("corpus/metadata/metadata-extractor/webp/Animation Lossy.webp")]
    [InlineData("golden/exif/roundtrip/33-mp4-xmp.mp4")]
    [InlineData("corpus/video/nasa.mp4")]
    [InlineData("corpus/metadata/metadata-extractor/mov/with-gps.mov")]
    public async Task Essence_KeywordsWritten_IsUnchanged(string file)
    {
        var before = await File.ReadAllBytesAsync(Existing(file), TestContext.Current.CancellationToken);
        var after = await ExifToolRun.WriteAsync(before, Path.GetExtension(file), Arguments);
        var (first, second) = (await Hash(before), await Hash(after));
        Assert.NotEqual(Convert.ToHexString(first.Sha256), Convert.ToHexString(second.Sha256));
        Assert.NotEqual(Convert.ToHexString(first.Sha256), Convert.ToHexString(first.Essence));
        Assert.Equal(Convert.ToHexString(first.Essence), Convert.ToHexString(second.Essence));
    }

    [Theory]
    [InlineData("golden/exif/roundtrip/01-subject.jpg")]
    [InlineData("golden/exif/roundtrip/31-webp.webp")]
    [InlineData("golden/exif/roundtrip/32-tiff.tif")]
    public async Task Essence_OrientationChanged_Changes(string file)
    {
        var before = await File.ReadAllBytesAsync(Existing(file), TestContext.Current.CancellationToken);
        var after = await ExifToolRun.WriteAsync(before, Path.GetExtension(file), ["-overwrite_original", "-q", "-n", "-IFD0:Orientation=6"]);
        Assert.NotEqual(Convert.ToHexString((await Hash(before)).Essence), Convert.ToHexString((await Hash(after)).Essence));
    }

    [Theory]
    [InlineData("golden/exif/roundtrip/01-subject.jpg", "FFDA", 14)]
    [InlineData("golden/exif/roundtrip/29-png.png", "49444154", 6)]
    [InlineData("golden/exif/roundtrip/31-webp.webp", "56503820", 30)]
    [InlineData("golden/exif/roundtrip/33-mp4-xmp.mp4", "6D646174", 40)]
    public async Task Essence_OnePictureByteChanged_Changes(string file, string mark, int behind)
    {
        var before = await File.ReadAllBytesAsync(Existing(file), TestContext.Current.CancellationToken);
        var after = before.ToArray();
        var at = after.AsSpan().LastIndexOf(Convert.FromHexString(mark));
        Assert.True(at >= 0, "the mark must be there");
        after[at + behind] ^= 1;
        var (first, second) = (await Hash(before), await Hash(after));
        Assert.NotEqual(Convert.ToHexString(first.Essence), Convert.ToHexString(second.Essence));
        Assert.NotEqual(Convert.ToHexString(second.Sha256), Convert.ToHexString(second.Essence));
    }

    [Fact]
    public async Task Essence_TiffPixelChanged_Changes()
    {
        var before = await File.ReadAllBytesAsync(Existing("golden/exif/roundtrip/32-tiff.tif"), TestContext.Current.CancellationToken);
        var after = before.ToArray();
        var at = StripStart(before);
        after[at] ^= 1;
        Assert.NotEqual(Convert.ToHexString((await Hash(before)).Essence), Convert.ToHexString((await Hash(after)).Essence));
    }

    /// <summary>Whatever the sizes of the pieces in which a file arrives, and by whichever entry, the essence is the same.</summary>
    [Fact]
    public async Task Essence_ReadInPieces_IsTheSame()
    {
        foreach (var file in (string[])["golden/exif/roundtrip/28-extended-xmp.jpg", "golden/exif/roundtrip/29-png.png", "golden/exif/roundtrip/31-webp.webp", "golden/exif/roundtrip/32-tiff.tif", "golden/exif/roundtrip/33-mp4-xmp.mp4"])
        {
            var bytes = await File.ReadAllBytesAsync(Existing(file), TestContext.Current.CancellationToken);
            var whole = await Hash(bytes);
            Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes)), Convert.ToHexString(whole.Sha256));
            foreach (var piece in (int[])[1, 2, 3, 7, 1000])
            {
                using var copy = new MemoryStream();
                var hashes = await FileHasher.HashAsync(new PieceStream(bytes, piece), copy, TestContext.Current.CancellationToken);
                Assert.Equal(Convert.ToHexString(whole.Essence), Convert.ToHexString(hashes.Essence));
                Assert.Equal(bytes, copy.ToArray());
            }

            var computed = EssenceHash.Compute(new MemoryStream(bytes), whole.Sha256, TestContext.Current.CancellationToken);
            Assert.True(computed.IsOwn);
            Assert.Equal(Convert.ToHexString(whole.Essence), Convert.ToHexString(computed.Hash));
        }
    }

    /// <summary>Damaged and foreign files fall back to the hash of their bytes; no two different files of the corpus share an essence unless their pictures are the same.</summary>
    [Fact]
    public async Task Essence_EveryHostileFile_NeverThrows()
    {
        var files = 0;
        foreach (var file in Directory.EnumerateFiles(SharedFolder.Path("corpus", "hostile"), "*", SearchOption.AllDirectories))
        {
            await using var stream = File.OpenRead(file);
            var hashes = await FileHasher.HashAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(stream.Length, hashes.Bytes);
            Assert.Equal(32, hashes.Essence.Length);
            files++;
        }

        Assert.True(files > 300, $"only {files} files");
    }

    [Fact]
    public async Task Essence_CutAnywhere_IsTheFilesHashOrItsOwn()
    {
        foreach (var file in (string[])["golden/exif/roundtrip/12-regions.jpg", "golden/exif/roundtrip/29-png.png", "golden/exif/roundtrip/31-webp.webp", "golden/exif/roundtrip/32-tiff.tif"])
        {
            var bytes = await File.ReadAllBytesAsync(Existing(file), TestContext.Current.CancellationToken);
            var whole = Convert.ToHexString((await Hash(bytes)).Essence);
            for (var length = 0; length < bytes.Length - 1; length += Math.Max(1, bytes.Length / 300))
            {
                var cut = await Hash(bytes[..length]);
                Assert.NotEqual(whole, Convert.ToHexString(cut.Essence));
            }
        }
    }

    private static Task<FileHashes> Hash(byte[] bytes) => FileHasher.HashAsync(new MemoryStream(bytes), cancellationToken: TestContext.Current.CancellationToken);

    private static string Existing(string file) => SharedFolder.Path(file.Split('/'));

    private static int StripStart(byte[] tiff)
    {
        var little = tiff[0] == 'I';
        var at = (int)U32(tiff.AsSpan(4));
        for (var i = 0; i < U16(tiff.AsSpan(at)); i++)
        {
            var entry = tiff.AsSpan(at + 2 + (12 * i));
            if (U16(entry) == 273)
            {
                var count = U32(entry[4..]);
                return (int)(count == 1 ? U32(entry[8..]) : U32(tiff.AsSpan((int)U32(entry[8..]))));
            }
        }

        throw new InvalidOperationException("no strips");

        uint U32(ReadOnlySpan<byte> data) => little ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(data) : System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(data);
        ushort U16(ReadOnlySpan<byte> data) => little ? System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(data) : System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(data);
    }

    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(piece, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
