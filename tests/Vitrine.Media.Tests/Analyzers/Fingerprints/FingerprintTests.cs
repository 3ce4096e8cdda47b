using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Vitrine.Core.Search.Duplicates;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Fingerprints;
using Vitrine.Media.Tests.Analyzers.Looks;
using Vitrine.Tests.Shared;

namespace Vitrine.Media.Tests.Analyzers.Fingerprints;

public sealed class FingerprintTests
{
    [Fact]
    public void Of_GoldenPictures_GivesImagehashsBits()
    {
        var (same, count) = (0, 0);
        foreach (var row in File.ReadLines(SharedFolder.Path("golden", "hash", "hashes.tsv")).Skip(1).Select(line => line.Split('\t')))
        {
            var picture = Pictures.Read(SharedFolder.Path(["corpus", .. row[0].Split('/')]));
            var found = Fingerprint.Of(picture);
            count++;
            if (Convert.ToHexStringLower(SHA256.HashData(picture.Rgb)) == row[1])
            {
                same++;
                Assert.Equal((row[4], row[5], row[6]), (Hex(found.Perceptual), Hex(found.Difference), Hex(found.DifferenceDown)));
            }
            else
            {
                // Another JPEG decoder: other pixels by a little.
                Assert.InRange(Away(row[4], found.Perceptual), 0, 8);
                Assert.InRange(Away(row[5], found.Difference), 0, 3);
                Assert.InRange(Away(row[6], found.DifferenceDown), 0, 5);
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{same} of {count} pictures have the listed pixels");
        Assert.Equal(246, count);
    }

    [Fact]
    public void Grey_GoldenPicture_HasTheListedLevels()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(SharedFolder.Path("golden", "hash", "steps.json")));
        var file = golden.RootElement.GetProperty("file").GetString()!;
        var picture = Pictures.Read(SharedFolder.Path(["corpus", .. file.Split('/')]));
        var row = File.ReadLines(SharedFolder.Path("golden", "hash", "hashes.tsv")).Select(line => line.Split('\t')).Single(line => line[0] == file);
        Assert.SkipUnless(Convert.ToHexStringLower(SHA256.HashData(picture.Rgb)) == row[1], "the decoder here gives other pixels");

        Assert.Equal(golden.RootElement.GetProperty("grey_sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(Fingerprint.Grey(picture))));
    }

    [Fact]
    public void Of_TurnedPictures_IsNearTheHashOfThatOrientation()
    {
        foreach (var file in new[] { "photos/clothing/dress/bcb839e0-9055-4760-b5a4-b7fd703b716f.jpg", "photos/grocery/Vegetables/Tomato/Beef-Tomato/Beef-Tomato_Iconic.jpg" })
        {
            using var image = NetVips.Image.NewFromFile(SharedFolder.Path(["corpus", .. file.Split('/')]));
            var whole = Fingerprint.Of(Pictures.Of(image));
            for (var orientation = 1; orientation <= 8; orientation++)
            {
                using var marked = image.Mutate(m => m.Set(NetVips.GValue.GIntType, "orientation", orientation));
                using var upright = marked.Autorot();
                var turned = Fingerprint.Of(Pictures.Of(upright));

                // Rows and columns are rounded in another order: a few levels are off by one.
                Assert.InRange(PerceptualHash.Distance(turned.Perceptual, whole.PerceptualTurned[orientation - 1]), 0, 4);
                Assert.InRange(PerceptualHash.Distance(turned.Difference, whole.DifferenceTurned[orientation - 1]), 0, 6);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 500)]
    [InlineData(3, 2)]
    public void Of_TinyPictures_IsSomething(int width, int height)
    {
        var plain = Fingerprint.Of(Pictures.Paint(width, height, (_, _) => (90, 90, 90)));

        // Nothing but the constant term, which is above the median of nothing.
        Assert.Equal(1UL << 63, plain.Perceptual & (1UL << 63));
        Assert.Equal((0UL, 0UL), (plain.Difference, plain.DifferenceDown));
    }

    private static string Hex(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    private static int Away(string expected, ulong found) => BitOperations.PopCount(ulong.Parse(expected, NumberStyles.HexNumber, CultureInfo.InvariantCulture) ^ found);
}
