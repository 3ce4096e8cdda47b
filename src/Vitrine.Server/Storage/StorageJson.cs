using System.Text.Json;
using System.Text.Json.Serialization;

namespace Vitrine.Server.Storage;

/// <summary>JSON that only rows hold.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Import.ScanOrder))]
[JsonSerializable(typeof(Jobs.MapOrder))]
[JsonSerializable(typeof(Bulk.Tables.TableRow[]))]
[JsonSerializable(typeof(Jobs.TableOrder))]
internal sealed partial class StorageJson : JsonSerializerContext;
