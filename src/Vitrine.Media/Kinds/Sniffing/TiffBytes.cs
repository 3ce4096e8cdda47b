namespace Vitrine.Media.Kinds.Sniffing;

/// <summary>Bytes of a TIFF by position: all in memory, or a window of a file that moves to where something is read.</summary>
internal sealed class TiffBytes
{
    // A directory of 4,096 entries of a BigTIFF, and the next one where it follows at once.
    private const int Window = 128 << 10;

    private readonly MediaFile? file;
    private byte[] held;
    private long from;

    public TiffBytes(byte[] all)
    {
        held = all;
        Length = all.Length;
    }

    public TiffBytes(MediaFile file)
    {
        this.file = file;
        held = [];
        Length = file.Length;
    }

    public long Length { get; }

    /// <summary>These bytes, or none where not all of them are there. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Get(long at, int count)
    {
        if (at < 0 || count < 0 || at > Length - count)
        {
            return [];
        }

        if (file is not null && (at < from || at + count > from + held.Length))
        {
            held = file.ReadAt(at, Math.Max(Window, count));
            from = at;
        }

        return at - from <= held.Length - count ? held.AsSpan((int)(at - from), count) : [];
    }
}
