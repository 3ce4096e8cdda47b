using System.IO.MemoryMappedFiles;

namespace Vitrine.Media.Analyzers.Embed;

/// <summary>Reads a file where it lies: a vocabulary of 34 MB would take a fifth of what the model child's collector may have.</summary>
internal static class MappedFile
{
    public delegate T Reading<out T>(ReadOnlySpan<byte> bytes);

    /// <exception cref="InvalidDataException">It is empty, or larger than any vocabulary.</exception>
    public static unsafe T Read<T>(string path, Reading<T> read)
    {
        const long most = 512L << 20;
        if (new FileInfo(path).Length is 0 or > most)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)} is no vocabulary by its size");
        }

        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* first = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref first);
        try
        {
            // A view goes on to the end of the page; the file does not.
            return read(new ReadOnlySpan<byte>(first + view.PointerOffset, (int)new FileInfo(path).Length));
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
