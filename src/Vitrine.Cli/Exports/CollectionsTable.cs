using System.Globalization;
using System.Text;
using Vitrine.Contracts;
using Vitrine.Core.Exports;

namespace Vitrine.Cli.Exports;

/// <summary>The table of collections beside exported files: each file's place in each collection.</summary>
internal sealed class CollectionsTable(VitrineClient client, string query, ExportNotes notes)
{
    public const string Name = "collections.csv";

    /// <summary>Where an earlier export gave the name to an asset.</summary>
    public const string OtherName = "collections-of-the-library.csv";

    private const string Head = Csv.Mark + "collection,position,file\r\n";
    private const int PageSize = 500;

    /// <summary>A table of nothing, for a folder whose library has no collections any more.</summary>
    public static Stream Empty => new MemoryStream(Encoding.UTF8.GetBytes(Head));

    /// <returns>Null where the library has no collections, or none with an asset that was exported.</returns>
    public async Task<Stream?> WriteAsync(CancellationToken cancellationToken)
    {
        var table = new StringBuilder(Head);
        string? cursor = null;
        do
        {
            var page = await client.CollectionsAsync(cursor: cursor, cancellationToken: cancellationToken);
            foreach (var collection in page.Items)
            {
                await AppendAsync(table, collection, cancellationToken);
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
        return table.Length == Head.Length ? null : new MemoryStream(Encoding.UTF8.GetBytes(table.ToString()));
    }

    /// <summary>One row for each exported asset. The position counts from 1 in the whole collection, also where a query left some of it out.</summary>
    private async Task AppendAsync(StringBuilder table, CollectionView collection, CancellationToken cancellationToken)
    {
        var wanted = query.Length == 0 ? null : await FoundAsync(collection, cancellationToken);
        var position = 0L;
        await foreach (var item in ItemsAsync($"collection:{collection.Id}", collection.Query is null ? "collection" : collection.Sort, cancellationToken))
        {
            position++;
            if (wanted?.Contains(item.Id) != false && notes.Find(item.Id) is { } note)
            {
                table.Append(Csv.Row(collection.Name, position.ToString(CultureInfo.InvariantCulture), note.Path));
            }
        }
    }

    private async Task<HashSet<string>> FoundAsync(CollectionView collection, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);

        // What the query itself says of collections must not be taken for the one whose order is wanted.
        await foreach (var item in ItemsAsync($"({query}) collection:{collection.Id}", "added", cancellationToken))
        {
            found.Add(item.Id);
        }

        return found;
    }

    private async IAsyncEnumerable<SearchItem> ItemsAsync(string asked, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await client.SearchAsync(new SearchRequest(asked, PageSize, cursor, Sort: sort), cancellationToken);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            cursor = page.Cursor;
        }
        while (cursor is not null);
    }
}
