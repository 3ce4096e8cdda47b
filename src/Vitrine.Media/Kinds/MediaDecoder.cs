using Vitrine.Media.Analyzers;
using Vitrine.Media.Kinds.Document.Text;
using Vitrine.Media.Kinds.Image;

namespace Vitrine.Media.Kinds;

/// <summary>
/// Turns the bytes of a file into facts and pictures. Plain library code without state of its own; it is meant to run inside a
/// sandboxed child, since a native decoder that meets hostile bytes may take its process with it.
/// </summary>
public sealed class MediaDecoder(DecodeLimits limits)
{
    public MediaDecoder()
        : this(new DecodeLimits())
    {
    }

    /// <summary>Facts and renditions of a file, opened once.</summary>
    /// <param name="name">The asset's name, a hint for formats without a signature.</param>
    /// <param name="content">The file's bytes where they are at hand already.</param>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public async ValueTask<MediaReading> ReadAsync(string path, string name, byte[]? content = null, CancellationToken cancellationToken = default)
    {
        using var file = MediaFile.Open(path, name, content);
        return await ReadAsync(file, renditions: true, cancellationToken);
    }

    /// <summary>The same without pictures: headers only.</summary>
    public async ValueTask<MediaReading> ReadFactsAsync(string path, string name, byte[]? content = null, CancellationToken cancellationToken = default)
    {
        using var file = MediaFile.Open(path, name, content);
        return await ReadAsync(file, renditions: false, cancellationToken);
    }

    /// <summary>Facts of an opened file, and its renditions where asked for.</summary>
    public ValueTask<MediaReading> ReadAsync(MediaFile file, bool renditions, CancellationToken cancellationToken) =>
        AssetKinds.Get(file.Sniffed.Kind).ReadAsync(file, renditions, limits, cancellationToken);

    /// <summary>What an opened document says, page by page.</summary>
    public Task<TextReading> ReadTextAsync(MediaFile file, CancellationToken cancellationToken) => DocumentTexts.ReadAsync(file, limits, cancellationToken);

    /// <summary>A preview that we wrote ourselves, as pixels: what analyzers look at.</summary>
    /// <exception cref="InvalidDataException">It is no JPEG.</exception>
    public static Picture DecodePreview(byte[] jpeg) => PictureReader.DecodePreview(jpeg);

    /// <summary>An image file as upright sRGB pixels, the longer side at most <paramref name="maxSide"/>, never enlarged.</summary>
    /// <exception cref="InvalidDataException">It is no image or cannot be decoded; the message is a sentence for people.</exception>
    public static Picture DecodeUpright(string path, int maxSide, DecodeLimits? limits = null)
    {
        using var file = MediaFile.Open(path, Path.GetFileName(path));
        return PictureReader.DecodeUpright(file, maxSide, limits ?? new DecodeLimits());
    }

    /// <inheritdoc cref="DecodeUpright(string, int, DecodeLimits?)"/>
    public static Picture DecodeUpright(byte[] content, int maxSide, DecodeLimits? limits = null)
    {
        using var file = MediaFile.FromBytes(content, "");
        return PictureReader.DecodeUpright(file, maxSide, limits ?? new DecodeLimits());
    }
}
