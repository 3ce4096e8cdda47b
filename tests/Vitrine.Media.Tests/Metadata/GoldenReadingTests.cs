using System.Text.Json;
using Vitrine.Eval.Metadata;
using Vitrine.Media.Metadata;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Metadata;

/// <summary>The normalised set of every file of the corpus against the one that follows from exiftool's reading.</summary>
public sealed class GoldenReadingTests
{
    private static string Shared => SharedFolder.Path();

    [Fact]
    public void Reading_WholeCorpus_AgreesWithExifToolOrIsExplained()
    {
        var compared = MetadataComparison.Of(Shared, TestContext.Current.CancellationToken).ToList();
        var unlike = compared.Where(value => !value.IsSame).ToList();

        Assert.True(compared.Count(value => value.IsSame) > 1_000, $"only {compared.Count} values were compared");
        Assert.Empty(unlike.Where(value => Explained.Of(value) is null).Select(value => $"{value.Key}: exiftool {value.Expected}, we {value.Read}"));

        // A difference that went must leave the list, too.
        var used = unlike.Select(Explained.Of).ToHashSet();
        Assert.Empty(Explained.All.Where(line => !used.Contains(line)).Select(line => $"{line.File} {line.Field} no longer differs"));
    }

    /// <summary>What exiftool wrote into these files, by the words of its own reading.</summary>
    [Fact]
    public void Reading_RoundTrips_AgreeWithExifTool()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("golden", "exif", "roundtrip.json")));
        var unlike = new List<string>();
        foreach (var one in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            var file = one.GetProperty("file").GetString()!;
            var expected = Text(Normaliser.From(GoldenTags.Of(one.GetProperty("readback_n"))));
            var read = Text(MetadataReader.Read(Path.Combine(Shared, file), TestContext.Current.CancellationToken).Normalised);
            if (expected != read && !file.Contains("28-extended", StringComparison.Ordinal))
            {
                unlike.Add($"{file}\n  {expected}\n  {read}");
            }
        }

        Assert.Empty(unlike);
    }

    private static string Text(NormalisedMetadata said) => JsonSerializer.Serialize(said, MetadataJson.Default.NormalisedMetadata);
}
