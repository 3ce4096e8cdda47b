using System.Text;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;

namespace Vitrine.Media.Tests.Kinds;

public sealed class ContentSnifferTests
{
    [Theory]
    [InlineData("metadata/exiftool/CanonRaw.cr2", "cr2")]
    [InlineData("metadata/exiftool/CanonRaw.cr3", "cr3")]
    [InlineData("metadata/exiftool/CanonRaw.crw", "crw")]
    [InlineData("metadata/exiftool/Nikon.nef", "nef")]
    [InlineData("metadata/exiftool/DNG.dng", "dng")]
    [InlineData("metadata/exiftool/FujiFilm.raf", "raf")]
    [InlineData("metadata/exiftool/Panasonic.rw2", "rw2")]
    [InlineData("metadata/exiftool/Minolta.mrw", "mrw")]
    [InlineData("metadata/exiftool/Sigma.x3f", "x3f")]
    [InlineData("metadata/exiftool/PhaseOne.iiq", "iiq")]
    [InlineData("metadata/exiftool/GeoTiff.tif", "tiff")]
    [InlineData("metadata/exiftool/BigTIFF.btf", "tiff")]
    [InlineData("metadata/exiftool/JXL.jxl", "jxl")]
    [InlineData("metadata/exiftool/JXL2.jxl", "jxl")]
    [InlineData("metadata/exiftool/Jpeg2000.j2c", "j2k")]
    [InlineData("metadata/exiftool/QuickTime.heic", "heic")]
    [InlineData("photos/odd/exif.avif", "avif")]
    [InlineData("photos/odd/star.avifs", "avif")]
    [InlineData("photos/odd/hopper.qoi", "qoi")]
    [InlineData("photos/odd/la.tga", "tga")]
    [InlineData("photos/odd/hopper.psd", "psd")]
    [InlineData("metadata/exiftool/QuickTime.mov", "mov")]
    [InlineData("metadata/exiftool/QuickTime.m4a", "m4a")]
    [InlineData("metadata/exiftool/Matroska.mkv", "mkv")]
    [InlineData("metadata/exiftool/M2TS.mts", "ts")]
    [InlineData("metadata/exiftool/MXF.mxf", "mxf")]
    [InlineData("metadata/exiftool/ASF.wmv", "wmv")]
    [InlineData("metadata/exiftool/Flash.flv", "flv")]
    [InlineData("metadata/exiftool/RIFF.avi", "avi")]
    [InlineData("metadata/exiftool/RIFF.wav", "wav")]
    [InlineData("metadata/exiftool/AIFF.aif", "aiff")]
    [InlineData("metadata/exiftool/AAC.aac", "aac")]
    [InlineData("metadata/exiftool/MP3.mp3", "mp3")]
    [InlineData("metadata/exiftool/FLAC.flac", "flac")]
    [InlineData("metadata/exiftool/Opus.opus", "opus")]
    [InlineData("metadata/exiftool/Vorbis.ogg", "ogg")]
    [InlineData("metadata/exiftool/PDF.pdf", "pdf")]
    [InlineData("metadata/exiftool/OOXML.docx", "docx")]
    [InlineData("metadata/exiftool/OpenDoc.ods", "ods")]
    [InlineData("metadata/exiftool/RTF.rtf", "rtf")]
    [InlineData("metadata/exiftool/PostScript.eps", "eps")]
    [InlineData("metadata/exiftool/DjVu.djvu", "djvu")]
    [InlineData("metadata/exiftool/HTML.html", "html")]
    [InlineData("metadata/exiftool/XMP.xmp", "xmp")]
    [InlineData("metadata/exiftool/ZIP.zip", "zip")]
    [InlineData("metadata/exiftool/EXE.elf", "program")]
    [InlineData("metadata/exiftool/DICOM.dcm", "other")]
    [InlineData("documents/stock.xlsx", "xlsx")]
    [InlineData("documents/campaign.pptx", "pptx")]
    [InlineData("documents/kites.md", "markdown")]
    [InlineData("documents/orders.csv", "csv")]
    [InlineData("documents/notes-latin1.txt", "text")]
    [InlineData("documents/notes-utf16-bom.txt", "text")]
    [InlineData("hostile/made/html-named-as.jpg", "other")]
    [InlineData("hostile/made/png-named-as.jpg", "png")]
    [InlineData("hostile/made/playlist-named-as.mp4", "playlist")]
    [InlineData("hostile/made/playlist-named-as.jpg", "playlist")]
    [InlineData("hostile/made/playlist.sdp", "playlist")]
    [InlineData("hostile/made/playlist.mpd", "playlist")]
    [InlineData("hostile/made/polyglot-gif-js.js", "gif")]
    [InlineData("hostile/made/zero-byte.jpg", "empty")]
    public void Sniff_FileOfTheCorpus_TellsItsFormat(string file, string format) => Assert.Equal(format, Corpus.Sniff(Corpus.Path(file.Split('/'))).Format);

    [Theory]
    [InlineData("#EXTM3U\nhttp://127.0.0.1:9/a.ts", "song.mp3", "playlist")]
    [InlineData("  \n#EXTM3U\n", "a.txt", "playlist")]
    [InlineData("file 'a.mp4'\n", "notes.txt", "playlist")]
    [InlineData("<?xml version='1.0'?><!-- <svg> --><MPD/>", "x.xml", "playlist")]
    [InlineData("<!-- a --><svg xmlns='http://www.w3.org/2000/svg'/>", "picture.jpg", "svg")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "x", "svg")]
    [InlineData("<!doctype html><p>", "x", "html")]
    [InlineData("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>", "photo.xmp", "xmp")]
    [InlineData("{\"a\": 1}", "x", "json")]
    [InlineData("[section]\nkey=1", "x.ini", "text")]
    [InlineData("export const a = 1;", "code.ts", "text")]
    [InlineData("hello", "film.mkv", "other")]
    [InlineData("BMW is no bitmap, though it begins like one", "x.txt", "text")]
    [InlineData("x,y\n1,2", "t.csv", "csv")]
    public void Sniff_Text_TellsItsSort(string text, string name, string format)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(format, ContentSniffer.Sniff(bytes, bytes.Length, name).Format);
    }

    [Fact]
    public void Sniff_EveryPrefixOfEveryFormat_NeverThrows()
    {
        foreach (var file in Directory.EnumerateFiles(Corpus.Path("metadata", "exiftool")).Concat(Directory.EnumerateFiles(Corpus.Path("hostile", "fuzzed"))))
        {
            var head = new byte[Math.Min(new FileInfo(file).Length, 512)];
            using (var stream = File.OpenRead(file))
            {
                stream.ReadExactly(head);
            }

            for (var length = 0; length <= head.Length; length += length < 64 ? 1 : 37)
            {
                Assert.NotNull(ContentSniffer.Sniff(head.AsSpan(0, length), length, Path.GetFileName(file)));
            }
        }
    }

    [Fact]
    public void Formats_Table_NamesAndExtensionsAreUniqueAndOpenersAgreeWithKinds()
    {
        Assert.Distinct(FileFormats.All.Select(format => format.Name));
        Assert.Distinct(FileFormats.All.SelectMany(format => format.Extensions.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.All(FileFormats.All, format =>
        {
            Assert.Equal(format.Kind is AssetKind.Video or AssetKind.Audio, format.Demuxer is not null);
            Assert.False(format.IsRaw && (format.Loader ?? format.Coder) is not null);
        });
    }
}
