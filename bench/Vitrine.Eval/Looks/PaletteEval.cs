using System.Globalization;
using Vitrine.Core.Analysis;
using Vitrine.Core.Colours;
using Vitrine.Eval.Statistics;
using Vitrine.Media.Analyzers;
using Vitrine.Media.Analyzers.Looks;

namespace Vitrine.Eval.Looks;

/// <summary>How well the palette stands for a picture, beside the best of many k-means with random starts (Lloyd 1982) over the same picture.</summary>
internal static class PaletteEval
{
    private const int Starts = 20;
    private const int Steps = 60;

    /// <summary>A palette this much worse than the reference still counts as as good.</summary>
    private const double Near = 1.1;

    /// <summary>Root mean square distance in OKLab from a pixel to the nearest colour of the palette, and of the reference.</summary>
    public static (double Ours, double Reference) Compare(Picture picture, IEnumerable<Finding.Value> palette, int seed)
    {
        var pixels = Sample(picture);
        Oklab[] ours = [.. palette.Select(value => FromHex(value.Content))];
        var random = new Random(seed);
        var best = double.MaxValue;
        for (var start = 0; start < Starts; start++)
        {
            best = Math.Min(best, Error(pixels, Lloyd(pixels, [.. random.GetItems(pixels, ours.Length)])));
        }

        return (Error(pixels, ours), best);
    }

    public static void Print(IReadOnlyList<(double Ours, double Reference)> pairs)
    {
        static double Middle(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"- palette (five colours; root mean square distance to the nearest in OKLab, n {pairs.Count}): median {Middle(pairs.Select(p => p.Ours)):F4}, best of {Starts} k-means with random starts {Middle(pairs.Select(p => p.Reference)):F4}; at most {Near:F1} times the best: {new Share(pairs.Count(p => p.Ours <= p.Reference * Near), pairs.Count)}"));
    }

    /// <summary>Every so many pixels of the whole preview, not the small copy that the analyzer looks at.</summary>
    private static Oklab[] Sample(Picture picture)
    {
        var count = picture.Width * picture.Height;
        var step = Math.Max(1, count / 6000) | 1;
        return [.. Enumerable.Range(0, (count + step - 1) / step).Select(i => i * step * 3).Select(at => Oklab.FromRgb(picture.Rgb[at], picture.Rgb[at + 1], picture.Rgb[at + 2]))];
    }

    private static Oklab[] Lloyd(Oklab[] pixels, Oklab[] centres)
    {
        for (var step = 0; step < Steps; step++)
        {
            var sums = new (double L, double A, double B, int Count)[centres.Length];
            foreach (var pixel in pixels)
            {
                var nearest = Enumerable.Range(0, centres.Length).MinBy(c => pixel.Away(centres[c]));
                var sum = sums[nearest];
                sums[nearest] = (sum.L + pixel.L, sum.A + pixel.A, sum.B + pixel.B, sum.Count + 1);
            }

            centres = [.. sums.Select((sum, i) => sum.Count == 0 ? centres[i] : new Oklab((float)(sum.L / sum.Count), (float)(sum.A / sum.Count), (float)(sum.B / sum.Count)))];
        }

        return centres;
    }

    private static double Error(Oklab[] pixels, Oklab[] centres) => Math.Sqrt(pixels.Average(pixel => (double)centres.Min(pixel.Away)));

    private static Oklab FromHex(string hex) => Oklab.FromRgb(
        Convert.ToByte(hex[1..3], 16), Convert.ToByte(hex[3..5], 16), Convert.ToByte(hex[5..7], 16));
}
