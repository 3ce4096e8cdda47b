using System.Globalization;
using System.Text;
using CsCheck;
using Vitrine.Core.Vocabulary;
using Vitrine.Core.Vocabulary.Exchange;

namespace Vitrine.Core.Tests.Vocabulary.Exchange;

/// <summary>What is written is read as it was, in every form, for as much as the form keeps.</summary>
public sealed class ExchangeProperties
{
    private static readonly Gen<string> Labels = Gen.OneOf(
            Gen.OneOf("dog", "=1+1", "'=x", "''", "a|b", "a\\|b", "\"quoted\"", "a;b,c", "-5", "@me", "日本", "e.g.", "{x}", "[y", "#z", "<w>", "café\\u0041", "🐶", "\\"),
            Gen.Char["ab=+-@'|\\\",;.:<>[]{}#é "].Array[1, 12].Select(letters => new string(letters)))
        .Select(text => ConceptText.Label(text, out var wrong) is var label && wrong is null ? label : "x");

    private static readonly Gen<string> Descriptions = Gen.OneOf(Labels, Gen.OneOf("two\nlines", "tab\there", "\"\"\"", "ends\\"));

    private static readonly Gen<ConceptRecord> Records = Gen.Select(
        Map(Gen.OneOf("en", "de", "und", "pt-BR"), Labels, 1, 3),
        Map(Gen.OneOf("en", "de", "und"), Labels.List[1, 3], 0, 2),
        Map(Gen.OneOf("en", "de"), Descriptions, 0, 2),
        Gen.Int[0, 3].List[0, 2],
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool),
        Gen.Select(Gen.Int[0, 0xffffff], Gen.Int[-50, 100], Gen.Bool),
        (labels, synonyms, descriptions, broader, flags, rest) => new ConceptRecord
        {
            Name = "",
            Labels = labels.ToDictionary(pair => pair.Key, string? (pair) => pair.Value),
            Synonyms = synonyms.ToDictionary(pair => pair.Key, IReadOnlyList<string> (pair) => [.. pair.Value.Distinct()]),
            Descriptions = descriptions.ToDictionary(pair => pair.Key, string? (pair) => pair.Value),
            Broader = [.. broader.Distinct().Select(Id)],
            Colour = rest.Item3 ? ConceptText.Colour(rest.Item1) : null,
            NeverByAi = flags.Item1,
            AlwaysReview = flags.Item2,
            Exported = flags.Item3,
            MinConfidence = rest.Item2 < 0 ? null : rest.Item2.ToString(CultureInfo.InvariantCulture),
            ExternalIds = rest.Item3 ? new Dictionary<string, IReadOnlyList<string>> { ["wikidata"] = ["Q42", "Q7"], ["aat"] = ["300046089"], ["tgn"] = ["7000084"] } : new Dictionary<string, IReadOnlyList<string>>(),
        });

    private static readonly Gen<ConceptRecord[]> Files = Records.Array[0, 6].Select(records => records.Select((record, at) => record with { Name = Id(at), Id = Id(at), Broader = [.. record.Broader!.Where(one => one != Id(at))] }).ToArray());

    [Theory]
    [InlineData(ExchangeFormat.Csv)]
    [InlineData(ExchangeFormat.Turtle)]
    [InlineData(ExchangeFormat.JsonLd)]
    public void WhatIsWritten_IsReadAsItWas(string format) => Files.Sample(
        records =>
        {
            var file = ExchangeFormat.Read(format, Written(format, records));
            Assert.Empty(file.Problems);
            Assert.Equal(records.Select(Whole), file.Records.Select(Whole));
        },
        iter: 1_000);

    [Fact]
    public void ALightroomList_KeepsWordsSynonymsPlacesAndWhatIsNotExported() => Gen.Select(Gen.Int[-1, 5].Array[1, 8], Gen.Bool.Array[8], Gen.Bool.Array[8]).Sample(
        (parents, hidden, doubled) =>
        {
            // Parents come before their children, so that there is no circle.
            ConceptRecord[] records = [.. parents.Select((parent, at) => new ConceptRecord
            {
                Name = Id(at),
                Labels = new Dictionary<string, string?> { ["en"] = $"word {at}" },
                Synonyms = doubled[at] ? new Dictionary<string, IReadOnlyList<string>> { ["en"] = [$"synonym {at}", "shared"] } : new Dictionary<string, IReadOnlyList<string>>(),
                Broader = [.. new[] { parent, parent - 1 }.Where(one => one >= 0 && one < at).Distinct().Select(Id)],
                Exported = !hidden[at],
            })];
            var file = ExchangeFormat.Read(ExchangeFormat.Lightroom, Written(ExchangeFormat.Lightroom, records), "en");
            Assert.Empty(file.Problems);
            var word = records.ToDictionary(record => record.Name, record => record.Labels["en"]!);
            Assert.Equal(
                records.Select(record => $"{word[record.Name]} < {string.Join(',', record.Broader!.Select(one => word[one]).Order())} {string.Join('|', record.Synonyms.GetValueOrDefault("en") ?? [])} {record.Exported}").Order(),
                file.Records.Select(record => $"{record.Labels["en"]} < {string.Join(',', (record.Broader ?? []).Order())} {string.Join('|', record.Synonyms.GetValueOrDefault("en") ?? [])} {record.Exported != false}").Order());
        },
        iter: 500);

    [Theory]
    [InlineData(ExchangeFormat.Csv)]
    [InlineData(ExchangeFormat.Lightroom)]
    [InlineData(ExchangeFormat.Turtle)]
    [InlineData(ExchangeFormat.JsonLd)]
    public void ABrokenFile_IsRefusedWithItsLine_OrReadInPart_AndNothingElseHappens(string format) => Gen.Select(Files, Gen.Int[0, 10_000], Gen.Int[0, 10_000], Gen.Byte).Sample(
        (records, from, length, put) =>
        {
            var bytes = Written(format, records);
            var at = from % (bytes.Length + 1);
            byte[] broken = [.. bytes[..at], put, .. bytes[Math.Min(bytes.Length, at + (length % 40))..]];
            try
            {
                var file = ExchangeFormat.Read(format, broken, "en");
                Assert.All(file.Problems, problem => Assert.InRange(problem.Line, 1, 1_000_000));
            }
            catch (ConceptFileException wrong)
            {
                Assert.InRange(wrong.Line, 1, 1 + broken.Count(one => one == '\n'));
            }
        },
        iter: 1_500);

    private static Gen<Dictionary<string, T>> Map<T>(Gen<string> keys, Gen<T> values, int least, int most) =>
        Gen.Select(keys, values).List[least, most].Select(pairs => pairs.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2));

    private static string Id(int at) => $"{at:x24}";

    private static byte[] Written(string format, IReadOnlyList<ConceptRecord> records)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        var writer = ConceptFileWriter.Of(format, text, [.. records.SelectMany(record => record.Labels.Keys.Concat(record.Synonyms.Keys).Concat(record.Descriptions.Keys)).Distinct()], "en");
        foreach (var record in records)
        {
            writer.Add(record);
        }

        writer.End();
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Whole(ConceptRecord record) => string.Join('\n',
        ExchangeFormat.Plain(record.Name), record.Id, Map(record.Labels), Map(record.Synonyms.Where(pair => pair.Value.Count > 0).ToDictionary(pair => pair.Key, pair => string.Join('¦', pair.Value))), Map(record.Descriptions),
        string.Join(',', (record.Broader ?? []).Select(ExchangeFormat.Plain).Order(StringComparer.Ordinal)), record.Colour ?? "", record.NeverByAi, record.AlwaysReview, record.Exported, record.MinConfidence ?? "",
        Map(record.ExternalIds.Where(pair => pair.Value.Count > 0).ToDictionary(pair => pair.Key, pair => string.Join(',', pair.Value.Order(StringComparer.Ordinal)))));

    private static string Map<T>(IReadOnlyDictionary<string, T> map) => string.Join(';', map.Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
}
