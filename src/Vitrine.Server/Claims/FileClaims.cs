using Vitrine.Core.Claims;
using Vitrine.Media.Metadata;
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
        var changed = await ledger.FromFileAsync(session, asset, new FileSaid(holder, sha256, await ReadAsync(session, asset.LibraryKey, said, tags, cancellationToken)), cancellationToken);
        return await positions.FollowAsync(session, asset, null, cancellationToken) || changed;
    }

    /// <summary>What a reading claims. A keyword that names no concept yet makes one, and a name of nobody known a person.</summary>
    public async Task<IReadOnlyList<FileClaim>> ReadAsync(
        WriteSession session, long library, NormalisedMetadata said, IReadOnlyList<EmbeddedTag> tags, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(said);
        var claims = SaidClaims.Of(said).Concat(FieldsOf(library, tags)).ToList();
        List<(string Keyword, long Concept)> keywords = [];
        foreach (var keyword in said.Keywords.Take(MostKeywords).Where(keyword => VocabularyStore.Clean(keyword).Length > 0))
        {
            keywords.Add((keyword, await vocabulary.LiteralAsync(session, library, VocabularyStore.Clean(keyword), cancellationToken)));
        }

        // One concept may be meant by several keywords: what it says keeps them all, so that each can be written back as it was.
        var literals = keywords.GroupBy(one => one.Concept).ToDictionary(group => group.Key, group => string.Join('\n', group.Select(one => VocabularyStore.Clean(one.Keyword)).Distinct(StringComparer.Ordinal)));
        claims.AddRange(keywords.Select(one => new FileClaim(ClaimAttributes.Tag, null, new ClaimValue.Concept(one.Concept, literals[one.Concept]), one.Keyword)));

        foreach (var (name, clean) in (said.Persons ?? []).Take(MostPersons).Select(name => (name, PersonStore.Clean(name))).Where(person => person.Item2.Length > 0))
        {
            claims.Add(new FileClaim(ClaimAttributes.Person, null, new ClaimValue.Person(await people.ResolveAsync(session, library, clean, cancellationToken)), name));
        }

        return claims;
    }

    /// <summary>The same without making anything: what no concept or person is yet has the key −1.</summary>
    internal async Task<IReadOnlyList<FileClaim>> PreviewAsync(DbSession session, long library, NormalisedMetadata said, IReadOnlyList<EmbeddedTag> tags, CancellationToken cancellationToken)
    {
        var claims = SaidClaims.Of(said).Concat(FieldsOf(library, tags)).ToList();
        foreach (var keyword in said.Keywords.Take(MostKeywords).Where(keyword => VocabularyStore.Clean(keyword).Length > 0))
        {
            var concept = await vocabulary.FindAsync(session, library, VocabularyStore.Clean(keyword), cancellationToken) ?? -1;
            claims.Add(new FileClaim(ClaimAttributes.Tag, null, new ClaimValue.Concept(concept), keyword));
        }

        foreach (var name in (said.Persons ?? []).Take(MostPersons).Where(name => PersonStore.Clean(name).Length > 0))
        {
            claims.Add(new FileClaim(ClaimAttributes.Person, null, new ClaimValue.Person(await PersonStore.FindAsync(session, library, PersonStore.Clean(name), cancellationToken) ?? -1), name));
        }

        return claims;
    }

    /// <summary>A text that is not valid in its field is no value of it; it stays among the embedded tags.</summary>
    private IEnumerable<FileClaim> FieldsOf(long library, IReadOnlyList<EmbeddedTag> tags) =>
        from text in Normaliser.Fields(tags, properties.Of(library))
        let attribute = ClaimAttributes.Find(text.Attribute)
        let value = properties.Read(library, text.Attribute, text.Text)
        where attribute is not null && value is not null
        select new FileClaim(attribute, attribute.PerLanguage && LanguageTag.TryNormal(text.Language, out var language) ? language : null, value, text.Text);
}
