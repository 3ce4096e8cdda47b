using System.Runtime.InteropServices;
using System.Text;

namespace Vitrine.Core.Search.Vectors;

/// <summary>A space in a snapshot, with what its owner keeps beside it.</summary>
/// <param name="Name">The model.</param>
/// <param name="Space">Null where there is only what lies beside.</param>
public sealed record KeptVectors(string Name, VectorSpace? Space, ReadOnlyMemory<byte> Beside);

/// <summary>
/// Spaces in a folder, so that a start need not read everything again: the files of their full blocks, a file for each space with the rest of its rows and what lies beside, and a manifest,
/// which is replaced in one step.
/// </summary>
/// <param name="Position">Up to where the change log is in it.</param>
/// <param name="Said">What the log says there.</param>
/// <remarks>
/// Manifest, after its SHA-256, by <see cref="BinaryWriter"/>: i32 format, text version, i64 position, text said, i32 spaces, and of each text name, i32 dimension (0 where there is no
/// space), i32 rows in full blocks, the hash of each block, i32 other rows, i32 bytes and hash of the file with their codes and what lies beside.
/// </remarks>
public sealed record VectorSnapshot(long Position, string Said, IReadOnlyList<KeptVectors> Spaces)
{
    private const string Extension = ".rows";
    private const int Format = 1;

    /// <summary>Writes spaces as they are in a generation; files that lie there already are not written again, and what the manifest does not name goes.</summary>
    /// <param name="version">Whatever makes vectors of the same assets others: <see cref="Load"/> takes only the same.</param>
    /// <param name="spaces">Rows null where there is only what lies beside.</param>
    /// <exception cref="IOException">The folder takes no writes. What was there before still holds.</exception>
    public static void Save(string folder, string version, long position, string said, IReadOnlyList<(string Name, VectorGeneration? Rows, ReadOnlyMemory<byte> Beside)> spaces)
    {
        ArgumentNullException.ThrowIfNull(spaces);
        Directory.CreateDirectory(folder);
        var named = new HashSet<string>(StringComparer.Ordinal);
        using var manifest = new MemoryStream();
        using (var writer = new BinaryWriter(manifest, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Format);
            writer.Write(version);
            writer.Write(position);
            writer.Write(said);
            writer.Write(spaces.Count);
            foreach (var (name, rows, beside) in spaces)
            {
                string[] blocks = rows?.Store(folder) ?? [];
                writer.Write(name);
                writer.Write(rows?.Dimension ?? 0);
                writer.Write(blocks.Length);
                foreach (var block in blocks)
                {
                    writer.Write(block);
                    named.Add(block + VectorBlock.Extension);
                }

                var others = (rows?.Count ?? 0) - (blocks.Length * VectorSpace.BlockRows);
                byte[] bytes = [.. Rest(rows, others), .. beside.Span];
                var hash = HashedFiles.Write(folder, bytes, Extension);
                named.Add(hash + Extension);
                writer.Write(others);
                writer.Write(bytes.Length);
                writer.Write(hash);
            }
        }

        HashedFiles.Publish(folder, manifest.ToArray(), named, VectorBlock.Extension, Extension);
    }

    /// <summary>The spaces that lie in a folder; null where there are none.</summary>
    /// <exception cref="InvalidDataException">They are of another version, or anything in them is damaged or missing: then they have to be made anew.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static VectorSnapshot? Load(string folder, string version)
    {
        try
        {
            using var reader = HashedFiles.Open(folder);
            return reader is null ? null
                : reader.ReadInt32() == Format && reader.ReadString() == version ? Read(reader, folder)
                : throw new InvalidDataException("It is of another release or another model.");
        }
        catch (Exception error) when (error is FileNotFoundException or EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    /// <summary>Deletes what lies in a folder and is of no use any more.</summary>
    /// <exception cref="IOException">The folder takes no writes.</exception>
    public static void Clear(string folder)
    {
        if (Directory.Exists(folder))
        {
            File.Delete(Path.Combine(folder, HashedFiles.Manifest));
            HashedFiles.Sweep(folder, new HashSet<string>(), VectorBlock.Extension, Extension);
        }
    }

    private static VectorSnapshot Read(BinaryReader reader, string folder)
    {
        var (position, said) = (reader.ReadInt64(), reader.ReadString());
        var spaces = new List<KeptVectors>();
        for (var count = reader.ReadInt32(); spaces.Count < count;)
        {
            spaces.Add(ReadSpace(reader, folder));
        }

        return new VectorSnapshot(position, said, spaces);
    }

    private static KeptVectors ReadSpace(BinaryReader reader, string folder)
    {
        var (name, dimension) = (reader.ReadString(), reader.ReadInt32());
        var hashes = new List<string>();
        for (var count = reader.ReadInt32(); hashes.Count < count;)
        {
            hashes.Add(reader.ReadString());
        }

        var (others, length, rest) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadString());
        if (dimension is < 0 or > VectorSpace.MaxDimension || (dimension == 0 && hashes.Count + others > 0) || others is < 0 or >= VectorSpace.BlockRows || length < others * dimension)
        {
            throw new InvalidDataException("The manifest says what cannot be.");
        }

        var file = HashedFiles.PathOf(folder, rest, Extension);
        var bytes = new FileInfo(file).Length == length ? File.ReadAllBytes(file) : [];
        if (HashedFiles.HashOf(bytes) != rest)
        {
            throw new InvalidDataException("A file of rows is damaged.");
        }

        if (dimension == 0)
        {
            return new KeptVectors(name, null, bytes);
        }

        var blocks = new VectorBlock[hashes.Count];
        var damaged = 0;
        Parallel.For(0, blocks.Length, (i, turn) =>
        {
            try
            {
                blocks[i] = VectorBlock.Open(new BlockShape(dimension), folder, hashes[i]);
            }
            catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                Interlocked.Increment(ref damaged);
                turn.Stop();
            }
        });
        if (damaged > 0)
        {
            throw new InvalidDataException("A file of vectors is damaged or missing.");
        }

        var space = new VectorSpace(dimension, folder, blocks);
        space.AddMany(MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(0, others * dimension)));
        return new KeptVectors(name, space, bytes.AsMemory(others * dimension));
    }

    /// <summary>The codes of the last rows, which are in no file of their own.</summary>
    private static byte[] Rest(VectorGeneration? rows, int count)
    {
        var bytes = new byte[count * (rows?.Dimension ?? 0)];
        for (var i = 0; i < count; i++)
        {
            rows!.CopyTo(rows.Count - count + i, MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(i * rows.Dimension, rows.Dimension)));
        }

        return bytes;
    }
}
