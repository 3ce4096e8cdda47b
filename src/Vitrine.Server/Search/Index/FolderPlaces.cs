using System.Text;
using Vitrine.Core.Search.Index;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Index;

/// <summary>Where each folder of a library comes when their tree is read: its own files, then the folders in it, then its neighbours.</summary>
internal sealed class FolderPlaces
{
    private readonly byte[][] paths;

    private FolderPlaces(IndexedFields fields, IReadOnlyDictionary<long, string> folders)
    {
        // Also a folder in the trash may have the path of another.
        paths = [.. folders.Values.Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];
        Array.Sort(paths, Compare);
        var places = folders.ToDictionary(folder => IndexedFields.Term(folder.Key), folder => (double?)PlaceOf(folder.Value));
        Order = GivenOrder.OfValues(fields.Folder, key => places.GetValueOrDefault(key));
    }

    public GivenOrder Order { get; }

    public string PathAt(int place) => Encoding.UTF8.GetString(paths[place]);

    /// <summary>Between two places where no folder has this path any more.</summary>
    public double PlaceOf(string path) => Array.BinarySearch(paths, Encoding.UTF8.GetBytes(path), Comparer<byte[]>.Create(Compare)) is var place && place < 0 ? ~place - 0.5 : place;

    public static async Task<FolderPlaces> ReadAsync(DbSession session, IndexedFields fields, long library, CancellationToken cancellationToken)
    {
        var rows = (await session.QueryAsync(
            $"select key, parent_key, name_key from folder where library_key = {library}", row => (Key: row.GetInt64(0), Parent: row.NumberOrNull(1), Name: row.GetString(2)), cancellationToken))
            .ToDictionary(row => row.Key);
        var known = new Dictionary<long, string>();
        foreach (var key in rows.Keys)
        {
            // Up to one whose path is known, and down again: as deep as folders go, without a call for each.
            var way = new Stack<long>();
            for (long? at = key; at is { } open && !known.ContainsKey(open) && rows.ContainsKey(open); at = rows[open].Parent)
            {
                way.Push(open);
            }

            while (way.TryPop(out var next))
            {
                var (_, parent, name) = rows[next];
                known[next] = parent is { } above && known.TryGetValue(above, out var path) ? path + FolderOrder.BeforeFolder + name : name;
            }
        }

        return new FolderPlaces(fields, known.ToDictionary(folder => folder.Key, folder => folder.Value + FolderOrder.BeforeFile));
    }

    /// <summary>As both databases compare texts.</summary>
    private static int Compare(byte[]? a, byte[]? b) => a.AsSpan().SequenceCompareTo(b);
}
