using System.Net;
using System.Text;
using Vitrine.Media.Kinds;
using Vitrine.Media.Tools;

namespace Vitrine.Media.Metadata.Writing;

/// <summary>
/// Writes metadata into a copy of a file: the XMP packet is edited here, node by node, and put in by exiftool, which stays open for the next file; tags outside
/// of XMP follow. The copy is believed only when its picture or sound is the same to the bit and it says what it was to say.
/// </summary>
internal sealed class EmbeddedWriter : IAsyncDisposable
{
    /// <summary>Bytes of the largest file: what a child may write at all.</summary>
    public const long MostBytes = 900L << 20;

    /// <summary>Formats into which exiftool puts a packet without touching the picture or sound in them.</summary>
    private static readonly Dictionary<string, string> Extensions = new(StringComparer.Ordinal)
    {
        ["jpeg"] = ".jpg", ["png"] = ".png", ["webp"] = ".webp", ["tiff"] = ".tif", ["dng"] = ".dng", ["psd"] = ".psd", ["gif"] = ".gif", ["heic"] = ".heic", ["avif"] = ".avif", ["mp4"] = ".mp4",
        ["m4v"] = ".m4v", ["mov"] = ".mov", ["3gp"] = ".3gp", ["m4a"] = ".m4a",
    };

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ExifToolProcess tool = new();

    /// <summary>Whether metadata can be put into files of a format, as sniffed.</summary>
    public static bool CanWrite(string format) => Extensions.ContainsKey(format);

    public ValueTask DisposeAsync() => tool.DisposeAsync();

    /// <summary>A copy of a file with edits carried out.</summary>
    /// <param name="path">Read only, never changed.</param>
    /// <param name="target">Where the copy is made; nothing lies there yet.</param>
    /// <returns>Whether there was something to change; if not, there is no copy.</returns>
    /// <exception cref="BadFileException">It cannot be written so, or what was written is not what was wanted; there is no copy.</exception>
    /// <exception cref="ToolException">exiftool is not installed.</exception>
    public async Task<bool> WriteAsync(string path, string format, MetadataEdits edits, string target, CancellationToken cancellationToken)
    {
        try
        {
            Check(path, format);
            var packet = await PacketAsync(path, format, edits, cancellationToken);
            var legacy = await LegacyAsync(path, edits, cancellationToken);
            if (packet is null && legacy.Count == 0)
            {
                return false;
            }

            await RunAsync(path, Extensions[format], packet, legacy, target, cancellationToken);
            await VerifyAsync(path, target, packet, cancellationToken);
            return true;
        }
        catch (Exception problem) when (problem is XmpRefusedException or TimeoutException or FormatException)
        {
            File.Delete(target);
            throw new BadFileException(problem is TimeoutException ? ToolException.TimedOut : "not-writable", problem.Message);
        }
        catch (BadFileException)
        {
            File.Delete(target);
            throw;
        }
    }

    private static void Check(string path, string format)
    {
        if (!CanWrite(format))
        {
            throw new BadFileException("not-embeddable", $"Metadata cannot be put into {FileFormats.Find(format)?.Title ?? format} files.");
        }

        if (new FileInfo(path).Length > MostBytes)
        {
            throw new BadFileException("too-large", $"Metadata is put into files of up to {MostBytes >> 20} MB; this one is larger.");
        }

        using var file = File.OpenRead(path);
        if (SignedPicture.Is(file))
        {
            throw new BadFileException("signed", "The file carries a signed record of its origin (C2PA), which a change would break.");
        }
    }

