using Vitrine.Core.Search;
using Vitrine.Core.Search.Phrases;
using Vitrine.Server.Pipeline;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Search.Phrases;

/// <summary>
/// Towns and people of a library that a phrase may name. A first reading notes what it is asked for, all of that is looked up by one question to the database, and a second
/// reading knows the answers.
/// </summary>
internal sealed class PhraseNames
{
    /// <summary>Of more people only the first are known by a part of their names.</summary>
    private const int MostNames = 20_000;

    /// <summary>Shorter ones are initials and small words.</summary>
    private const int ShortestNamePart = 3;

    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private HashSet<string> towns = [];
    private HashSet<string> people = [];
    private HashSet<string> nameParts = [];

    /// <summary>A context that notes what it is asked for, and later tells.</summary>
    public PhraseContext Into(PhraseContext context) => context with { PlaceOf = PlaceOf, IsPerson = IsPerson, IsNamePart = IsNamePart };

    public async Task LookUpAsync(DbSession session, long library, CancellationToken cancellationToken)
    {
        string[] names = [.. asked];
        towns = [.. await session.QueryAsync(
            $"select distinct town_folded from asset_place where library_key = {library} and town_folded is not null and {session.Dialect.AnyOf(new RawSql("town_folded"), names)}",
            row => row.GetString(0), cancellationToken)];
        nameParts = [.. (await session.QueryAsync($"select folded from person where library_key = {library} and folded like {"% %"} limit {MostNames}", row => row.GetString(0), cancellationToken))
            .SelectMany(name => name.Split(' ')).Where(part => part.Length >= ShortestNamePart && asked.Contains(part))];
        people = [.. await session.QueryAsync(
            $"select distinct folded from person where library_key = {library} and {session.Dialect.AnyOf(new RawSql("folded"), names)}", row => row.GetString(0), cancellationToken)];
    }

    private NamedPlace? PlaceOf(string text)
    {
        var key = KeyOf(text);
        return PhraseContext.CountryOf(text) ?? (towns.Contains(key) ? new NamedPlace(PlaceLevel.Town, text) : null);
    }

    private bool IsPerson(string text) => people.Contains(KeyOf(text));

    private bool IsNamePart(string text) => nameParts.Contains(KeyOf(text));

    private string KeyOf(string text)
    {
        var key = TextFold.Key(Storable.Text(text));
        asked.Add(key);
        return key;
    }
}
