using System.Collections.Frozen;
using Vitrine.Core.Assets;

namespace Vitrine.Media.Kinds;

/// <summary>The one table of formats. <c>docs/formats.md</c> is made from it.</summary>
public static class FileFormats
{
    public static IReadOnlyList<FileFormat> All { get; } =
    [
        Picture("jpeg", "image/jpeg", "JPEG", "jpg jpeg jpe jfif jps mpo", "jpegload", "JPEG"),
        Picture("png", "image/png", "PNG, APNG", "png apng", "pngload"),
        Picture("webp", "image/webp", "WebP", "webp", "webpload"),
        Picture("gif", "image/gif", "GIF", "gif", "gifload"),
        Picture("tiff", "image/tiff", "TIFF, BigTIFF", "tif tiff btf", "tiffload"),
        Picture("avif", "image/avif", "AVIF", "avif avifs", "heifload", "AVIF"),
        Picture("heic", "image/heic", "HEIC, HEIF", "heic heif hif", "heifload", "HEIC"),
        Picture("jxl", "image/jxl", "JPEG XL", "jxl", "jxlload", "JXL"),
        Picture("jp2", "image/jp2", "JPEG 2000", "jp2 jpf jpx jpm", "jp2kload", "JP2"),
        Picture("j2k", "image/j2c", "JPEG 2000 code stream", "j2k j2c jpc", "jp2kload", "J2K"),
        Picture("svg", "image/svg+xml", "SVG", "svg", "svgload"),
        Picture("pnm", "image/x-portable-anymap", "PBM, PGM, PPM", "ppm pgm pbm pnm", "ppmload", "PNM"),
        Picture("bmp", "image/bmp", "BMP", "bmp dib", null, "BMP"),
        Picture("psd", "image/vnd.adobe.photoshop", "Photoshop", "psd", null, "PSD"),
        Picture("psb", "image/vnd.adobe.photoshop", "Photoshop, large", "psb", null, "PSB"),
        Picture("ico", "image/vnd.microsoft.icon", "Icon", "ico cur", null, "ICO"),
        Picture("tga", "image/x-tga", "Targa", "tga", null, "TGA"),
        Picture("qoi", "image/qoi", "QOI", "qoi", null, "QOI"),
        Picture("exr", "image/x-exr", "OpenEXR", "exr"),
        Picture("hdr", "image/vnd.radiance", "Radiance HDR", "hdr pic"),

        Raw("cr2", "image/x-canon-cr2", "Canon raw 2"),
        Raw("cr3", "image/x-canon-cr3", "Canon raw 3"),
        Raw("crw", "image/x-canon-crw", "Canon raw, CIFF"),
        Raw("nef", "image/x-nikon-nef", "Nikon raw", "nef nrw"),
        Raw("arw", "image/x-sony-arw", "Sony raw", "arw sr2 srf"),
        Raw("dng", "image/x-adobe-dng", "Digital Negative"),
        Raw("raf", "image/x-fuji-raf", "Fujifilm raw"),
        Raw("rw2", "image/x-panasonic-rw2", "Panasonic raw", "rw2 rwl"),
        Raw("orf", "image/x-olympus-orf", "Olympus raw"),
        Raw("pef", "image/x-pentax-pef", "Pentax raw"),
        Raw("srw", "image/x-samsung-srw", "Samsung raw"),
        Raw("mrw", "image/x-minolta-mrw", "Minolta raw"),
        Raw("x3f", "image/x-sigma-x3f", "Sigma raw"),
        Raw("iiq", "image/x-phaseone-iiq", "Phase One raw"),
        Raw("erf", "image/x-epson-erf", "Epson raw"),
        Raw("3fr", "image/x-hasselblad-3fr", "Hasselblad raw", "3fr fff"),
        Raw("kdc", "image/x-kodak-kdc", "Kodak raw", "kdc dcr"),
        Raw("mos", "image/x-leaf-mos", "Leaf raw"),

        Moving("mp4", "video/mp4", "MP4", "mp4 m4p f4v", "mov"),
        Moving("m4v", "video/x-m4v", "MP4 by Apple", "m4v", "mov"),
        Moving("mov", "video/quicktime", "QuickTime", "mov qt", "mov"),
        Moving("3gp", "video/3gpp", "3GPP", "3gp 3g2", "mov"),
        Moving("heics", "image/heic-sequence", "HEIC sequence", "heics", "mov"),
        Moving("mkv", "video/x-matroska", "Matroska", "mkv mka", "matroska"),
        Moving("webm", "video/webm", "WebM", "webm", "matroska"),
        Moving("avi", "video/x-msvideo", "AVI", "avi", "avi"),
        Moving("mpeg", "video/mpeg", "MPEG programme stream", "mpg mpeg vob", "mpeg"),
        Moving("mpegvideo", "video/mpeg", "MPEG video alone", "m2v m1v", "mpegvideo"),
        Moving("ts", "video/mp2t", "MPEG transport stream", "ts mts m2ts", "mpegts"),
        Moving("mxf", "application/mxf", "MXF", "mxf", "mxf"),
        Moving("wmv", "video/x-ms-wmv", "Windows Media video", "wmv asf", "asf"),
        Moving("flv", "video/x-flv", "Flash video", "flv", "flv"),
        Moving("ogv", "video/ogg", "Ogg with video", "ogv", "ogg"),

        Sound("mp3", "audio/mpeg", "MP3", "mp3 mp2 mpga", "mp3"),
        Sound("flac", "audio/flac", "FLAC", "flac", "flac"),
        Sound("m4a", "audio/mp4", "MP4 with sound alone", "m4a m4b", "mov"),
        Sound("ogg", "audio/ogg", "Ogg Vorbis, FLAC, Speex", "ogg oga spx", "ogg"),
        Sound("opus", "audio/opus", "Ogg Opus", "opus", "ogg"),
        Sound("wav", "audio/wav", "WAV", "wav", "wav"),
        Sound("aiff", "audio/aiff", "AIFF", "aif aiff aifc", "aiff"),
        Sound("wma", "audio/x-ms-wma", "Windows Media audio", "wma", "asf"),
        Sound("aac", "audio/aac", "AAC", "aac", "aac"),
        Sound("amr", "audio/amr", "AMR", "amr", "amr"),
        Sound("ape", "audio/x-ape", "Monkey's Audio", "ape", "ape"),
        Sound("wv", "audio/x-wavpack", "WavPack", "wv", "wv"),
        Sound("caf", "audio/x-caf", "Core Audio", "caf", "caf"),
        Sound("au", "audio/basic", "AU", "au snd", "au"),

        Document("pdf", "application/pdf", "PDF, Illustrator with PDF", "pdf ai") with { Loader = "pdfload" },
        Document("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word", "docx"),
        Document("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel", "xlsx"),
        Document("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint", "pptx"),
        Document("odt", "application/vnd.oasis.opendocument.text", "OpenDocument text", "odt"),
        Document("ods", "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument table", "ods"),
        Document("odp", "application/vnd.oasis.opendocument.presentation", "OpenDocument slides", "odp"),
        Document("epub", "application/epub+zip", "EPUB", "epub"),
        Document("doc", "application/msword", "Word 97", "doc"),
        Document("xls", "application/vnd.ms-excel", "Excel 97", "xls"),
        Document("ppt", "application/vnd.ms-powerpoint", "PowerPoint 97", "ppt"),
        Document("rtf", "application/rtf", "Rich text", "rtf"),
        Document("eps", "application/postscript", "PostScript, EPS", "eps ps") with { HasPreviewInside = true },
        Document("indd", "application/x-indesign", "InDesign", "indd indt") with { HasPreviewInside = true },
        Document("djvu", "image/vnd.djvu", "DjVu", "djvu djv"),
        Document("text", "text/plain", "Plain text", "txt text log srt vtt ini yml yaml"),
        Document("markdown", "text/markdown", "Markdown", "md markdown"),
        Document("csv", "text/csv", "CSV", "csv tsv"),
        Document("html", "text/html", "HTML", "html htm xhtml"),
        Document("eml", "message/rfc822", "E-mail", "eml"),
        Document("xml", "application/xml", "XML", "xml gpx kml"),
        Document("json", "application/json", "JSON", "json geojson"),
        Document("zip", "application/zip", "ZIP archive", "zip"),
        Document("gzip", "application/gzip", "gzip", "gz tgz svgz"),
        Document("archive", "application/octet-stream", "Other archive", "rar 7z xz bz2 tar"),

        Other("xmp", "application/rdf+xml", "XMP side-car", "xmp"),
        Other("playlist", "application/vnd.apple.mpegurl", "Play list", "m3u8 m3u mpd sdp ffconcat pls asx smil ram"),
        Other("program", "application/octet-stream", "Program", "exe dll so"),
        Other("empty", "application/octet-stream", "Empty file", ""),
        Other("other", "application/octet-stream", "Anything else", ""),
    ];

