using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Server.Claims;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Bulk;

/// <summary>As much of the ledger as a change of many assets has to read, and what it makes necessary to renew.</summary>
internal sealed class LedgerScope
{
    private readonly HashSet<ClaimAttribute> attributes;
    private readonly long[]? concepts;

    /// <param name="targets">What is changed.</param>
    /// <param name="sources">What is looked at beside.</param>
    /// <param name="fields">The attributes of all fields of the library.</param>
    /// <param name="concepts">Where tags are changed by these alone, and nothing else is: their keys.</param>
    public LedgerScope(IEnumerable<ClaimAttribute> targets, IEnumerable<ClaimAttribute> sources, IEnumerable<ClaimAttribute> fields, long[]? concepts)
    {
        ClaimAttribute[] changed = [.. targets.Distinct()];
        Tags = changed.Contains(ClaimAttributes.Tag);
        Words = changed.Any(AssetProjection.IsWorded);
        Taken = changed.Contains(ClaimAttributes.TakenAt);

        // Fields are found by their words too, and what one of them may be depends on others.
        attributes = [.. changed, .. sources, .. Words ? AssetProjection.AllWorded.Concat(fields) : []];
        this.concepts = attributes.SetEquals([ClaimAttributes.Tag]) ? concepts : null;
    }

    public bool Tags { get; }

    /// <summary>Whether the words change by which assets are found.</summary>
    public bool Words { get; }

    public bool Taken { get; }

    /// <summary>Whether an attribute is projected elsewhere too: its assets are renewed one by one once all is shown.</summary>
    public static bool IsOther(ClaimAttribute attribute) => attribute == ClaimAttributes.Place || FieldAttributes.IsField(attribute);

    /// <summary>The only tags in question; null = all.</summary>
    public long[]? Concepts => concepts;

    /// <summary>What will count about assets once the pending batch is shown.</summary>
    public async Task<ILookup<long, ClaimEntry>> ReadAsync(WriteSession session, Interned interned, long[] assets, CancellationToken cancellationToken)
    {
        // The sign before a column keeps SQLite from choosing an index by it: the one by concept finds next to nothing, that by asset all its tags.
        var subjects = session.Dialect.AnyOf(new RawSql("c.subject_key"), assets);
        var keys = new List<long>();
        foreach (var attribute in attributes)
        {
            keys.Add(await interned.AttributeAsync(session, attribute.Name, cancellationToken));
        }

        if (concepts is null)
        {
            var all = Sql.Of($"c.subject_kind = {SubjectKind.Asset} and {subjects} and {session.Dialect.AnyOf(new RawSql("c.attribute_key"), [.. keys])}");
            return (await ClaimRows.WrittenAsync(session, all, cancellationToken)).ToLookup(entry => entry.Subject.Key);
        }

        var members = Sql.Of(
            $"+c.subject_kind = {SubjectKind.Asset} and {subjects} and +c.attribute_key = {keys[0]} and {session.Dialect.AnyOf(new RawSql("c.concept_key"), concepts)}");
        var valueless = Sql.Of($"+c.subject_kind = {SubjectKind.Asset} and {subjects} and c.attribute_key = {keys[0]} and c.value_key is null");
        List<ClaimEntry> found = [.. await ClaimRows.WrittenAsync(session, members, cancellationToken), .. await ClaimRows.WrittenAsync(session, valueless, cancellationToken)];
        return found.ToLookup(entry => entry.Subject.Key);
    }
}
