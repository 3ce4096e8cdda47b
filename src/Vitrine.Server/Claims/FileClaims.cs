using System.Globalization;
using Vitrine.Core.Claims;
using Vitrine.Media.Metadata;
using Vitrine.Server.Storage;
using Vitrine.Server.Vocabularies;

namespace Vitrine.Server.Claims;

/// <summary>What a file's normalised metadata claims: keywords as tags, and the single values.</summary>
public sealed class FileClaims(VocabularyStore vocabulary, ClaimLedger ledger)
{
    /// <summary>More keywords than a person would write are noise of a program; the first so many count.</summary>
    private const int MostKeywords = 500;

    public async Task WriteAsync(WriteSession session, LedgerSubject asset, NormalisedMetadata said, CancellationToken cancellationToken = default)
    {
        var claims = Values(said).ToList();
        var literals = new Dictionary<long, List<string>>();
        foreach (var keyword in said.Keywords.Take(MostKeywords).Select(VocabularyStore.Clean).Where(keyword => keyword.Length > 0).Distinct(StringComparer.Ordinal))
        {
            var concept = await vocabulary.LiteralAsync(session, asset.LibraryKey, keyword, cancellationToken);
            (literals.TryGetValue(concept, out var known) ? known : literals[concept] = []).Add(keyword);
        }

        claims.AddRange(literals.Select(pair => new FileClaim(ClaimAttributes.Tag, null, new ClaimValue.Concept(pair.Key, string.Join('\n', pair.Value)))));

        await ledger.FromFileAsync(session, asset, claims, cancellationToken);
    }

    private static IEnumerable<FileClaim> Values(NormalisedMetadata said)
    {
        foreach (var (attribute, text) in new[]
        {
            (ClaimAttributes.Title, said.Title),
            (ClaimAttributes.Description, said.Description),
            (ClaimAttributes.Creator, said.Creator),
            (ClaimAttributes.Copyright, said.Copyright),
        })
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return new FileClaim(attribute, null, new ClaimValue.Text(text));
            }
        }

        if (said.Rating is { } rating)
        {
            yield return new FileClaim(ClaimAttributes.Rating, null, new ClaimValue.Number(rating));
        }

        if (said.TakenAt is { } taken && Date(taken, said.TakenOffsetMinutes) is { } date)
        {
            yield return new FileClaim(ClaimAttributes.TakenAt, null, date);
        }
    }

    /// <summary>Reads <see cref="NormalisedMetadata.TakenAt"/>: as much of <c>yyyy-MM-ddTHH:mm:ss.fff</c> as there is.</summary>
    internal static ClaimValue.Date? Date(string text, int? offset)
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
}
