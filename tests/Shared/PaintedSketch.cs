using System.Text;
using Vitrine.Core.Search.Duplicates;

namespace Vitrine.Tests.Shared;

/// <summary>Sketches of pictures that are made up: coloured spots where chance, begun with the picture's name, puts them.</summary>
public static class PaintedSketch
{
    private const int Side = PictureSketch.Side;

    /// <param name="name">Pictures of other names are other pictures.</param>
    /// <param name="edit">What was done to it: nothing, <c>cut</c>, <c>banner</c>, <c>dark</c>, <c>recoloured</c>, or <c>plain</c>.</param>
    public static PictureSketch Of(string name, string? edit = null)
    {
        var seed = Encoding.UTF8.GetBytes(name).Aggregate(17, (sum, letter) => unchecked((sum * 31) + letter));
        var random = new Random(seed);
        var spots = Enumerable.Range(0, 24).Select(_ => new Spot(random.NextDouble(), random.NextDouble(), 0.04 + (random.NextDouble() * 0.2), Level(random), Level(random), Level(random))).ToArray();
        var rgb = new byte[3 * Side * Side];
        for (var i = 0; i < Side * Side; i++)
        {
            var (u, v) = (((i % Side) + 0.5) / Side, ((i / Side) + 0.5) / Side);
            var (r, g, b) = edit == "cut" ? At(spots, 0.03 + (u * 0.93), 0.05 + (v * 0.93)) : At(spots, u, v);
            (r, g, b) = edit switch
            {
                "banner" when v > 0.85 => (20, 20, 20),
                "plain" => (120, 120, 120),
                "dark" => (r * 0.8, g * 0.8, b * 0.8),
                // As light as before (0.299 R + 0.587 G + 0.114 B), in another colour.
                "recoloured" => (r, g + 10, b - (10 * 0.587 / 0.114)),
                _ => (r, g, b),
            };
            (rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]) = (Byte(r), Byte(g), Byte(b));
        }

        return PictureSketch.Of(rgb);
    }

    private static (double R, double G, double B) At(Spot[] spots, double u, double v)
    {
        var (r, g, b) = (140.0, 140.0, 140.0);
        foreach (var spot in spots)
        {
            var near = 1 / (1 + Math.Exp((Math.Sqrt(((u - spot.X) * (u - spot.X)) + ((v - spot.Y) * (v - spot.Y))) - spot.Radius) * 60));
            (r, g, b) = (r + ((spot.R - r) * near), g + ((spot.G - g) * near), b + ((spot.B - b) * near));
        }

        return (r, g, b);
    }

    /// <summary>Neither so dark nor so light that an edit would be cut off.</summary>
    private static int Level(Random random) => random.Next(60, 240);

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);

    private sealed record Spot(double X, double Y, double Radius, int R, int G, int B);
}
