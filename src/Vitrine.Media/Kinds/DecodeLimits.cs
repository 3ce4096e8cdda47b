namespace Vitrine.Media.Kinds;

/// <summary>What one file may cost. All limits are checked against what the header states, before anything is decoded.</summary>
public sealed record DecodeLimits
{
    /// <summary>Pixels of a JPEG, which is shrunk while it is decoded.</summary>
    public long JpegPixels { get; init; } = 500_000_000;

    /// <summary>Pixels of a TIFF that is read from top to bottom in pieces of up to <see cref="BytesTogether"/>.</summary>
    public long StreamedPixels { get; init; } = 2_000_000_000;

    /// <summary>Bytes of a strip, or of a row of tiles.</summary>
    public long BytesTogether { get; init; } = 48L << 20;

    /// <summary>Pixels of any other picture.</summary>
    public long Pixels { get; init; } = 200_000_000;

    /// <summary>Pixels of a picture that its decoder holds as a whole: interlaced PNG, HEIC, AVIF, JPEG XL, GIF, and all that ImageMagick opens.</summary>
    public long BufferedPixels { get; init; } = 60_000_000;

    /// <summary>Bytes of coefficients that a progressive JPEG may need at once.</summary>
    public long BufferedBytes { get; init; } = 256_000_000;

    /// <summary>Scans of a progressive JPEG: each one walks all coefficients again. Encoders write about ten.</summary>
    public int JpegScans { get; init; } = 100;

    /// <summary>Pages or frames that are counted; a TIFF with more is refused.</summary>
    public int Pages { get; init; } = 100_000;

    /// <summary>Bytes that a file which must lie in memory as a whole may have (SVG, XML, office documents).</summary>
    public int BytesInMemory { get; init; } = 64 << 20;

    /// <summary>Bytes that one compressed part of a picture's metadata may unpack to.</summary>
    public int MetadataBytes { get; init; } = 4 << 20;

    /// <summary>Bytes that the parts of an office document may unpack to, as its directory states them.</summary>
    public long UnpackedBytes { get; init; } = 200_000_000;

    /// <summary>Bytes that one part of a PDF other than a picture may unpack to.</summary>
    public long PageBytes { get; init; } = 128L << 20;

    /// <summary>Seconds one run of ffprobe or ffmpeg may take.</summary>
    public int ToolSeconds { get; init; } = 20;

    /// <summary>Longer side of a preview and of a thumbnail.</summary>
    public int PreviewSide { get; init; } = 1600;
    public int ThumbnailSide { get; init; } = 400;
}
