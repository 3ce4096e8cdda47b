using System.Text.Json;
using Vitrine.Cli.Local;

namespace Vitrine.Cli.Exports;

/// <summary>
/// What an export has written so far, one line an asset and one for each file, in a hidden file of its folder. A kill may cost the last lines of assets:
/// their files are then written again. The line of a file is there before the file has its name.
/// </summary>
internal sealed class ExportNotes : IDisposable
{
    public const string FileName = ".vitrine-export";

    /// <summary>What the names of half-written files begin with.</summary>
    public const string Part = ".vitrine-part-";

    private readonly Dictionary<string, ExportNote> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ExportMark>> marks = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly StreamWriter writer;

    private ExportNotes(string path, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (Read(line, ExportJson.Default.ExportMark) is { Wrote: not null } mark)
            {
                Keep(mark);
            }
            else if (Read(line, ExportJson.Default.ExportNote) is { Id: not null } note)
            {
                byId[note.Id] = note;
            }
        }

        writer = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
    }

    /// <summary>Opens the notes of a folder, which is made where it is missing.</summary>
    /// <exception cref="LocalException">The folder holds other things, or the export of another library.</exception>
    public static ExportNotes Open(string folder, string library)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            if (Directory.EnumerateFileSystemEntries(folder).Any(entry => !Path.GetFileName(entry).StartsWith(Part, StringComparison.Ordinal)))
            {
                throw new LocalException($"{folder} is not empty, and no earlier export filled it. Name an empty folder, so that nothing of yours is written over.");
            }

            var part = Path.Combine(folder, Part + "notes");
            File.WriteAllText(part, JsonSerializer.Serialize(new ExportHead(library), ExportJson.Default.ExportHead) + "\n");
            File.Move(part, path);
        }

        // What a kill left half written.
        foreach (var part in Directory.EnumerateFiles(folder, Part + "*"))
        {
            File.Delete(part);
        }

        var lines = File.ReadLines(path);
        var head = lines.FirstOrDefault() is { } first ? Read(first, ExportJson.Default.ExportHead) : null;
        if (head?.Library != library)
        {
            throw new LocalException($"{folder} holds the export of another library. Name an empty folder.");
        }

        EndLastLine(path);
        return new ExportNotes(path, [.. lines.Skip(1)]);
    }

    public IReadOnlyCollection<ExportNote> All
    {
        get
        {
            lock (gate)
            {
                return [.. byId.Values];
            }
        }
    }

    public ExportNote? Find(string id)
    {
        lock (gate)
        {
            return byId.GetValueOrDefault(id);
        }
    }

    public void Add(ExportNote note)
    {
        lock (gate)
        {
            byId[note.Id] = note;
            writer.WriteLine(JsonSerializer.Serialize(note, ExportJson.Default.ExportNote));
        }
    }

    /// <summary>Notes a file before it gets its name.</summary>
    public void Mark(ExportMark mark)
    {
        lock (gate)
        {
            Keep(mark);
            writer.WriteLine(JsonSerializer.Serialize(mark, ExportJson.Default.ExportMark));
            writer.Flush();
        }
    }

    /// <summary>Whether a file is as an export wrote it. A kill may have come before it was exchanged: then it is as an earlier one wrote it.</summary>
    public bool Wrote(string path, FileInfo file)
    {
        lock (gate)
        {
            return marks.GetValueOrDefault(path)?.Exists(mark => mark.Fits(file)) == true;
        }
    }

    public void Flush()
    {
        lock (gate)
        {
            writer.Flush();
        }
    }

    public void Dispose() => writer.Dispose();

    private void Keep(ExportMark mark)
    {
        if (!marks.TryGetValue(mark.Wrote, out var all))
        {
            marks[mark.Wrote] = all = new List<ExportMark>(1);
        }

        all.Add(mark);
    }

    /// <summary>A kill may have cut the last line: what comes next must not become a part of it.</summary>
    private static void EndLastLine(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n')
        {
            file.WriteByte((byte)'\n');
        }
    }

    private static T? Read<T>(string line, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
