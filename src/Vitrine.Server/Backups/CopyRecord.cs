using System.Text.Json;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Backups;

/// <summary>How the last backup or snapshot ended: a file of the data folder, so that <c>doctor</c> can tell without the database.</summary>
/// <param name="Message">A sentence.</param>
/// <param name="Path">Where it lies; null where there is none.</param>
public sealed record CopyRecord(DateTimeOffset At, bool Ok, string Message, string? Path)
{
    public static CopyRecord? ReadBackup(string data) => Read(System.IO.Path.Combine(data, "last-backup.json"));

    public static CopyRecord? ReadSnapshot(string data) => Read(System.IO.Path.Combine(data, "last-snapshot.json"));

    public void WriteBackup(string data) => Write(System.IO.Path.Combine(data, "last-backup.json"));

    public void WriteSnapshot(string data) => Write(System.IO.Path.Combine(data, "last-snapshot.json"));

    private static CopyRecord? Read(string path)
    {
        try
        {
            return RememberedText.Read(path) is { } text ? JsonSerializer.Deserialize(text, BackupJson.Default.CopyRecord) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Write(string path)
    {
        try
        {
            RememberedText.Write(path, JsonSerializer.Serialize(this, BackupJson.Default.CopyRecord));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // On a full disk the result is told by who asked; the file says what was before.
        }
    }
}
