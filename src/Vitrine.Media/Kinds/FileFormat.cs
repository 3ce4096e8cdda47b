using Vitrine.Core.Assets;

namespace Vitrine.Media.Kinds;

/// <summary>A format that Vitrine can tell by content, and who opens it. The three openers exclude each other; none = stored, no picture.</summary>
/// <param name="Name">Ours, lower case: <c>jpeg</c>, <c>mp4</c>…</param>
/// <param name="Extensions">Without dots, separated by blanks; the first is the usual one.</param>
public sealed record FileFormat(string Name, string Mime, AssetKind Kind, string Title, string Extensions)
{
    /// <summary>libvips' loader without the ending <c>_source</c>: <c>jpegload</c>.</summary>
    public string? Loader { get; init; }

    /// <summary>ImageMagick's coder, which opens what has no loader or where the libvips in use lacks it.</summary>
    public string? Coder { get; init; }

    /// <summary>ffmpeg's demuxer, named so that it never guesses.</summary>
    public string? Demuxer { get; init; }

    /// <summary>Camera raw: the picture is the largest JPEG inside.</summary>
    public bool IsRaw { get; init; }

    /// <summary>A drawing whose picture is the finished preview that its program laid inside.</summary>
    public bool HasPreviewInside { get; init; }

    /// <summary>Whether somebody here can make a picture of it; of sound it is the cover, where there is one.</summary>
    public bool HasPicture => Loader is not null || Coder is not null || Demuxer is not null || IsRaw || HasPreviewInside;

    public Sniffed ToSniffed() => new(Name, Mime, Kind);
}
