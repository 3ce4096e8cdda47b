using System.Buffers.Binary;
using Vitrine.Core.Search.Duplicates;

namespace Vitrine.Server.Duplicates;

/// <summary>What a picture is recognised by, out of its stored fingerprint.</summary>
/// <param name="Hashes">The perceptual hashes in all eight orientations.</param>
/// <param name="Sketch">None of fingerprints that were taken before there were sketches.</param>
internal sealed record Likeness(IReadOnlyList<ulong> Hashes, PictureSketch? Sketch)
{
    /// <returns>Null where there is no fingerprint, and where it is damaged.</returns>
    public static Likeness? Read(byte[]? hashes, byte[]? sketch) => hashes is { Length: >= 8 * sizeof(ulong) }
        ? new([.. Enumerable.Range(0, 8).Select(i => BinaryPrimitives.ReadUInt64BigEndian(hashes.AsSpan(i * sizeof(ulong))))], PictureSketch.Read(sketch))
        : null;

    /// <summary>Whether a picture is this one in another form: as it is or turned in one of the eight ways, or cut or written on. Only what is not turned is laid over.</summary>
    public bool IsNear(Likeness other)
    {
        int[] bits = [.. Hashes.Select(turned => PerceptualHash.Distance(turned, other.Hashes[0]))];
        return NearRule.IsNear(bits.Any(NearRule.IsCopy) ? bits.Min() : bits[0], Sketch, other.Sketch);
    }
}
