using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Vitrine.Core.Search.Vectors;

/// <summary>
/// A file as memory, to be read only. It is unmapped when nobody can reach this any more: no reader can lose what it looks at, and none has to say when it is done. The file may be renamed
/// over or deleted meanwhile, but not written into.
/// </summary>
internal sealed unsafe class MappedBytes
{
    private readonly SafeMemoryMappedViewHandle view;
    private readonly int length;

    private MappedBytes(SafeMemoryMappedViewHandle view, int length) => (this.view, this.length) = (view, length);

    /// <summary>To be looked at only as long as this object is kept alive.</summary>
    public ReadOnlySpan<byte> Bytes => new((void*)view.DangerousGetHandle(), length);

    /// <exception cref="IOException">There is no such file, or it cannot be mapped.</exception>
    /// <exception cref="InvalidDataException">It is of another length.</exception>
    public static MappedBytes Open(string path, int length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        if (file.Length != length)
        {
            throw new InvalidDataException($"A file of {file.Length} bytes where {length} are due.");
        }

        // The view outlives the file's handle. Its own handle is all that is kept: where that is collected the view is unmapped.
        using var map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new MappedBytes(map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle, length);
    }
}
