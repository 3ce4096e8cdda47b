using System.Diagnostics;
using System.Text.Json;
using Vitrine.Media.Metadata;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Metadata;

/// <summary>Files made to hurt a reader. Limits are generous against a slow machine; what they catch is growth without bound.</summary>
public sealed class HostileMetadataTests
{
    private const long MostAllocated = 300L << 20;

    [Fact]
    public void Read_XmpInAHundredThousandPieces_IsReadInOne()
    {
        const int Pieces = 100_000;
        var text = string.Concat(Enumerable.Repeat("<![CDATA[a]]>b<!---->", Pieces));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = MetadataReader.ReadSidecar(System.Text.Encoding.UTF8.GetBytes(
            $"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"><photoshop:Headline>{text}</photoshop:Headline></rdf:Description></rdf:RDF></x:xmpmeta>"""));

        Assert.StartsWith("abab", Assert.Single(read.Tags).Raw, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostAllocated);
    }

    [Fact]
    public void Numbers_OfArrays_KeepTheirSign()
    {
        var directory = new MetadataExtractor.Formats.Exif.ExifSubIfdDirectory();
        directory.Set(0x9214, new ushort[] { 65535, 1 });
        directory.Set(0x9999, new[] { uint.MaxValue, 2u });
        directory.Set(0x9998, new sbyte[] { -1, 127 });
        directory.Set(0x9997, new short[] { -3, 4 });
        var tags = new Vitrine.Media.Metadata.TagList(CancellationToken.None);

        Vitrine.Media.Metadata.Containers.DirectoryTags.Add([directory], tags);

        Assert.Equal(["-1 127", "-3 4", "4294967295 2", "65535 1"], tags.Tags.Select(tag => tag.Raw).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("corpus/hostile")]
    [InlineData("corpus/metadata/exiftool")]
    [InlineData("corpus/documents")]
    [InlineData("corpus/metadata/metadata-extractor")]
    public void Read_EveryFile_IsBoundedAndNeverThrows(string folder)
    {
        var slowest = (Milliseconds: 0.0, Name: "");
        var largest = (Bytes: 0L, Name: "");
        var files = 0;
        foreach (var file in Directory.EnumerateFiles(SharedFolder.Path(folder.Split('/')), "*", SearchOption.AllDirectories))
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            var read = MetadataReader.Read(file, TestContext.Current.CancellationToken);
            var (milliseconds, allocated) = (Stopwatch.GetElapsedTime(start).TotalMilliseconds, GC.GetAllocatedBytesForCurrentThread() - before);
            slowest = milliseconds > slowest.Milliseconds ? (milliseconds, file) : slowest;
            largest = allocated > largest.Bytes ? (allocated, file) : largest;
            files++;
            var json = JsonSerializer.Serialize(read, MetadataJson.Default.EmbeddedMetadata);
            Assert.DoesNotContain("root:", json, StringComparison.Ordinal);
            Assert.True(read.Tags.Count <= 5_000);
            Assert.DoesNotContain("\\u0000", json, StringComparison.Ordinal);
        }

        Agreement.Note($"{folder}: {files} files, slowest {slowest.Milliseconds:0} ms {Path.GetFileName(slowest.Name)}, most allocated {largest.Bytes >> 20} MB {Path.GetFileName(largest.Name)}");
        Assert.True(files > 10);
        Assert.True(largest.Bytes < MostAllocated, $"{largest.Name} took {largest.Bytes >> 20} MB");
    }

    [Theory]
    [InlineData("bomb-ztxt-200mb.png", "text-too-large")]
    [InlineData("bomb-iccp-100mb.png", "text-too-large")]
    [InlineData("xmp-laughs-in.png", "xmp-refused")]
    [InlineData("xmp-5mb-compressed.png", "text-too-large,xmp-too-large,xmp-refused")]
    [InlineData("xmp-depth-20000.xmp", "xmp-refused")]
    [InlineData("xmp-billion-laughs.xmp", "xmp-refused")]
    [InlineData("xmp-5mb-billion-laughs.xmp", "xmp-refused,xmp-too-large")]
    [InlineData("xmp-external-entity.xmp", "xmp-refused")]
    [InlineData("xmp-not-well-formed.xmp", "xmp-broken")]
    [InlineData("truncated-01-in-app1.jpg", "truncated")]
    [InlineData("pdf-truncated.pdf", "")]
    public void Read_HostileFile_SaysWhy(string name, string codes)
    {
        var path = SharedFolder.Path("corpus", "hostile", "made", name);
        var read = name.EndsWith(".xmp", StringComparison.Ordinal)
            ? MetadataReader.ReadSidecar(File.ReadAllBytes(path), TestContext.Current.CancellationToken)
            : MetadataReader.Read(path, TestContext.Current.CancellationToken);
        Assert.True(codes.Length == 0 || read.Problems.Any(problem => codes.Split(',').Contains(problem.Code)), string.Join(", ", read.Problems));
    }

    [Fact]
    public void Read_ZeroDenominators_GiveNoPosition()
    {
        var read = MetadataReader.Read(SharedFolder.Path("corpus", "hostile", "made", "exif-gps-zero-denominator.jpg"), TestContext.Current.CancellationToken).Normalised;
        Assert.Null(read.Latitude);
        Assert.Null(read.Longitude);
    }

    [Fact]
    public void Read_MarkupInXmp_IsKeptToTheLetter()
    {
        var read = MetadataReader.Read(SharedFolder.Path("corpus", "hostile", "made", "xmp-script-in-title.jpg"), TestContext.Current.CancellationToken).Normalised;
        Assert.Contains("<script>", read.Title, StringComparison.Ordinal);
        Assert.NotEmpty(read.Keywords);
    }

    [Fact]
    public void Read_TruncatedAfterExif_KeepsTheCamera() =>
        Assert.Equal("Testcam", MetadataReader.Read(SharedFolder.Path("corpus", "hostile", "made", "truncated-02-after-app1.jpg"), TestContext.Current.CancellationToken).Normalised.CameraMake);

    /// <summary>Every single byte of small files changed: nothing throws, whatever a length or offset becomes.</summary>
    [Fact]
    public void Read_AnyByteChanged_NeverThrows()
    {
        foreach (var name in (string[])["16-gps-north-east.jpg", "30-png-exif-iptc.png", "31-webp.webp", "32-tiff.tif", "34-mp4-keys.mp4"])
        {
            var bytes = File.ReadAllBytes(SharedFolder.Path("golden", "exif", "roundtrip", name));
            for (var at = 0; at < Math.Min(bytes.Length, 4000); at += 3)
            {
                var kept = bytes[at];
                bytes[at] = (byte)(kept ^ (at % 2 == 0 ? 0xFF : 0x80));
                _ = MetadataReader.Read(new MemoryStream(bytes, writable: false), TestContext.Current.CancellationToken);
                bytes[at] = kept;
            }
        }
    }
}
