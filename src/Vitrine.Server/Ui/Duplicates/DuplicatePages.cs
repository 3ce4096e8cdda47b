using System.Text.Json;
using Vitrine.Contracts;
using Vitrine.Core.Assets;
using Vitrine.Core.Search;
using Vitrine.Server.Access;
using Vitrine.Server.Duplicates;
using Vitrine.Server.Fields;
using Vitrine.Server.Search;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Ui.Duplicates;

/// <summary>A page of groups as it is shown.</summary>
/// <param name="Page">Null while they are looked for.</param>
/// <param name="Exact">How many groups of the same bytes there are, and how many look alike; null while that is not known.</param>
/// <param name="Progress">How far the comparison is, while there is one.</param>
/// <param name="Differences">What tells the assets of each group of the page apart, in its order.</param>
internal sealed record DuplicatesShown(DuplicatePage? Page, int? Exact, int? Near, NearProgress? Progress, IReadOnlyList<GroupDifferences> Differences);

/// <summary>What the page of duplicates shows.</summary>
internal sealed class DuplicatePages(DuplicateReader reader, KnownDuplicates known, SearchItems items, FieldCatalog fields, Database database)
{
    private const int MostFields = 40;

    /// <summary>What is said of an asset and worth a look before another takes its place.</summary>
    private static readonly string[] Common = ["title", "description", "creator", "copyright", "rating", "people", "tags"];

    /// <summary>A page waits so long for what is not known yet; then it says how far that is.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<DuplicatesShown> ReadAsync(HttpContext http, bool near, string? cursor, CancellationToken cancellationToken)
    {
        var principal = http.Features.Get<Principal>()!;
        var exactly = await CountAsync(principal.LibraryKey, exact: true, cancellationToken);
        var alike = await CountAsync(principal.LibraryKey, exact: false, cancellationToken);
        if ((near ? alike : exactly) is null)
        {
            return new DuplicatesShown(null, exactly, alike, known.Progress, []);
        }

        var page = await reader.PageAsync(principal.LibraryKey, !near, PublicId.TryParse(cursor ?? "", out _) ? cursor : null, cancellationToken);
        var labels = Labels(principal.LibraryKey);
        var said = await SaidAsync(principal, [.. page.Items.SelectMany(group => group.Assets).Select(asset => asset.Id)], labels, cancellationToken);
        return new DuplicatesShown(page, near ? exactly : page.Total, near ? page.Total : alike, null, [.. page.Items.Select(group => GroupDifferences.Of(group.Assets, said, labels))]);
    }

    public static bool MayMerge(HttpContext http) => http.Features.Get<Principal>()!.Scopes.HasFlag(Scopes.Edit);

    /// <summary>How many groups there are; null where that is not known soon. The work goes on.</summary>
    private async Task<int?> CountAsync(long library, bool exact, CancellationToken cancellationToken)
    {
        try
        {
            return (await known.GroupsAsync(library, exact, cancellationToken).WaitAsync(Patience, database.Clock, cancellationToken)).Groups.Count;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>The names of what is compared, in their order, each with its name for people.</summary>
    private List<(string Name, string Label)> Labels(long library) =>
    [
        .. Common.Select(name => (name, Words.Say("duplicates.said." + name))),
        .. fields.Of(library).Schema.Live.Take(MostFields).Select(field => ("field." + field.Name, field.Label)),
    ];

    /// <summary>What is said of assets, by their ids.</summary>
    private async Task<Dictionary<string, IReadOnlyDictionary<string, JsonElement>>> SaidAsync(
        Principal principal, string[] ids, IReadOnlyList<(string Name, string Label)> labels, CancellationToken cancellationToken)
    {
        var keys = await database.ReadAsync(
            session => session.QueryAsync($"select a.key from asset a where {session.Dialect.AnyOf(new RawSql("a.id"), ids)}", row => new SearchHit(row.GetInt64(0), null, 0), cancellationToken), cancellationToken);
        var request = new SearchRequest { Fields = [.. labels.Select(label => label.Name)], Highlights = false };
        var found = await items.ReadAsync(principal, new Query.All(), keys, request, cancellationToken);
        return found.Where(item => item.Fields is not null).ToDictionary(item => item.Id, item => item.Fields!, StringComparer.Ordinal);
    }
}
