using Vitrine.Core.Claims;
using Vitrine.Media.Children;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Exports;

/// <summary>Where what leaves with an asset was seen: the boxes that machines' claims about its tags and people rest on, also where a person said the same.</summary>
internal static class ExportedRegions
{
    /// <summary>More boxes than anybody would look at; those of the surest claims stay.</summary>
    private const int Most = 100;

    /// <param name="words">What leaves.</param>
    /// <param name="entries">All that counts about the asset.</param>
    public static async Task<ExportedWords> AddAsync(DbSession session, ExportedWords words, long version, IReadOnlyList<ClaimEntry> entries, CancellationToken cancellationToken)
    {
        var named = words.Tags.Select(tag => (Key: (ClaimAttributes.Tag.Name, new ClaimValue.Concept(tag.Concept).Canonical), Shown: (tag.Label, Type: (string?)null)))
            .Concat(words.Persons.Select(person => (Key: (ClaimAttributes.Person.Name, new ClaimValue.Person(person.Key).Canonical), Shown: (person.Name, Type: (string?)"Face"))))
            .ToDictionary(pair => pair.Key, pair => pair.Shown);
        var seen = entries.Where(entry => entry.IsMachine && entry.Value is not null && (entry.Version is null || entry.Version == version) && named.ContainsKey((entry.Attribute.Name, entry.Value.Canonical)))
            .OrderByDescending(entry => entry.Confidence).ThenBy(entry => entry.Sequence).ToDictionary(entry => entry.Sequence, entry => named[(entry.Attribute.Name, entry.Value!.Canonical)]);
        if (seen.Count == 0)
        {
            return words;
        }

        var boxes = (await EvidenceRows.ReadAsync(session, [.. seen.Keys], cancellationToken)).ToLookup(row => row.Claim, row => row.Evidence);
        XmpRegion[] regions =
        [
            .. seen.SelectMany(claim => boxes[claim.Key].Select(evidence => evidence.Extent).Where(extent => extent is { Box: not null, Span: null, Page: null }).Select(extent => extent!.Box!.Value)
                .Select(box => new XmpRegion(claim.Value.Item1, claim.Value.Type, Round(box.X), Round(box.Y), Round(box.Width), Round(box.Height))))
            .Distinct().Take(Most),
        ];
        return regions.Length == 0 ? words : words with { Regions = regions, Frame = await FrameAsync(session, version, cancellationToken) };
    }

    private static async Task<PictureFrame> FrameAsync(DbSession session, long version, CancellationToken cancellationToken)
    {
        var (width, height) = await session.FirstAsync(
            $"select coalesce(width, 0), coalesce(height, 0) from version where key = {version}", row => ((int)row.GetInt64(0), (int)row.GetInt64(1)), cancellationToken);
        var tags = await EmbeddedTagsReader.OfStepAsync(session, version, DecodeSteps.Metadata, cancellationToken) ?? [];
        return new PictureFrame(width, height, StoredFrame.Orientation(tags));
    }

    /// <summary>Boxes are kept in single precision.</summary>
    private static double Round(float fraction) => Math.Round(Math.Clamp(fraction, 0, 1), 6);
}
