using System.Text;

namespace Vitrine.Media.Metadata.Containers;

/// <summary>One box of the ISO base media format: where its content lies.</summary>
internal readonly record struct FileBox(string Type, long Start, long End)
{
    public long Length => End - Start;
}

/// <summary>Lists boxes (ISO/IEC 14496-12, 4.2) side by side. Every size is checked against the box around it.</summary>
internal static class BoxReader
{
    private const int MostBoxes = 10_000;

    public static IEnumerable<FileBox> Boxes(ByteSource file, long at, long end)
    {
        for (var i = 0; i < MostBoxes && at <= end - 8 && file.Bytes(at, 8) is { } head; i++)
        {
            long size = ByteSource.U32(head);
            var start = at + 8;
            if (size == 1)
            {
                if (file.Bytes(start, 8) is not { } large || ByteSource.U32(large) > int.MaxValue)
                {
                    yield break;
                }

                size = ((long)ByteSource.U32(large) << 32) | ByteSource.U32(large.AsSpan(4));
                start += 8;
            }
            else if (size == 0)
            {
                size = end - at;
            }

            if (size < start - at)
            {
                yield break;
            }

            // A box cut off by the end of the file still has a readable beginning.
            var stop = size > end - at ? end : at + size;
            yield return new FileBox(Encoding.Latin1.GetString(head, 4, 4), start, stop);
            at = stop;
        }
    }

    /// <summary>The first box at the end of a path like <c>moov/udta/meta</c>.</summary>
    public static FileBox? Find(ByteSource file, FileBox inside, string path)
    {
        foreach (var step in path.Split('/'))
        {
            if (Boxes(file, inside.Start, inside.End).Where(box => box.Type == step).Cast<FileBox?>().FirstOrDefault() is not { } next)
            {
                return null;
            }

            inside = next;
        }

        return inside;
    }
}
