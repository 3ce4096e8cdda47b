using Vitrine.Core.Claims;
using Vitrine.Media.Metadata;

namespace Vitrine.Server.Claims;

/// <summary>The claims that the normalised metadata of a file makes, keywords, people and fields apart: those are looked up.</summary>
internal static class SaidClaims
{
    public static IEnumerable<FileClaim> Of(NormalisedMetadata said) =>
        Texts(said).Concat(Numbers(said)).Concat(Dates(said)).Concat(Places(said));

    /// <summary>The claim about a date: <see cref="NormalisedMetadata.TakenAt"/> and its offset.</summary>
    public static ClaimValue.Date? Date(string? text, int? offset) =>
        EdtfDate.TryParse(text, out var date) ? date with { OffsetMinutes = date.Precision >= DatePrecision.Minute ? offset ?? date.OffsetMinutes : null } : null;

    private static IEnumerable<FileClaim> Texts(NormalisedMetadata said)
    {
        (ClaimAttribute Attribute, string? Text)[] texts =
        [
            (ClaimAttributes.Title, said.Title), (ClaimAttributes.Headline, said.Headline), (ClaimAttributes.Description, said.Description), (ClaimAttributes.AltText, said.AltText),
            (ClaimAttributes.Creator, said.Creator), (ClaimAttributes.Copyright, said.Copyright), (ClaimAttributes.Credit, said.Credit), (ClaimAttributes.Source, said.Source),
            (ClaimAttributes.UsageTerms, said.UsageTerms), (ClaimAttributes.Label, said.Label),
        ];
        foreach (var (attribute, text) in texts)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return new FileClaim(attribute, null, new ClaimValue.Text(text));
            }
        }

        foreach (var (name, tag, text) in said.Languages ?? [])
        {
            if (ClaimAttributes.Find(name) is { PerLanguage: true } attribute && LanguageTag.TryNormal(tag, out var language) && language is not null && !string.IsNullOrWhiteSpace(text))
            {
                yield return new FileClaim(attribute, language, new ClaimValue.Text(text));
            }
        }
    }

    private static IEnumerable<FileClaim> Numbers(NormalisedMetadata said)
    {
        if (said.Rating is { } rating)
        {
            yield return new FileClaim(ClaimAttributes.Rating, null, new ClaimValue.Number(rating));
        }

        if (said.Pick is { } pick)
        {
            yield return new FileClaim(ClaimAttributes.Pick, null, new ClaimValue.Number(pick));
        }
    }

    private static IEnumerable<FileClaim> Dates(NormalisedMetadata said)
    {
        if (Date(said.TakenAt, said.TakenOffsetMinutes) is { } taken)
        {
            yield return new FileClaim(ClaimAttributes.TakenAt, null, taken);
        }

        if (Date(said.DigitisedAt, said.DigitisedOffsetMinutes) is { } digitised)
        {
            yield return new FileClaim(ClaimAttributes.DigitisedAt, null, digitised);
        }
    }

    /// <summary>A position alone is no place yet: what it means is looked up elsewhere.</summary>
    private static IEnumerable<FileClaim> Places(NormalisedMetadata said)
    {
        if (said.Place is { } place && (place.Code ?? place.Country ?? place.Region ?? place.Town) is not null)
        {
            yield return new FileClaim(
                ClaimAttributes.Place, null, new ClaimValue.Place(CountryCodes.Of(place.Code, place.Country), place.Region, place.Town, said.Latitude, said.Longitude));
        }
    }
}
