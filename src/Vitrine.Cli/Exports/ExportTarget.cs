using System.Security.Cryptography;

namespace Vitrine.Cli.Exports;

/// <summary>The folder that an export fills. Files get there whole, never over what is not the export's own, and never through a symbolic link.</summary>
internal sealed class ExportTarget(string folder, ExportNotes notes)
{
    private const int Buffer = 128 << 10;

    /// <summary>The size of what lies at a path; null where that is no file.</summary>
    public long? Length(string path) => new FileInfo(Full(path)) is { Exists: true, LinkTarget: null } file ? file.Length : null;

    /// <summary>Whether something lies at a path that no export wrote, or that was changed since.</summary>
    public bool IsForeign(string path)
    {
        var file = new FileInfo(Full(path));
        return file.LinkTarget is not null || Directory.Exists(file.FullName) || (file.Exists && !notes.Wrote(path, file));
    }

    /// <summary>Written beside its place first: what has its name is whole.</summary>
    /// <exception cref="ExportRefusedException">Something else lies there.</exception>
    public async Task<(long Bytes, string Sha256)> WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        var part = Path.Combine(folder, ExportNotes.Part + Path.GetRandomFileName());
        try
        {
            await using (content)
            {
                Refuse(path);
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                long bytes = 0;
                await using (var target = new FileStream(part, FileMode.CreateNew, FileAccess.Write))
                {
                    var buffer = new byte[Buffer];
                    while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
                    {
                        hash.AppendData(buffer, 0, read);
                        await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                        bytes += read;
                    }
                }

                // Again: writing may have taken long.
                Refuse(path);
                Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
                notes.Mark(ExportMark.Of(path, new FileInfo(part)));
                File.Move(part, Full(path), overwrite: true);
                return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
            }
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private void Refuse(string path)
    {
        var names = path.Split('/');
        for (var count = 1; count < names.Length; count++)
        {
            var above = string.Join('/', names[..count]);
            if (new FileInfo(Full(above)) is var entry && (entry.LinkTarget is not null || entry.Exists))
            {
                throw new ExportRefusedException($"{above} is a {(entry.LinkTarget is not null ? "symbolic link" : "file")} in the folder of the export, where a folder belongs; nothing is written there.");
            }
        }

        if (IsForeign(path))
        {
            throw new ExportRefusedException("The file there is not as the export wrote it: somebody changed it. It stays as it is; move it away to have it exported again.");
        }
    }

    private string Full(string path) => Path.Combine(folder, path);
}

/// <summary>Something that is not the export's own lies where it would write.</summary>
internal sealed class ExportRefusedException(string message) : Exception(message);
