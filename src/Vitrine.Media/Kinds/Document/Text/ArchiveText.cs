using System.IO.Compression;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>The names of the files in a ZIP archive, as its text: nothing is unpacked.</summary>
internal static class ArchiveText
{
    private const int MostNames = 20_000;

    public static DocumentText Read(byte[] content)
    {
        using var stream = new MemoryStream(content, writable: false);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        var page = new PageText();
        foreach (var entry in archive.Entries.Take(MostNames))
        {
            page.Add(entry.FullName);
            page.EndLine();
        }

        return page.ToText() with { IsCut = archive.Entries.Count > MostNames };
    }
}
