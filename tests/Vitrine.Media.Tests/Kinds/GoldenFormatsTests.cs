using System.Globalization;
using Vitrine.Core.Assets;
using Vitrine.Media.Kinds;
using Vitrine.Media.Kinds.Image;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Kinds;

/// <summary>Every picture that the reference decodes and that we claim to open does open, at the same size and with the same mean.</summary>
public sealed class GoldenFormatsTests
{
    private const long LargestCompared = 3_000_000;

    [Fact]
    public void DecodeUpright_EveryFileOfTheReferenceTable_DecodesAlike()
    {
        var rows = Corpus.Table(SharedFolder.Path("golden", "formats", "formats.tsv")).Where(row => row[0].StartsWith("metadata/", StringComparison.Ordinal) || row[0].StartsWith("photos/odd", StringComparison.Ordinal));
        var wrong = new List<string>();
        var compared = 0;
        foreach (var row in rows)
        {
            var path = SharedFolder.Path(["corpus", .. row[0].Split('/')]);
            var size = row[2].Split('x');
            if (row[9] != "ok" || !File.Exists(path) || !Claims(path) || long.Parse(size[0], CultureInfo.InvariantCulture) * long.Parse(size[1], CultureInfo.InvariantCulture) > LargestCompared)
            {
                continue;
            }

            try
            {
                var picture = MediaDecoder.DecodeUpright(path, int.MaxValue);
                compared++;
                if (picture.Width != int.Parse(size[0], CultureInfo.InvariantCulture) && picture.Height != int.Parse(size[0], CultureInfo.InvariantCulture))
                {
                    wrong.Add($"{row[0]}: {picture.Width}x{picture.Height} instead of {row[2]}");
                }

                // Only where the reference's mean is one of sRGB values: no alpha, no profile, 8 bits.
                var isPlain = row[4] == "uchar" && row[8].Length == 0 && (row[3], row[5]) is ("3", "srgb") or ("1", "b-w");
                var mean = picture.Rgb.Average(value => (double)value);
                if (isPlain && Math.Abs(mean - double.Parse(row[10], CultureInfo.InvariantCulture)) > 0.6)
                {
                    wrong.Add($"{row[0]}: mean {mean:0.0} instead of {row[10]}");
                }
            }
            catch (InvalidDataException problem)
            {
                wrong.Add($"{row[0]}: {problem.Message}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(compared, 200, int.MaxValue);
    }

    private static bool Claims(string path)
    {
        var format = FileFormats.Get(Corpus.Sniff(path).Format);
        return format.Kind == AssetKind.Image && (format.Loader ?? format.Coder) is not null && (format.Loader is null || ImageLibrary.Has(format.Loader));
    }
}
