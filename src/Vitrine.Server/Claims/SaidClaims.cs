using System.Globalization;
using Vitrine.Core.Claims;
using Vitrine.Media.Metadata;

namespace Vitrine.Server.Claims;

/// <summary>The claims that the normalised metadata of a file makes, keywords and fields apart: those need the vocabulary and the schema.</summary>
internal static class SaidClaims
{
    public static IEnumerable<FileClaim> Of(NormalisedMetadata said) =>
        Texts(said).Concat(Numbers(said)).Concat(Dates(said)).Concat(Sets(said)).Concat(Places(said));

    /// <summary>A BCP 47 tag in its usual spelling (<c>pt-BR</c>, <c>zh-Hant</c>); null for what is none.</summary>
    public static string? Language(string? tag)
    {
        if (tag is null or { Length: < 2 or > 35 } || !tag.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            return null;
        }

        var parts = tag.Split('-', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('-', parts.Select((part, at) => (at, part.Length) switch
        {
            (0, _) => part.ToLowerInvariant(),
            (_, 2) => part.ToUpperInvariant(),
            (_, 4) => char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant(),
            _ => part.ToLowerInvariant(),
        }));
    }

    /// <summary>Reads <see cref="NormalisedMetadata.TakenAt"/>: as much of <c>yyyy-MM-ddTHH:mm:ss.fff</c> as there is.</summary>
    public static ClaimValue.Date? Date(string? text, int? offset)
    {
        (string Format, DatePrecision Precision)[] forms =
        [
            ("yyyy", DatePrecision.Year), ("yyyy-MM", DatePrecision.Month), ("yyyy-MM-dd", DatePrecision.Day), ("yyyy-MM-ddTHH:mm", DatePrecision.Minute),
            ("yyyy-MM-ddTHH:mm:ss", DatePrecision.Second), ("yyyy-MM-ddTHH:mm:ss.FFFFFFF", DatePrecision.Millisecond),
        ];
        foreach (var (format, precision) in forms)
        {
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            {
                return new ClaimValue.Date(local, offset, precision);
            }
        }

        return null;
    }

    private static IEnumerable<FileClaim> Texts(NormalisedMetadata said)
    {
        (string Attribute, string? Text)[] texts =
        [
            ("title", said.Title), ("headline", said.Headline), ("description", said.Description), ("alt-text", said.AltText), ("creator", said.Creator), ("copyright", said.Copyright),
            ("credit", said.Credit), ("source", said.Source), ("usage-terms", said.UsageTerms), ("label", said.Label),
        ];
        var languages = (said.Languages ?? []).Select(one => (one.Attribute, Language: Language(one.Language), one.Text)).Where(one => one.Language is not null);
        foreach (var (name, language, text) in texts.Select(one => (one.Attribute, Language: (string?)null, one.Text)).Concat(languages.Select(one => (one.Attribute, one.Language, (string?)one.Text))))
        {
            if (!string.IsNullOrWhiteSpace(text) && ClaimAttributes.Find(name) is { } attribute && (language is null || attribute.PerLanguage))
            {
                yield return new FileClaim(attribute, language, new ClaimValue.Text(text));
            }
        }
    }

    private static IEnumerable<FileClaim> Numbers(NormalisedMetadata said)
    {
        foreach (var (name, number) in ((string, int?)[])[("rating", said.Rating), ("pick", said.Pick)])
        {
            if (number is { } given && ClaimAttributes.Find(name) is { } attribute)
            {
                yield return new FileClaim(attribute, null, new ClaimValue.Number(given));
            }
        }
    }

    private static IEnumerable<FileClaim> Dates(NormalisedMetadata said)
    {
        foreach (var (name, date) in ((string, ClaimValue.Date?)[])[("taken-at", Date(said.TakenAt, said.TakenOffsetMinutes)), ("digitised-at", Date(said.DigitisedAt, said.DigitisedOffsetMinutes))])
        {
            if (date is not null && ClaimAttributes.Find(name) is { } attribute)
            {
                yield return new FileClaim(attribute, null, date);
            }
        }
    }

    private static IEnumerable<FileClaim> Sets(NormalisedMetadata said) =>
        (said.Persons ?? []).Select(name => new FileClaim(ClaimAttributes.Person, null, new ClaimValue.Text(name), name));

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
