using System.IO.Compression;
using System.Text.Json;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk.Tables;

/// <summary>What a checked row of a table changes of an asset: texts by attribute (null clears), words that join sets and leave them.</summary>
internal sealed record TableRow(long Key, Dictionary<string, string?> Set, Dictionary<string, string[]> Add, Dictionary<string, string[]> Remove)
{
    /// <summary>What the asset is to become. The row was checked, so its values can be read.</summary>
    public AssetWish Wish(AttributeSlots slots)
    {
        var said = Set.Select(pair => (Slot: slots.Find(pair.Key), Text: pair.Value)).Where(one => one.Slot is not null).ToArray();
        return new AssetWish
        {
            Set = [.. said.Where(one => one.Slot!.Field is null).Select(one => new SingleEdit(one.Slot!.Attribute, one.Slot.Language, ValueOf(one.Slot, one.Text)))],
            Fields = [.. said.Where(one => one.Slot!.Field is not null).Select(one => new FieldChange(one.Slot!.Field!, one.Slot.Read(one.Text ?? "").Values))],
            Add = [.. Words(slots, Add)],
            Remove = [.. Words(slots, Remove)],
        };
    }

    private static ClaimValue? ValueOf(AttributeSlot slot, string? text) => AttributeText.Read(slot.Attribute, slot.Name, text, out var value) is null ? value : null;

    private static IEnumerable<WordEdit> Words(AttributeSlots slots, Dictionary<string, string[]> words) =>
        words.SelectMany(pair => pair.Value.Select(word => new WordEdit(slots.Find(pair.Key)!.Attribute, word)));
}

/// <summary>Checked rows on their way to the job that applies them: in the database, where every node finds them, some hundred in each part.</summary>
internal static class TableParts
{
    public const int Together = 500;

    public static Task<int> WriteAsync(WriteSession session, string upload, long number, IReadOnlyList<TableRow> rows, CancellationToken cancellationToken)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(gzip, [.. rows], StorageJson.Default.TableRowArray);
        }

        return session.ExecuteAsync($"insert into table_part (upload, number, payload, created_at) values ({upload}, {number}, {packed.ToArray()}, {session.Now})", cancellationToken);
    }

    /// <summary>The rows from one on, at least up to the end of its part.</summary>
    public static async Task<TableRow[]> ReadAsync(DbSession session, string upload, long number, CancellationToken cancellationToken)
    {
        var first = number / Together * Together;
        var packed = await session.FirstAsync($"select payload from table_part where upload = {upload} and number = {first}", row => row.Bytes(0), cancellationToken);
        if (packed is null)
        {
            return [];
        }

        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(gzip, StorageJson.Default.TableRowArray)![(int)(number - first)..];
    }

    /// <summary>Removes the rows of a job that ended, or that is not started.</summary>
    public static Task<int> DropAsync(WriteSession session, string upload, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"delete from table_part where upload = {upload}", cancellationToken);
}
