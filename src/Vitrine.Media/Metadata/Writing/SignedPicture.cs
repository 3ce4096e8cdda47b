using System.Buffers;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>Whether a file carries a C2PA manifest: changing it would make its signature wrong.</summary>
internal static class SignedPicture
{
    private const int BufferLength = 1 << 17;

    /// <summary>The type of a manifest store's JUMBF box (C2PA specification 2.1, 11.1.4.2): a UUID that begins with its name.</summary>
    private static ReadOnlySpan<byte> ManifestStore => [(byte)'c', (byte)'2', (byte)'p', (byte)'a', 0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    public static bool Is(Stream file)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            var kept = 0;
            for (int read; (read = file.Read(buffer, kept, buffer.Length - kept)) > 0;)
            {
                var seen = buffer.AsSpan(0, kept + read);
                if (seen.IndexOf(ManifestStore) >= 0)
                {
                    return true;
                }

                kept = Math.Min(ManifestStore.Length - 1, seen.Length);
                seen[^kept..].CopyTo(buffer);
            }

            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
