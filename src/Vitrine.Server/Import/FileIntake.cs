using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;
using Vitrine.Media.Metadata;
using Vitrine.Media.Tools;
using Vitrine.Server.Pipeline;

namespace Vitrine.Server.Import;

/// <summary>A file that was read to its end, or why it was not.</summary>
/// <param name="Spooled">The copy that was made while hashing; null where none was asked for.</param>
public sealed record TakenIn(WalkedEntry File, FileHashes? Hashes, Sniffed? Sniffed, string? Spooled, Problem? Problem);

/// <summary>Reads files once: both hashes, what they are, and a copy where one is wanted.</summary>
/// <param name="maxBytes">Larger files are refused.</param>
public sealed class FileIntake(string spool, long maxBytes, IdGenerator ids)
{
    private const int Buffer = 1 << 16;

    /// <param name="root">The folder in which the file must still lie.</param>
    public async Task<TakenIn> ReadAsync(WalkedEntry file, string root, bool copy, CancellationToken cancellationToken)
    {
        if (file.Bytes > maxBytes)
        {
            return Bad(file, "too-large", $"This file has {file.Bytes:N0} bytes; the limit is {maxBytes:N0}.");
        }

        var spooled = copy ? Path.Combine(spool, $"{ids.Next()}.part") : null;
        TakenIn taken;
        try
        {
            taken = await ReadAsync(file, root, spooled, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            taken = Bad(file, error);
        }
        catch
        {
            Forget(spooled);
            throw;
        }

        if (taken.Problem is not null)
        {
            Forget(spooled);
        }

        return taken;
    }

    private static TakenIn Bad(WalkedEntry file, Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => Bad(file, "vanished", "This file vanished while it was being taken in."),
        ReplacedFileException => Bad(file, "replaced", "Something else took this file's place while it was being taken in. The next import looks again."),
        UnauthorizedAccessException => Bad(file, "not-readable", "This file cannot be read: permission is missing."),
        _ when LaneFailures.IsDiskFull(error) => Bad(file, "disk-full", "There is no room left to copy this file. The next import takes it in when there is."),
        _ => Bad(file, "read-error", $"This file cannot be read to its end: {error.Message}"),
    };

    private static async Task<TakenIn> ReadAsync(WalkedEntry file, string root, string? spooled, CancellationToken cancellationToken)
    {
        await using var source = SeenFile.Open(file, root);
        await using var target = spooled is null ? null : new FileStream(spooled, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, Buffer);
        var head = new byte[(int)Math.Min(ContentSniffer.HeadBytes, Math.Max(source.Length, 0))];
        var read = await source.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        source.Position = 0;
        var hashes = await FileHasher.HashAsync(source, target, cancellationToken);
        if (target is not null)
        {
            await target.FlushAsync(cancellationToken);
        }

        if (FileStat.Of(file.Path, followLinks: true) is not { } after || after.Bytes != file.Bytes || after.Modified != file.Modified || hashes.Bytes != file.Bytes)
        {
            return Bad(file, "changed-while-reading", "This file changed while it was being read. The next import takes it in.");
        }

        var sniffed = ContentSniffer.Sniff(head.AsSpan(0, read), hashes.Bytes, Path.GetFileName(file.Path));
        return new TakenIn(file, hashes, sniffed, spooled, null);
    }

    private static void Forget(string? spooled)
    {
        if (spooled is not null)
        {
            File.Delete(spooled);
        }
    }

    private static TakenIn Bad(WalkedEntry file, string code, string message) => new(file, null, null, null, new Problem("import", code, message));
}
