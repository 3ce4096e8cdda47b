using System.Globalization;
using System.Text;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;
using Vitrine.Media.Kinds.Document.Text;
using Vitrine.Media.Kinds.Image;

namespace Vitrine.Media.Tests.Kinds;

/// <summary><c>docs/formats.md</c> is made from the table of formats; with VITRINE_WRITE_DOCS=1 this test writes it.</summary>
public sealed class FormatsDocumentTests
{
    private const string Heading = """
        # Formats

        This page is generated from the table in `src/Vitrine.Media/Kinds/FileFormats.cs` by a test, which fails when the two differ.

        Vitrine tells a format by a file's content; the extension only decides between formats that share a signature or have none.
        A decoder is always called by name, never left to guess. "System" means that the system's libvips is installed
        (`apt-get install libvips42`), "alone" that only the copy beside the program is there. Whatever opens no picture is stored,
        downloadable and searchable all the same. Previews are JPEG, upright, sRGB, transparency on white, the longer side at most
        1600 pixels (thumbnail 400), and of an animation the first frame. ffmpeg and ffprobe are needed for films and sound.
        Metadata "at import" are read by Vitrine itself; exiftool adds what is rare, to every format it knows, where it is installed.
        The text of documents is read page by page and searched; PDF needs poppler's pdftotext.

        Camera raw shows the largest JPEG inside; where that is smaller than a preview, the sensor's data are developed at half size
        where LibRaw's `dcraw_emu` is installed (`apt-get install libraw-bin`). Drawings (EPS, InDesign) show the preview that their
        program laid inside; nothing of them is interpreted. The names in a ZIP archive are its text.

        Pictures with more than 200 megapixels (JPEG: 500; formats whose decoder holds the whole picture: 60) are stored, but not opened.
        A TIFF may have 2,000 where its strips or rows of tiles have up to 48 MB each, or where it holds smaller copies of itself.

        """;

    [Fact]
    public void Document_IsWhatTheTableSays()
    {
        var path = Path.Combine(Repository(), "docs", "formats.md");
        var text = Write();
        if (Environment.GetEnvironmentVariable("VITRINE_WRITE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path), "run the tests once with VITRINE_WRITE_DOCS=1");
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public void Document_ClaimsForTheSystemsLibrary_AreTrueHere()
    {
        Assert.SkipWhen(ImageLibrary.IsBundled, "needs the system's libvips");
        Assert.All(FileFormats.All.Select(format => format.Loader).OfType<string>(), loader => Assert.True(ImageLibrary.Has(loader), loader));
    }

    private static string Write()
    {
        var text = new StringBuilder(Heading);
        foreach (var kind in Enum.GetValues<AssetKind>())
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {kind}\n\n| Format | Extensions | Media type | Facts | Metadata | Preview with the system's libvips | Preview alone |\n|---|---|---|---|---|---|---|\n");
            foreach (var format in FileFormats.All.Where(format => format.Kind == kind && format.Name is not ("other" or "empty")))
            {
                var extensions = string.Join(' ', format.Extensions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(extension => "." + extension));
                text.Append(CultureInfo.InvariantCulture, $"| {format.Title} | {extensions} | `{format.Mime}` | {Facts(format)} | {Metadata(format)} | {Preview(format, bundled: false)} | {Preview(format, bundled: true)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Facts(FileFormat format) => format switch
    {
        { IsRaw: true } => "size, orientation",
        { Kind: AssetKind.Image } when (format.Loader ?? format.Coder) is not null => "size, colours, depth, transparency, frames",
        { Kind: AssetKind.Video } => "size, duration, codecs, frame rate, channels",
        { Kind: AssetKind.Audio } => "duration, codec, channels, sample rate",
        { Name: "pdf" } => "pages, size of the first (system), text",
        { Name: "docx" or "xlsx" or "pptx" or "odt" or "ods" or "odp" } => "pages, slides or sheets, text",
        _ when DocumentTexts.Has(format.Name) => "bytes, media type, text",
        _ => "bytes, media type",
    };

    private static string Metadata(FileFormat format) => format switch
    {
        { Name: "playlist" or "zip" or "gzip" or "archive" or "program" } => "no",
        { Name: "jp2" or "jxl" or "tiff" or "jpeg" or "png" or "webp" or "gif" or "avif" or "heic" or "psd" or "psb" } => "at import",
        { IsRaw: true, Name: not ("crw" or "mrw" or "x3f") } => "at import",
        { Demuxer: "mov" or "avi" or "wav" or "mp3" or "flac" } => "at import",
        { Name: "pdf" or "docx" or "xlsx" or "pptx" or "odt" or "ods" or "odp" or "epub" or "xmp" } => "at import",
        { Name: "text" or "markdown" or "csv" or "json" or "xml" } => "none",
        _ => "later (exiftool)",
    };

    private static string Preview(FileFormat format, bool bundled) => format switch
    {
        { IsRaw: true } => "largest JPEG inside, or half size (LibRaw)",
        { HasPreviewInside: true } => "preview inside",
        { Kind: AssetKind.Audio } => "cover",
        { Kind: AssetKind.Video } => "frame with most to see (ffmpeg)",
        { Loader: { } loader } when !bundled || (ImageLibrary.InBundled.Contains(loader) && format.Name != "heic") => format.Name == "pdf" ? "first page (libvips)" : "yes (libvips)",
        { Coder: not null } => "yes (ImageMagick)",
        _ => "no",
    };

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Vitrine.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("the repository's root was not found");
    }
}
