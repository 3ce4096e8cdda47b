using System.Text.Json;
using Vitrine.Media.Metadata;
using Vitrine.Server.Storage;

namespace Vitrine.Server.Pipeline;

/// <summary>Puts together what two readers understood of one file.</summary>
internal static class Normalised
{
    /// <summary>What the first reader found, and of the second what the first did not know.</summary>
    public static NormalisedMetadata Complete(NormalisedMetadata? first, NormalisedMetadata second) => first is null
        ? second
        : new NormalisedMetadata
        {
            TakenAt = first.TakenAt ?? second.TakenAt,
            TakenOffsetMinutes = first.TakenAt is null ? second.TakenOffsetMinutes : first.TakenOffsetMinutes,
            CameraMake = first.CameraMake ?? second.CameraMake,
            CameraModel = first.CameraModel ?? second.CameraModel,
            Lens = first.Lens ?? second.Lens,
            ExposureTime = first.ExposureTime ?? second.ExposureTime,
            FNumber = first.FNumber ?? second.FNumber,
            Iso = first.Iso ?? second.Iso,
            FocalLength = first.FocalLength ?? second.FocalLength,
            Latitude = first.Latitude ?? second.Latitude,
            Longitude = first.Latitude is null ? second.Longitude : first.Longitude,
            Altitude = first.Altitude ?? second.Altitude,
            Creator = first.Creator ?? second.Creator,
            Copyright = first.Copyright ?? second.Copyright,
            Credit = first.Credit ?? second.Credit,
            Source = first.Source ?? second.Source,
            UsageTerms = first.UsageTerms ?? second.UsageTerms,
            Title = first.Title ?? second.Title,
            Headline = first.Headline ?? second.Headline,
            Description = first.Description ?? second.Description,
            AltText = first.AltText ?? second.AltText,
            Languages = first.Languages ?? second.Languages,
            KeywordPaths = first.KeywordPaths ?? second.KeywordPaths,
            Persons = first.Persons ?? second.Persons,
            Regions = first.Regions ?? second.Regions,
            Place = first.Place ?? second.Place,
            PlaceShown = first.PlaceShown ?? second.PlaceShown,
            DigitisedAt = first.DigitisedAt ?? second.DigitisedAt,
            DigitisedOffsetMinutes = first.DigitisedAt is null ? second.DigitisedOffsetMinutes : first.DigitisedOffsetMinutes,
            Label = first.Label ?? second.Label,
            Pick = first.Pick ?? second.Pick,
            Keywords = first.Keywords.Count > 0 ? first.Keywords : second.Keywords,
            Rating = first.Rating ?? second.Rating,
            Software = first.Software ?? second.Software,
        };

    public static bool Same(NormalisedMetadata one, NormalisedMetadata other) =>
        JsonSerializer.Serialize(one, MetadataJson.Default.NormalisedMetadata) == JsonSerializer.Serialize(other, MetadataJson.Default.NormalisedMetadata);
}
