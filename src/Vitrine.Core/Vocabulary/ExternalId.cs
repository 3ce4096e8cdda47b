using System.Text.RegularExpressions;

namespace Vitrine.Core.Vocabulary;

/// <summary>The same thing in a public vocabulary: <c>wikidata</c> (Q42), <c>aat</c> (300033618, Getty Art &amp; Architecture), <c>tgn</c> (7000084, Getty Geographic Names).</summary>
public readonly partial record struct ExternalId(string Scheme, string Id)
{
    /// <summary>The schemes, in the order in which they are shown.</summary>
    public static readonly IReadOnlyList<string> Schemes = ["wikidata", "aat", "tgn"];

    private static readonly string[] Homes =
    [
        "http://www.wikidata.org/entity/", "https://www.wikidata.org/entity/", "https://www.wikidata.org/wiki/", "http://vocab.getty.edu/aat/", "https://vocab.getty.edu/aat/",
        "http://vocab.getty.edu/tgn/", "https://vocab.getty.edu/tgn/",
    ];

    /// <summary>Its address in linked data.</summary>
    public string Iri => (Scheme == "wikidata" ? "http://www.wikidata.org/entity/" : $"http://vocab.getty.edu/{Scheme}/") + Id;

    /// <summary>Reads an id of a scheme, or its address.</summary>
    /// <returns>Null where it has not the form of that scheme's ids.</returns>
    public static ExternalId? Parse(string scheme, string text)
    {
        var id = FromIri(text.Trim()) is { } read && read.Scheme == scheme ? read.Id : text.Trim();
        return Fits(scheme, id) ? new ExternalId(scheme, id) : null;
    }

    /// <summary>The id that an address of linked data is; null where it is another one.</summary>
    public static ExternalId? FromIri(string iri)
    {
        var home = Array.Find(Homes, one => iri.StartsWith(one, StringComparison.Ordinal));
        var scheme = home is null ? "" : home.Contains("wikidata", StringComparison.Ordinal) ? "wikidata" : home[^4..^1];
        return home is not null && Fits(scheme, iri[home.Length..]) ? new ExternalId(scheme, iri[home.Length..]) : null;
    }

    /// <summary>What ids of a scheme look like, for people.</summary>
    public static string FormOf(string scheme) => scheme switch
    {
        "wikidata" => "Q and a number, such as Q42",
        "aat" => "300 and six digits, such as 300033618",
        _ => "a number of up to ten digits, such as 7000084",
    };

    private static bool Fits(string scheme, string id) => scheme switch
    {
        "wikidata" => Wikidata().IsMatch(id),
        "aat" => Aat().IsMatch(id),
        "tgn" => Tgn().IsMatch(id),
        _ => false,
    };

    [GeneratedRegex(@"\AQ[1-9][0-9]{0,11}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Wikidata();

    [GeneratedRegex(@"\A300[0-9]{6}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Aat();

    [GeneratedRegex(@"\A[1-9][0-9]{0,9}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tgn();
}
