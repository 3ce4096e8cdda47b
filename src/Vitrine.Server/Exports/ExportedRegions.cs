using Vitrine.Core.Claims;
using Vitrine.Media.Children;
using Vitrine.Media.Metadata;
using Vitrine.Media.Metadata.Writing;
using Vitrine.Server.Claims;
using Vitrine.Server.Features.Assets;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Exports;

/// <summary>Where what leaves with assets was seen: the boxes that machines' claims about their tags and people rest on, also where a person said the same.</summary>
internal static class ExportedRegions
{
    /// <summary>More boxes than anybody would look at; those of the surest claims stay.</summary>
    private const int Most = 100;

    /// <param name="words">What leaves, by asset; those that something was seen in get their regions.</param>
    /// <param name="entries">All that counts about the assets.</param>
    public static async Task AddAsync(
        DbSession session, Dictionary<long, ExportedWords> words, IReadOnlyList<(long Asset, long Version)> assets, ILookup<long, ClaimEntry> entries, CancellationToken cancellationToken)
    {
        var seen = assets.Select(one => (one.Asset, one.Version, Claims: Seen(words[one.Asset], one.Version, entries[one.Asset]))).Where(one => one.Claims.Length > 0).ToArray();
        var boxes = (await EvidenceRows.ReadAsync(session, [.. seen.SelectMany(one => one.Claims).Select(claim => claim.Sequence)], cancellationToken)).ToLookup(row => row.Claim, row => row.Evidence.Extent);
        foreach (var (asset, version, claims) in seen)
        {
            XmpRegion[] regions =
            [
                .. XmpRegion.Distinct(claims.SelectMany(claim => boxes[claim.Sequence].Where(extent => extent is { Box: not null, Span: null, Page: null }).Select(extent => extent!.Box!.Value)
                    .Select(box => new XmpRegion(claim.Name, claim.Type, Round(box.X), Round(box.Y), Round(box.Width), Round(box.Height)))).Take(Most)),
            ];
            if (regions.Length > 0)
            {
                words[asset] = words[asset] with { Regions = regions, Frame = await FrameAsync(session, version, cancellationToken) };
            }
        }
    }

    /// <summary>Machines' claims about what leaves, the surest first.</summary>
    private static (long Sequence, string Name, string? Type)[] Seen(ExportedWords words, long version, IEnumerable<ClaimEntry> entries)
    {
        var tags = words.Tags.ToDictionary(tag => tag.Concept, tag => tag.Label);
        var people = words.Persons.ToDictionary(person => person.Key, person => person.Name);
        return
        [
            .. entries.Where(entry => entry.IsMachine && (entry.Version is null || entry.Version == version)).OrderByDescending(entry => entry.Confidence).ThenBy(entry => entry.Sequence)
                .Select<ClaimEntry, (long Sequence, string Name, string? Type)>(entry => entry switch
                {
                    { Value: ClaimValue.Concept concept } when entry.Attribute == ClaimAttributes.Tag && tags.TryGetValue(concept.Key, out var label) => (entry.Sequence, label, null),
                    { Value: ClaimValue.Person person } when entry.Attribute == ClaimAttributes.Person && people.TryGetValue(person.Key, out var name) => (entry.Sequence, name, "Face"),
                    _ => (0, "", null),
                })
                .Where(claim => claim.Sequence > 0),
        ];
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
