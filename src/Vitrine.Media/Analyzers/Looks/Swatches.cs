using Vitrine.Core.Colours;
using Vitrine.Media.Onnx;

namespace Vitrine.Media.Analyzers.Looks;

/// <summary>A small copy of a picture in OKLab, row by row: all that colours, background and exposure are judged on.</summary>
internal sealed class Swatches
{
    private Swatches(int width, int height, Oklab[] colours) => (Width, Height, Colours) = (width, height, colours);

    public int Width { get; }

    public int Height { get; }

    public Oklab[] Colours { get; }

    /// <summary>A copy whose longer side is at most <paramref name="longest"/> pixels; never enlarged.</summary>
    public static Swatches Within(Picture picture, int longest)
    {
        var factor = Math.Min(1.0, longest / (double)Math.Max(picture.Width, picture.Height));
        return Of(picture, Math.Max(1, (int)Math.Round(picture.Width * factor)), Math.Max(1, (int)Math.Round(picture.Height * factor)));
    }

    /// <summary>A copy of exactly this size, whatever the aspect.</summary>
    public static Swatches Of(Picture picture, int width, int height)
    {
        var rgb = Resample.Resize(picture.Rgb, picture.Width, picture.Height, 3, width, height, ResampleFilter.Bilinear);
        var colours = new Oklab[width * height];
        for (var i = 0; i < colours.Length; i++)
        {
            colours[i] = Oklab.FromRgb(rgb[i * 3], rgb[(i * 3) + 1], rgb[(i * 3) + 2]);
        }

        return new Swatches(width, height, colours);
    }

    /// <summary>Positions of the outermost ring, <paramref name="depth"/> pixels deep.</summary>
    public IEnumerable<int> Ring(int depth)
    {
        for (var y = 0; y < Height; y++)
        {
            var inner = y >= depth && y < Height - depth;
            for (var x = 0; x < Width; x++)
            {
                if (!inner || x < depth || x >= Width - depth)
                {
                    yield return (y * Width) + x;
                }
            }
        }
    }
}
