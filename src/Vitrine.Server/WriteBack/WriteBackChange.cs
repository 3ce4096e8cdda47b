using Vitrine.Core.Claims;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Mapping;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Claims;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.WriteBack;

/// <summary>What is to be written for an asset now.</summary>
internal static class WriteBackChange
{
    /// <summary>The difference to what stands there, without what somebody has to decide first.</summary>
    /// <inheritdoc cref="WriteBackPlan.Of"/>
    public static WrittenChange Of(WriteBackWork work, IReadOnlyList<FileValue> said, PropertyMap map, VocabularyStore vocabulary, IReadOnlyList<SaidRegion>? regions)
    {
        var change = WriteBackPlan.Of(work.Words, said, map, (concept, literal) => Keeps(vocabulary, concept, literal), regions);
        var held = work.Conflicts.Select(conflict => conflict.Attribute).ToHashSet(StringComparer.Ordinal);
        return change with { Singles = [.. change.Singles.Where(single => !held.Contains(single.Attribute))] };
    }

    /// <summary>A spelling that still is a label of the concept is kept; that of a concept which was renamed since is not.</summary>
    private static bool Keeps(VocabularyStore vocabulary, long concept, string literal) =>
        vocabulary.Current.Find(concept) is { } found
        && found.Labels.Any(label => string.Equals(VocabularyStore.Clean(label.Text), VocabularyStore.Clean(literal), StringComparison.OrdinalIgnoreCase));
}
