using Vitrine.Core.Search.Index;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Index;

/// <summary>
/// The index of a large library in the data folder, so that a start need not read all assets again. Beside the snapshot stands what the change log says at the position up to
/// which it follows (<see cref="LogMark"/>).
/// </summary>
internal sealed class StoredIndex(DataFolder folder, Database database)
{
    /// <summary>Counts up when documents of the same rows become others.</summary>
    internal const int Documents = 4;

    private string Mark => Path.Combine(folder.Index, "mark");

    /// <summary>Writes the index of now, whose position is in the log.</summary>
    /// <exception cref="IOException">The folder takes no writes.</exception>
    public async Task SaveAsync(MemoryIndex index, CancellationToken cancellationToken)
    {
        var generation = index.Generation;
        if (await LogMark.SaidAsync(database, generation.Sequence, cancellationToken) is { } said)
        {
            IndexSnapshot.Save(generation, index.Fields, folder.Index, await VersionAsync(cancellationToken));
            await File.WriteAllTextAsync(Mark, said, cancellationToken);
        }
    }

    /// <summary>The index as it was written last; null where it has to be made anew.</summary>
    public async Task<MemoryIndex?> LoadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(Mark) || IndexSnapshot.Load(new IndexFields(), folder.Index, await VersionAsync(cancellationToken)) is not { } index)
        {
            return null;
        }

        return await LogMark.SaidAsync(database, index.Generation.Sequence, cancellationToken) is { } said && said == await File.ReadAllTextAsync(Mark, cancellationToken) ? index : null;
    }

    /// <summary>A migration may change rows of which the log says nothing.</summary>
    private async Task<string> VersionAsync(CancellationToken cancellationToken) => $"{Documents}.{await Migrator.SchemaAsync(database, cancellationToken)}";
}
