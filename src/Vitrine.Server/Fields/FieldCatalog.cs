using System.Collections.Frozen;
using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Fields;

/// <summary>
/// The fields, field sets, patterns and look-up tables of every library, whole in memory. Whoever changes them says so in the change log, which other
/// nodes follow, and loads them again after the commit.
/// </summary>
/// <param name="maps">Told how each field stands in files.</param>
public sealed class FieldCatalog(Database database, PropertyMaps maps) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile FrozenDictionary<long, LibraryFields> current = FrozenDictionary<long, LibraryFields>.Empty;

    public LibraryFields Of(long library) => current.GetValueOrDefault(library, LibraryFields.None);

    /// <summary>The label of the field whose attribute it is; null for an attribute that every library has.</summary>
    public string? LabelOf(ClaimAttribute attribute) => FieldAttributes.IdOf(attribute) is { } id
        ? current.Values.Select(library => library.Schema.FindId(id)?.Label).FirstOrDefault(label => label is not null)
        : null;

    public async Task ReloadAsync(CancellationToken cancellationToken = default)
    {
        // Of two at once the later one must not be overtaken by what the earlier one read.
        await turn.WaitAsync(cancellationToken);
        try
        {
            current = await database.ReadAsync(session => ReadAsync(session, cancellationToken), cancellationToken);
            foreach (var (library, fields) in current)
            {
                var namespaces = fields.Schema.Live.SelectMany(field => field.Namespaces).GroupBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First().Value, StringComparer.Ordinal);
                maps.Set(library, [.. fields.Schema.Live.Select(FieldProperties.MappingOf)], (attribute, text) => ValueOf(fields, attribute, text), namespaces);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    /// <summary>What a text in a file means for a field, by the field's own rules; one value a text.</summary>
    private static ClaimValue? ValueOf(LibraryFields fields, string attribute, string text) =>
        ClaimAttributes.Find(attribute) is { } known && FieldAttributes.IdOf(known) is { } id && fields.Schema.FindId(id) is { Deleted: false } field
        && FieldReader.Read(field, text) is { Problem: null, Values: [var value] } ? value : null;

    private static async Task<FrozenDictionary<long, LibraryFields>> ReadAsync(DbSession session, CancellationToken cancellationToken)
    {
        var fields = await FieldRows.FieldsAsync(session, cancellationToken);
        var folders = await FieldRows.FoldersAsync(session, fields, cancellationToken);
        var patterns = await FieldRows.PatternsAsync(session, cancellationToken);
        var lookups = await LookupRows.ReadAsync(session, cancellationToken);
        return fields.Select(group => group.Key).ToFrozenDictionary(
            library => library, library => new LibraryFields(new FieldSchema(fields[library], folders[library]), [.. patterns[library]], [.. lookups[library]]));
    }
}