    private static readonly FrozenDictionary<string, FileFormat> ByName = All.ToFrozenDictionary(format => format.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, FileFormat> ByExtension = All
        .SelectMany(format => format.Extensions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(extension => (extension, format)))
        .ToFrozenDictionary(pair => pair.extension, pair => pair.format, StringComparer.OrdinalIgnoreCase);

    /// <summary>The format of that name. Throws for a name that is not in the table.</summary>
    public static FileFormat? Find(string name) => ByName.GetValueOrDefault(name);

    public static FileFormat Get(string name) => ByName[name];

    /// <summary>What a file's name claims; null where its extension says nothing.</summary>
    public static FileFormat? Claimed(string fileName) => ByExtension.GetValueOrDefault(Path.GetExtension(fileName).TrimStart('.'));

    private static FileFormat Picture(string name, string mime, string title, string extensions, string? loader = null, string? coder = null) =>
        new(name, mime, AssetKind.Image, title, extensions) { Loader = loader, Coder = coder };

    private static FileFormat Raw(string name, string mime, string title, string? extensions = null) =>
        new(name, mime, AssetKind.Image, title, extensions ?? name) { IsRaw = true };

    private static FileFormat Moving(string name, string mime, string title, string extensions, string demuxer) =>
        new(name, mime, AssetKind.Video, title, extensions) { Demuxer = demuxer };

    private static FileFormat Sound(string name, string mime, string title, string extensions, string demuxer) =>
        new(name, mime, AssetKind.Audio, title, extensions) { Demuxer = demuxer };

    private static FileFormat Document(string name, string mime, string title, string extensions) =>
        new(name, mime, AssetKind.Document, title, extensions);

    private static FileFormat Other(string name, string mime, string title, string extensions) =>
        new(name, mime, AssetKind.Other, title, extensions);
}