    /// <summary>The packet as it is to be; null where it is so already.</summary>
    private async Task<byte[]?> PacketAsync(string path, string format, MetadataEdits edits, CancellationToken cancellationToken)
    {
        var before = await XmpBlock.ReadAsync(tool, path, cancellationToken);
        var packet = XmpPacket.Parse(before);
        if (format == "jpeg" && before.AsSpan().IndexOf("HasExtendedXMP"u8) >= 0)
        {
            await using var file = File.OpenRead(path);
            packet.Join(XmpPacket.Parse(XmpBlock.ExtensionOf(file, before) ?? throw new XmpRefusedException("The second part of the XMP packet in this file is not whole.")));
        }

        var was = packet.ToBytes(padding: true);
        edits.ApplyTo(packet);
        var now = packet.ToBytes(padding: true);
        if (now.AsSpan().SequenceEqual(was))
        {
            return null;
        }

        if (format == "jpeg" && now.Length > XmpBlock.LargestInJpeg && (now = packet.ToBytes(padding: false)).Length > XmpBlock.LargestInJpeg)
        {
            throw new BadFileException("too-large", $"The metadata of this JPEG would be {now.Length:N0} bytes, and {XmpBlock.LargestInJpeg:N0} have room in it.");
        }

        return now;
    }

    private async Task<IReadOnlyList<string>> LegacyAsync(string path, MetadataEdits edits, CancellationToken cancellationToken)
    {
        if (edits.Legacy.Count == 0)
        {
            return [];
        }

        var there = new TagIndex(MetadataReader.Read(path, cancellationToken).Tags);
        return new LegacyArguments(there, await IptcEncoding.OfAsync(tool, path, cancellationToken)).Of(edits.Legacy);
    }

    private async Task RunAsync(string path, string extension, byte[]? packet, IReadOnlyList<string> legacy, string target, CancellationToken cancellationToken)
    {
        var (block, made) = (target + ".xmp", target + extension);
        try
        {
            if (packet is not null)
            {
                // The arguments beside it make exiftool read all values as HTML, that of a file too.
                await File.WriteAllBytesAsync(block, legacy.Count > 0 ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(packet).Replace("&", "&amp;", StringComparison.Ordinal)) : packet, cancellationToken);
            }

            string[] xmp = packet is null ? [] : [$"-XMP<={block}"];
            var answer = await tool.AskAsync(path, ["-q", "-charset", "filename=UTF8", "-api", "LargeFileSupport=1", .. legacy, .. xmp, "-o", made], Limit, cancellationToken, extension);
            if (!File.Exists(made))
            {
                throw new BadFileException("not-writable", $"The metadata of this file could not be changed: {Said(answer.Errors)}");
            }

            File.Move(made, target);
        }
        finally
        {
            File.Delete(block);
            File.Delete(made);
        }
    }

    private async Task VerifyAsync(string path, string target, byte[]? packet, CancellationToken cancellationToken)
    {
        var (before, after) = (Essence(path, cancellationToken), Essence(target, cancellationToken));
        if (before.IsOwn != after.IsOwn || (before.IsOwn && !before.Hash.AsSpan().SequenceEqual(after.Hash)))
        {
            throw new BadFileException("not-verified", "Writing the metadata would have changed the picture itself: nothing was written.");
        }

        if (packet is not null && !Trimmed(await XmpBlock.ReadAsync(tool, target, cancellationToken)).SequenceEqual(Trimmed(packet)))
        {
            throw new BadFileException("not-verified", "The metadata that was written could not be read back: nothing was written.");
        }
    }

    private static EssenceResult Essence(string path, CancellationToken cancellationToken)
    {
        using var file = File.OpenRead(path);
        return EssenceHash.Compute(file, [], cancellationToken);
    }

    /// <summary>Without its last mark, which exiftool turns into "read only" where it packs the packet (PNG).</summary>
    private static ReadOnlySpan<byte> Trimmed(byte[] packet) => packet.AsSpan().LastIndexOf("<?xpacket end"u8) is > 0 and var end ? packet.AsSpan(0, end) : packet;

    /// <summary>exiftool's own words without the neutral name of the file.</summary>
    private static string Said(string errors)
    {
        // What it is given as HTML it answers as HTML.
        var line = WebUtility.HtmlDecode(errors).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault(text => text.StartsWith("Error", StringComparison.Ordinal)) ?? WebUtility.HtmlDecode(errors).Trim();
        var dash = line.LastIndexOf(" - /", StringComparison.Ordinal);
        return line.Length == 0 ? "exiftool gave no reason." : $"{(dash > 0 ? line[..dash] : line).Trim()}.";
    }
}
