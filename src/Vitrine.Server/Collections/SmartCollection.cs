using Vitrine.Core.Assets;
using Vitrine.Core.Search;

namespace Vitrine.Server.Collections;

/// <summary>A collection of whatever a query finds.</summary>
/// <param name="Query">Null where its text cannot be read.</param>
internal sealed record SmartCollection(long Key, string Id, string Name, Query? Query)
{
    private readonly string folded = TextFold.Key(Name);

    /// <summary>
    /// Whether it asks, itself or by another collection, what looks like a picture or what pictures show. Engines do not compare pictures: what is in it is found out before they are asked.
    /// </summary>
    public bool IsCompared { get; init; }

    /// <summary>Those that a query means which asks for a collection by these words. What has the form of an id is no name.</summary>
    public static IEnumerable<SmartCollection> Called(string words, IReadOnlyList<SmartCollection> all)
    {
        var name = PublicId.TryParse(words, out _) ? null : TextFold.Key(words);
        return all.Where(one => one.Id == words || one.folded == name);
    }
}
