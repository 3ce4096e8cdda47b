using System.IO.Compression;
using System.Text;

namespace Vitrine.Server.Exports;

/// <summary>Text that grows while a ZIP file is written and becomes its last entry; it lies on disk meanwhile, and goes with this.</summary>
internal sealed class SpooledText(string folder, string head) : IAsyncDisposable
{
    private FileStream? file;

    public async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        file ??= new FileStream(
            Path.Combine(folder, Path.GetRandomFileName() + ".part"), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose });
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    /// <summary>Makes it an entry; where there is neither a head nor a line, none.</summary>
    /// <param name="title">First line of a text that has no head of its own.</param>
    public async Task AddAsync(ZipArchive zip, string name, string title, CancellationToken cancellationToken)
    {
        var begin = head.Length > 0 ? head : title;
        if (file is null && head.Length == 0)
        {
            return;
        }

        await using var target = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken);
        await target.WriteAsync(Encoding.UTF8.GetBytes(begin), cancellationToken);
        if (file is not null)
        {
            file.Position = 0;
            await file.CopyToAsync(target, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (file is not null)
        {
            await file.DisposeAsync();
        }
    }
}
