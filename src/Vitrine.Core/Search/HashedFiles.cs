using System.Security.Cryptography;
using System.Text;

namespace Vitrine.Core.Search;

/// <summary>
/// A snapshot's files: each written once and named by the SHA-256 of its bytes, and a manifest that says which of them count. Every file is replaced in one step: a crash leaves
/// the old one or the new one.
/// </summary>
internal static class HashedFiles
{
    public const string Manifest = "manifest", Unfinished = ".part";

    /// <summary>Of a manifest; that of five million vectors has 100 KB.</summary>
    private const long MostManifest = 64L << 20;

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <exception cref="InvalidDataException">No hash.</exception>
    public static string PathOf(string folder, string hash, string extension) =>
        hash.Length == SHA256.HashSizeInBytes * 2 && hash.All(char.IsAsciiHexDigitLower) ? Path.Combine(folder, hash + extension) : throw new InvalidDataException("A file without a name.");

    /// <returns>The hash.</returns>
    /// <exception cref="IOException">The folder takes no writes.</exception>
    public static string Write(string folder, ReadOnlySpan<byte> bytes, string extension)
    {
        var hash = HashOf(bytes);
        Replace(PathOf(folder, hash, extension), bytes);
        return hash;
    }

    /// <summary>Writes the manifest, and deletes the files of these kinds that it does not name.</summary>
    public static void Publish(string folder, ReadOnlySpan<byte> manifest, IReadOnlySet<string> named, params ReadOnlySpan<string> extensions)
    {
        Replace(Path.Combine(folder, Manifest), [.. SHA256.HashData(manifest), .. manifest]);
        Sweep(folder, named, extensions);
    }

    /// <summary>Deletes the files of some kinds, and unfinished ones, that are not named.</summary>
    public static void Sweep(string folder, IReadOnlySet<string> named, params ReadOnlySpan<string> extensions)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            var name = Path.GetFileName(file);
            var isOurs = name.EndsWith(Unfinished, StringComparison.Ordinal);
            foreach (var extension in extensions)
            {
                isOurs |= name.EndsWith(extension, StringComparison.Ordinal);
            }

            if (isOurs && !named.Contains(name))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>The manifest; null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static BinaryReader? Open(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, Manifest));
        if (!file.Exists)
        {
            return null;
        }

        var whole = file.Length <= MostManifest ? File.ReadAllBytes(file.FullName) : [];
        return whole.Length >= SHA256.HashSizeInBytes && SHA256.HashData(whole.AsSpan(SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(whole.AsSpan(0, SHA256.HashSizeInBytes))
            ? new BinaryReader(new MemoryStream(whole, SHA256.HashSizeInBytes, whole.Length - SHA256.HashSizeInBytes), Encoding.UTF8)
            : throw new InvalidDataException("The manifest is damaged.");
    }

    private static void Replace(string file, ReadOnlySpan<byte> bytes)
    {
        var part = file + Unfinished;
        try
        {
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(part, file, overwrite: true);
        }
        catch (IOException)
        {
            // On a full disk it would hold what others need.
            File.Delete(part);
            throw;
        }
    }
}
