using NetVips;
using Vitrine.Core.Analysis;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Looks;

namespace Vitrine.Media.Tests.Analyzers.Looks;

/// <summary>Pictures for these tests: painted, or of the corpus.</summary>
internal static class Pictures
{
    public static Picture Paint(int width, int height, Func<int, int, (int R, int G, int B)> colour)
    {
        var rgb = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            var (r, g, b) = colour(i % width, i / width);
            (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]) = ((byte)r, (byte)g, (byte)b);
        }

        return new Picture(width, height, rgb);
    }

    public static Picture Read(string file)
    {
        using var image = Image.NewFromFile(file);
        return Of(image);
    }

    public static Picture Of(Image image)
    {
        using var srgb = image.Colourspace(Enums.Interpretation.Srgb);
        using var opaque = srgb.HasAlpha() ? srgb.Flatten([255, 255, 255]) : srgb.Copy();
        return new Picture(opaque.Width, opaque.Height, opaque.WriteToMemory<byte>());
    }

    public static IReadOnlyList<Finding.Value> Look(Picture picture)
    {
        using var analyzer = new LooksAnalyzer();
        return [.. analyzer.Analyze(picture, TestContext.Current.CancellationToken).Cast<Finding.Value>()];
    }

    public static string One(this IReadOnlyList<Finding.Value> values, string key) => values.Single(v => v.Key == key).Content;

    public static IReadOnlyList<string> All(this IReadOnlyList<Finding.Value> values, string key) => [.. values.Where(v => v.Key == key).Select(v => v.Content)];

    public static double Number(this IReadOnlyList<Finding.Value> values, string key) =>
        double.Parse(values.One(key), System.Globalization.CultureInfo.InvariantCulture);
}
