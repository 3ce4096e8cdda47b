using Vitrine.Media.Metadata.Mapping;

namespace Vitrine.Media.Metadata;

/// <summary>Places in words. Each part is taken from the first property that has it; where two notations of one place differ, parts are not mixed.</summary>
internal static class TagPlaces
{
    private static readonly string[] Groups = ["XMP-iptcExt:LocationCreated", "XMP-iptcExt:LocationShown", "XMP-", "IPTC:"];

    public static SaidPlace? Read(MappedReading reading, string attribute)
    {
        var parts = reading.Mapping(attribute).Parts;
        foreach (var group in Groups.OrderBy(group => reading.IptcIsNewer && group != "IPTC:"))
        {
            var place = new SaidPlace(Part("code"), Part("country"), Part("region"), Part("town"), Part("sublocation"));
            if ((place.Code ?? place.Country ?? place.Region ?? place.Town ?? place.Sublocation) is not null)
            {
                return place;
            }

            string? Part(string name) => parts.GetValueOrDefault(name)?
                .FirstOrDefault(property => property.Key.StartsWith(group, StringComparison.Ordinal) && (group != "XMP-" || !property.Key.Contains('/', StringComparison.Ordinal))) is { } property
                ? reading.Values(property, oneLine: true).FirstOrDefault()
                : null;
        }

        return null;
    }
}
