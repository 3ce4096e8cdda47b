namespace Vitrine.Server.Storage.Blobs;

/// <summary>
/// Copies of blobs on this machine while they are worked on: what was just uploaded is decoded next, and need not come back over the network. The least
/// recently used go first. It begins empty: after a power cut nobody knows which of its files are whole.
/// </summary>
public sealed class BlobCache
{
    private readonly Lock gate = new();
    private readonly string folder;
    private readonly long mostBytes;
    private readonly Dictionary<string, LinkedListNode<Copy>> copies = new(StringComparer.Ordinal);
    private readonly LinkedList<Copy> byUse = new();
    private long bytes;
    private long parts;

    /// <param name="mostBytes">Copies beyond this are deleted as soon as nobody uses them.</param>
    public BlobCache(string folder, long mostBytes)
    {
        this.folder = folder;
        this.mostBytes = mostBytes;
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
    }

    /// <summary>A path in the cache's folder for a copy in the making.</summary>
    public string NewPart() => Path.Combine(folder, $"{Interlocked.Increment(ref parts)}.part");

    /// <summary>The copy of a blob, held until disposed; null where there is none.</summary>
    public BlobFile? Find(byte[] sha256)
    {
        lock (gate)
        {
            return copies.TryGetValue(Convert.ToHexStringLower(sha256), out var copy) ? Hold(copy) : null;
        }
    }

    /// <summary>Takes over a file that has this hash, and holds it until disposed.</summary>
    public BlobFile Add(byte[] sha256, string path)
    {
        var name = Convert.ToHexStringLower(sha256);
        lock (gate)
        {
            if (copies.TryGetValue(name, out var known))
            {
                File.Delete(path);
                return Hold(known);
            }

            var target = Path.Combine(folder, name);
            File.Move(path, target, overwrite: true);
            var copy = byUse.AddLast(new Copy(name, target, new FileInfo(target).Length));
            copies.Add(name, copy);
            bytes += copy.Value.Bytes;
            return Hold(copy);
        }
    }

    public void Remove(byte[] sha256)
    {
        lock (gate)
        {
            if (copies.TryGetValue(Convert.ToHexStringLower(sha256), out var copy) && copy.Value.Holders == 0)
            {
                Drop(copy);
            }
        }
    }

    private BlobFile Hold(LinkedListNode<Copy> copy)
    {
        copy.Value.Holders++;
        byUse.Remove(copy);
        byUse.AddLast(copy);
        return new BlobFile(copy.Value.Path, () => Release(copy));
    }

    private void Release(LinkedListNode<Copy> copy)
    {
        lock (gate)
        {
            copy.Value.Holders--;
            for (var next = byUse.First; next is not null && bytes > mostBytes;)
            {
                var looked = next;
                next = next.Next;
                if (looked.Value.Holders == 0)
                {
                    Drop(looked);
                }
            }
        }
    }

    private void Drop(LinkedListNode<Copy> copy)
    {
        File.Delete(copy.Value.Path);
        byUse.Remove(copy);
        copies.Remove(copy.Value.Name);
        bytes -= copy.Value.Bytes;
    }

    private sealed class Copy(string name, string path, long bytes)
    {
        public string Name { get; } = name;

        public string Path { get; } = path;

        public long Bytes { get; } = bytes;

        public int Holders { get; set; }
    }
}
