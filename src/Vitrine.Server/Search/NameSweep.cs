using System.Globalization;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search;

/// <summary>
/// Makes the words of the names of all assets anew where <see cref="NameWords"/> made others before. How far it came stands in a stamp that moves with each piece; two nodes may do it at once, and whoever changes
/// an asset meanwhile writes its words himself.
/// </summary>
public sealed class NameSweep(Database database, ILogger<NameSweep> log) : RowSweep(database, log)
{
    private const string Stamp = "names";

    /// <summary>How words are made of names; a program that makes them otherwise makes them all again.</summary>
    private const string Rule = "2";

    private const string Done = Rule + " done";

    private const int AssetsAtOnce = 200;

    protected override string Failure => "The words of names could not be made anew; this is tried again";

    /// <summary>Looks at some assets.</summary>
    /// <returns>Whether there may be more.</returns>
    internal override async Task<bool> SomeAsync(CancellationToken cancellationToken = default)
    {
        if (await Database.ReadAsync(session => StampAsync(session, cancellationToken), cancellationToken) == Done)
        {
            return false;
        }

        var isMore = false;
        await Database.WriteAsync(Actor.System, async session => isMore = await NextAsync(session, cancellationToken), cancellationToken);
        return isMore;
    }

    private static async Task<bool> NextAsync(WriteSession session, CancellationToken cancellationToken)
    {
        var stamp = await StampAsync(session, cancellationToken);
        if (stamp == Done)
        {
            return false;
        }

        // Of names and words as they were at one moment. Keys grow, and newer assets have their words by this rule already.
        var last = stamp?.Split(' ') is [Rule, var key] ? long.Parse(key, CultureInfo.InvariantCulture) : 0;
        var rows = await session.QueryAsync(
            $"""
            select a.key, a.library_key, a.name, w.coming, w.words
            from (select key, library_key, name from asset where key > {last} order by key limit {AssetsAtOnce}) a left join word_row w on w.asset_key = a.key order by a.key, w.coming
            """,
            row => new Row(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.NumberOrNull(3), row.TextOrNull(4)), cancellationToken);
        await RenewAsync(session, rows, cancellationToken);
        var next = rows.Count == 0 ? Done : string.Create(CultureInfo.InvariantCulture, $"{Rule} {rows[^1].Asset}");
        await session.ExecuteAsync($"insert into stamp (name, value) values ({Stamp}, {next}) on conflict (name) do update set value = excluded.value", cancellationToken);
        return rows.Count > 0;
    }

    /// <summary>Writes the words of names where they are others now; the words of texts and places stay. Rows that somebody wrote meanwhile are left as they are.</summary>
    private static async Task RenewAsync(WriteSession session, IReadOnlyList<Row> rows, CancellationToken cancellationToken)
    {
        var changed = rows.Where(row => row.Words is not null && Renewed(row) != row.Words).ToArray();
        if (changed.Length == 0)
        {
            return;
        }

        var values = session.Dialect.Rows(
            changed.Select(row => (long?)row.Asset).ToArray(), changed.Select(row => row.Coming).ToArray(), changed.Select(row => row.Words).ToArray(), changed.Select(row => (string?)Renewed(row)).ToArray());
        var written = await session.QueryAsync(
            $"update word_row set words = c3 from {values} where word_row.asset_key = c0 and word_row.coming = c1 and word_row.words = c2 returning word_row.asset_key", row => row.GetInt64(0), cancellationToken);
        var libraries = changed.DistinctBy(row => row.Asset).ToDictionary(row => row.Asset, row => row.Library);
        foreach (var asset in written.Distinct())
        {
            session.Log(new Change(libraries[asset], LogSubject.Asset, asset, ChangeEvent.Changed, ChangedParts.None));
        }
    }

    private static string Renewed(Row row) => PackedWords.Of(
        NameWords.Of(row.Name).Select(term => (term, SearchTermField.Name)).Concat(PackedWords.Read(row.Words!).Where(word => word.Field != SearchTermField.Name)));

    private static Task<string?> StampAsync(DbSession session, CancellationToken cancellationToken) => session.TextAsync($"select value from stamp where name = {Stamp}", cancellationToken);

    private sealed record Row(long Asset, long Library, string Name, long? Coming, string? Words);
}
