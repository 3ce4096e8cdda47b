using NetVips;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Tools;

namespace Vitrine.Eval.Pictures;

/// <summary>Where labelled pictures lie, and how they are read: as the analyzers get them, through a preview of at most 1600 pixels.</summary>
/// <param name="Root">The shared folder with <c>corpus</c> and <c>models</c>.</param>
/// <param name="Caltech">Caltech-101's <c>101_ObjectCategories</c>; null where it is not here: its sections are left out and say so.</param>
internal sealed record SharedData(string Root, string? Caltech)
{
    private const string CaltechPrefix = "caltech101/";
    public const int LongestSide = 1600;

    /// <summary>JPEG quality of the preview that stands between a file and its analysis.</summary>
    private const int Quality = 82;

    public string Resolve(string label) => label.StartsWith(CaltechPrefix, StringComparison.Ordinal)
        ? Path.Combine(Caltech ?? throw new InvalidOperationException($"{label} needs --caltech"), label[CaltechPrefix.Length..])
        : Path.Combine(Root, label);

    public bool Has(string label) => !label.StartsWith(CaltechPrefix, StringComparison.Ordinal) || Caltech is not null;

    /// <param name="label">A path below the root, <c>FILE.pdf#PAGE</c> or <c>caltech101/…</c>.</param>
    public async Task<Picture> ReadAsync(string label) => Preview(await DecodeAsync(label));

    /// <summary>The file's own pixels, upright sRGB on white.</summary>
    public async Task<Image> DecodeAsync(string label)
    {
        using var file = await OpenAsync(label);
        using var upright = file.Autorot();
        using var srgb = upright.Colourspace(Enums.Interpretation.Srgb);
        using var opaque = srgb.HasAlpha() ? srgb.Flatten([255, 255, 255]) : srgb.Copy();
        using var bytes = opaque.Cast(Enums.BandFormat.Uchar);
        return bytes.CopyMemory();
    }

    /// <summary>Writes and reads the preview; disposes the picture.</summary>
    public static Picture Preview(Image image)
    {
        using var own = image;
        using var small = Math.Max(own.Width, own.Height) > LongestSide ? own.ThumbnailImage(LongestSide, LongestSide) : own.Copy();
        var jpeg = small.JpegsaveBuffer(q: Quality);
        using var read = Image.NewFromBuffer(jpeg);
        return new Picture(read.Width, read.Height, read.WriteToMemory<byte>());
    }

    private async Task<Image> OpenAsync(string label)
    {
        var hash = label.LastIndexOf('#');
        if (hash < 0)
        {
            return Image.NewFromFile(Resolve(label));
        }

        var page = label[(hash + 1)..];
        var rendered = await ToolProcess.RunAsync(
            new ToolCommand("pdftoppm", ["-png", "-r", "120", "-f", page, "-l", page, Resolve(label[..hash])]), CancellationToken.None);
        return rendered.Succeeded ? Image.NewFromBuffer(rendered.Output) : throw new InvalidOperationException(rendered.Describe("pdftoppm"));
    }
}
