using Vitrine.Core.Claims;
using Vitrine.Media.Metadata;
using Vitrine.Server.Features.Library;
using Vitrine.Server.People;
using Vitrine.Server.Places;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Claims;

/// <summary>What a file or sidecar claims: keywords as tags, single values, values of fields.</summary>
public sealed class FileClaims(VocabularyStore vocabulary, PersonStore people, ClaimLedger ledger, PropertyMaps properties, PositionRule positions)
{
    /// <summary>More keywords than a person would write are noise of a program; the first so many count.</summary>
    private const int MostKeywords = 500;
    private const int MostPersons = 200;

    /// <summary>Writes what one holder says into the ledger. Returns whether the ledger changed.</summary>
    /// <param name="tags">All tags as read, for the fields of the library.</param>
    public async Task<bool> WriteAsync(
        WriteSession session, LedgerSubject asset, FileHolder holder, byte[] sha256, NormalisedMetadata said, IReadOnlyList<EmbeddedTag> tags, CancellationToken cancellationToken = default)
    {
        var changed = await ledger.FromFileAsync(session, asset, Said(holder, sha256, await ReadAsync(session, asset.LibraryKey, said, tags, cancellationToken), tags), cancellationToken);
        return await positions.FollowAsync(session, asset, null, cancellationToken) || changed;
    }

    /// <summary>What a reading claims. A keyword that names no concept yet makes one, and a name of nobody known a person.</summary>
    public async Task<IReadOnlyList<FileClaim>> ReadAsync(
        WriteSession session, long library, NormalisedMetadata said, IReadOnlyList<EmbeddedTag> tags, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(said);
        var languages = await LanguagesAsync(session, library, said, cancellationToken);
        return await ClaimsAsync(
            library, said, tags,
            word => vocabulary.LiteralAsync(session, library, word, languages, cancellationToken),
            name => people.ResolveAsync(session, library, name, cancellationToken));
    }

    /// <summary>What one holder says, out of a reading of it.</summary>
    internal static FileSaid Said(FileHolder holder, byte[] sha256, IReadOnlyList<FileClaim> claims, IReadOnlyList<EmbeddedTag> tags) => new(holder, sha256, claims) { HeldLists = KeywordLists.Held(tags) };

    /// <summary>The same without making anything: what no concept or person is yet has a key below zero of its own.</summary>
    internal async Task<IReadOnlyList<FileClaim>> PreviewAsync(DbSession session, long library, NormalisedMetadata said, IReadOnlyList<EmbeddedTag> tags, CancellationToken cancellationToken)
    {
        var languages = await LanguagesAsync(session, library, said, cancellationToken);
        var unknown = 0L;
        return await ClaimsAsync(
            library, said, tags,
            async word => await vocabulary.FindLiteralAsync(session, library, word, languages, cancellationToken) ?? --unknown,
            async name => await PersonStore.FindAsync(session, library, name, cancellationToken) ?? --unknown);
    }

    /// <param name="concept">The key of a keyword's concept.</param>
    /// <param name="person">The key of the person of a name.</param>
    private async Task<IReadOnlyList<FileClaim>> ClaimsAsync(
        long library, NormalisedMetadata said, IReadOnlyList<EmbeddedTag> tags, Func<string, Task<long>> concept, Func<string, Task<long>> person)
    {
        var claims = SaidClaims.Of(said).Concat(FieldsOf(library, tags)).ToList();
        List<(string Keyword, string Word, long Concept)> keywords = [];
        foreach (var (keyword, word) in said.Keywords.Take(MostKeywords).Select(keyword => (keyword, VocabularyStore.Clean(keyword))).Where(pair => pair.Item2.Length > 0))
        {
            keywords.Add((keyword, word, await concept(word)));
        }

        // One concept may be meant by several keywords: what it says keeps them all, so that each can be written back as it was.
        var literals = keywords.GroupBy(one => one.Concept).ToDictionary(group => group.Key, group => string.Join('\n', group.Select(one => one.Word).Distinct(StringComparer.Ordinal)));
        var lists = keywords.Count == 0 ? new Dictionary<string, string>() : KeywordLists.Of(tags);
        claims.AddRange(keywords.Select(one => new FileClaim(ClaimAttributes.Tag, null, new ClaimValue.Concept(one.Concept, literals[one.Concept]), one.Keyword, lists.GetValueOrDefault(one.Keyword))));

        foreach (var (name, clean) in (said.Persons ?? []).Take(MostPersons).Select(name => (name, PersonStore.Clean(name))).Where(pair => pair.Item2.Length > 0))
        {
            claims.Add(new FileClaim(ClaimAttributes.Person, null, new ClaimValue.Person(await person(clean)), name));
        }

        return claims;
    }

    /// <summary>The library's languages, read once for all keywords of a file; nothing where it has none.</summary>
    private static async Task<IReadOnlyList<string>> LanguagesAsync(DbSession session, long library, NormalisedMetadata said, CancellationToken cancellationToken) =>
        said.Keywords.Count == 0 ? [] : (await LibrarySettingsStore.ReadAsync(session, library, cancellationToken)).Languages!;

    /// <summary>A text that is not valid in its field is no value of it; it stays among the embedded tags.</summary>
    private IEnumerable<FileClaim> FieldsOf(long library, IReadOnlyList<EmbeddedTag> tags) =>
        from text in Normaliser.Fields(tags, properties.Of(library))
        let attribute = ClaimAttributes.Find(text.Attribute)
        let value = properties.Read(library, text.Attribute, text.Text)
        where attribute is not null && value is not null
        select new FileClaim(attribute, attribute.PerLanguage && LanguageTag.TryNormal(text.Language, out var language) ? language : null, value, text.Text);
}
