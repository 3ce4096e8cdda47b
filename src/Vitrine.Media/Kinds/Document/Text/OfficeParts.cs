using System.IO.Compression;
using System.Xml;

namespace Vitrine.Media.Kinds.Document.Text;

/// <summary>The parts of an Office Open XML or OpenDocument file: an archive whose XML is read as a stream, without document types, under limits.</summary>
internal sealed class OfficeParts : IDisposable
{
    private const string RelationshipIds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly ZipArchive archive;

    public OfficeParts(byte[] content) => archive = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);

    public IEnumerable<string> Names => archive.Entries.Select(entry => entry.FullName);

    public bool Has(string part) => archive.GetEntry(part) is not null;

    /// <summary>Shows every node of a part; nothing where the document has no such part.</summary>
    /// <exception cref="BadFileException">It is no well-formed XML, too deep, too large, or has a document type.</exception>
    public void Visit(string part, Action<XmlReader> visit)
    {
        if (archive.GetEntry(part) is { } entry)
        {
            using var stream = entry.Open();
            if (XmlCheck.Refuse(stream, visit) is { } reason)
            {
                throw reason;
            }
        }
    }

    /// <summary>All bytes of a part of at most <paramref name="most"/>; null where there is none or it is larger, whatever its entry says.</summary>
    public byte[]? Content(string part, int most)
    {
        if (archive.GetEntry(part) is not { } entry || entry.Length > most)
        {
            return null;
        }

        using var stream = entry.Open();
        using var content = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (stream.Read(buffer) is > 0 and var count)
        {
            if (content.Length + count > most)
            {
                return null;
            }

            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }

    /// <summary>Id → (type, part) of what a part refers to inside the document (ECMA-376 part 2, section 6.5).</summary>
    public Dictionary<string, (string Type, string Part)> Relations(string part)
    {
        var folder = FolderOf(part);
        var found = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        Visit($"{folder}_rels/{part[folder.Length..]}.rels", reader =>
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && reader.GetAttribute("TargetMode") != "External"
                && reader.GetAttribute("Id") is { } id && reader.GetAttribute("Target") is { } target)
            {
                var type = reader.GetAttribute("Type") ?? "";
                found[id] = (type[(type.LastIndexOf('/') + 1)..], Resolve(folder, target));
            }
        });
        return found;
    }

    /// <summary>The relation that an element names by <c>r:id</c>.</summary>
    public static string? RelationId(XmlReader reader) => reader.GetAttribute("id", RelationshipIds);

    /// <summary>A part's name from one relative to a folder of the archive. It names an entry, never a file.</summary>
    public static string Resolve(string folder, string target)
    {
        var names = new List<string>();
        foreach (var name in (target.StartsWith('/') ? target : folder + target).Split('/'))
        {
            if (name == ".." && names.Count > 0)
            {
                names.RemoveAt(names.Count - 1);
            }
            else if (name is not ("" or "." or ".."))
            {
                names.Add(name);
            }
        }

        return string.Join('/', names);
    }

    public static string FolderOf(string part) => part[..(part.LastIndexOf('/') + 1)];

    public void Dispose() => archive.Dispose();
}
