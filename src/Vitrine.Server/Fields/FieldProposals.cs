using Vitrine.Core.Claims;
using Vitrine.Core.Schema;
using Vitrine.Core.Vocabulary;
using Vitrine.Server.Claims;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Fields;

/// <summary>
/// From a machine's tags to values of fields: an option that names concepts is proposed where an asset is given one of them, or a narrower one, with the
/// tag's own confidence and evidence. A proposal is always a suggestion, whatever the tag is: a person decides.
/// </summary>
public sealed class FieldProposals(FieldCatalog catalog, VocabularyStore vocabulary)
{
    /// <summary>Whether claims of an attribute are made here, and so may be replaced by what is made now.</summary>
    public static bool Covers(ClaimEntry entry) => FieldAttributes.IsField(entry.Attribute) && entry.Source.Type == SourceType.Fusion;

    public IReadOnlyList<MachineClaim> Of(long library, IReadOnlyList<MachineClaim> tags)
    {
        var bound = catalog.Of(library).ByConcept;
        if (bound.Count == 0)
        {
            return [];
        }

        var proposals = new List<MachineClaim>();
        foreach (var (field, options) in bound)
        {
            var found = tags.SelectMany(tag => Concepts(tag).SelectMany(id => options[id]).Select(option => (Option: option, Tag: tag)))
                .OrderByDescending(pair => pair.Tag.Claim.Confidence).ThenBy(pair => pair.Option, StringComparer.Ordinal).DistinctBy(pair => pair.Option);
            proposals.AddRange(found.Take(field.Type.IsSet ? FieldLimits.Selected : 1).Select(pair => new MachineClaim(
                pair.Tag.Claim with { Attribute = field.Attribute, Language = null, Value = new ClaimValue.Text(pair.Option), State = ClaimState.Suggested }, pair.Tag.Evidence)));
        }

        return proposals;
    }

    /// <summary>Public ids of a tag's concept and all that are broader.</summary>
    private IEnumerable<string> Concepts(MachineClaim tag)
    {
        if (tag.Claim.Value is not ClaimValue.Concept { Key: var key } || vocabulary.Current.Find(key) is not { } concept)
        {
            return [];
        }

        return ((Concept[])[concept, .. vocabulary.Current.Closure(key)]).Select(one => one.PublicId).OfType<string>();
    }
}
