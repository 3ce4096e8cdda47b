using System.Text;

namespace Vitrine.Core.Search.Index;

/// <summary>
/// An index in a folder, so that a start need not read everything again: a file for each segment, named by its hash and written once, and a manifest that says which of them
/// make up the index and what in them no longer counts. The manifest is replaced in one step: a crash leaves the old one or the new one.
/// </summary>
public static class IndexSnapshot
{
    private const string Extension = ".segment";
    private const int Format = 1;

    /// <summary>Writes what there is now; segments that lie there already are not written again, and what the manifest does not name goes.</summary>
    /// <param name="version">Whatever makes documents of the same assets others: <see cref="Load"/> takes only the same.</param>
    /// <exception cref="IOException">The folder takes no writes. What was there before still holds.</exception>
    public static void Save(IndexGeneration generation, IndexFields fields, string folder, string version)
    {
        ArgumentNullException.ThrowIfNull(generation);
        ArgumentNullException.ThrowIfNull(fields);
        Directory.CreateDirectory(folder);
        var named = new HashSet<string>(StringComparer.Ordinal);
        using var manifest = new MemoryStream();
        using (var writer = new BinaryWriter(manifest, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Format);
            writer.Write(version);
            writer.Write(generation.Sequence);
            var all = fields.All;
            writer.Write(all.Count);
            foreach (var field in all)
            {
                writer.Write(field.Name);
                writer.Write((int)field.Type);
            }

            writer.Write(generation.Views.Length);
            foreach (var view in generation.Views)
            {
                var hash = view.Segment.StoredAs ??= Stored(view.Segment, folder);
                if (!File.Exists(HashedFiles.PathOf(folder, hash, Extension)))
                {
                    hash = view.Segment.StoredAs = Stored(view.Segment, folder);
                }

                named.Add(hash + Extension);
                writer.Write(hash);
                foreach (var word in view.Live)
                {
                    writer.Write(word);
                }
            }
        }

        HashedFiles.Publish(folder, manifest.ToArray(), named, Extension);
    }

    /// <summary>The index that lies in a folder; null where there is none, or none of this version, or anything in it is damaged: then it has to be made anew.</summary>
    /// <param name="fields">Gets the fields that the index has.</param>
    public static MemoryIndex? Load(IndexFields fields, string folder, string version)
    {
        try
        {
            return Read(fields, folder, version);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    private static MemoryIndex? Read(IndexFields fields, string folder, string version)
    {
        using var reader = HashedFiles.Open(folder);
        if (reader is null || reader.ReadInt32() != Format || reader.ReadString() != version)
        {
            return null;
        }

        var sequence = reader.ReadInt64();
        var known = new IndexField[reader.ReadInt32()];
        for (var i = 0; i < known.Length; i++)
        {
            known[i] = fields.Get(reader.ReadString(), (IndexFieldType)reader.ReadInt32());
        }

        var views = new SegmentView[reader.ReadInt32()];
        for (var v = 0; v < views.Length; v++)
        {
            var hash = reader.ReadString();
            var bytes = File.ReadAllBytes(HashedFiles.PathOf(folder, hash, Extension));
            if (HashedFiles.HashOf(bytes) != hash)
            {
                return null;
            }

            var segment = SegmentBytes.Read(bytes, known, fields.All.Count);
            segment.StoredAs = hash;
            var live = new ulong[Bits.Words(segment.Count)];
            for (var i = 0; i < live.Length; i++)
            {
                live[i] = reader.ReadUInt64();
            }

            views[v] = new SegmentView(segment, live, Bits.Count(live));
        }

        return new MemoryIndex(fields, views, sequence);
    }

    private static string Stored(Segment segment, string folder)
    {
        using var bytes = new MemoryStream();
        SegmentBytes.Write(segment, bytes);
        return HashedFiles.Write(folder, bytes.GetBuffer().AsSpan(0, (int)bytes.Length), Extension);
    }
}
