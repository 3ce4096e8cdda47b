using System.Globalization;
using Vitrine.Core.Analysis;

namespace Vitrine.Eval.Tags;

/// <summary>What one set of models found in one labelled picture.</summary>
/// <param name="Side"><c>starter</c> or <c>better</c>: the two sets of figures that are never mixed.</param>
/// <param name="Set"><c>caltech101</c> or <c>corpus</c>.</param>
/// <param name="Folder">The folder that labels it, below the set.</param>
internal sealed record SeenPicture(string Side, string Set, string Folder, string Name, string Hash, IReadOnlyList<FindingSet> Findings)
{
    /// <summary>One line: fields by tab; each finding set as analyzer@version@model=label:score;… Boxes are not kept.</summary>
    public string ToLine() => string.Join('\t', [
        Side, Set, Folder, Name, Hash,
        .. Findings.Select(f => $"{f.Analyzer}|{f.Version}|{f.Model}|" + string.Join(';', f.Findings.OfType<Finding.Label>()
            .Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Name}:{l.Score:R}"))))]);

    public static SeenPicture Parse(string line)
    {
        var parts = line.Split('\t');
        return new SeenPicture(parts[0], parts[1], parts[2], parts[3], parts[4], [.. parts[5..].Select(ParseSet)]);
    }

    private static FindingSet ParseSet(string text)
    {
        var parts = text.Split('|');
        return new FindingSet(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], [
            .. parts[3].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(l => new Finding.Label(
                l[..l.LastIndexOf(':')], float.Parse(l[(l.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture)))]);
    }
}
